"""Who is told, and where: names, numbers and addresses, checked before they are kept."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from infra.kernel import values as written
from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.sentences import Either, both
from infra.kernel.time_zones import time_zone
from infra.kernel.values import BadValue
from services.membership.contract.rules import checked_member_id
from services.notify.contract.commands import ContactRow, SetContacts
from services.notify.contract.words import Channel, Topic
from services.notify.core.recipients.digest_times import Digest
from services.notify.core.recipients.quiet_hours import QuietHours

DEFAULT_LANGUAGE = "zh-CN"
DEFAULT_TIME_ZONE = "Asia/Shanghai"


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """A member as notification knows them. Phone in E.164; what is unknown is empty.

    `phone` and `email` are in use and verified. `new_phone` and `new_email` wait for proof; nothing
    but the code that proves them is sent there. `preferences` and `quiet` hold only what the member
    chose; everything else is the default. `marketing_since`: the member agreed then to be sent
    offers; `marketing_until`: and took that back. `left_out`: the fields that an import could not
    take over, until somebody gives them.
    """

    id: str
    created_at: datetime
    name: str = ""
    phone: str = ""
    phone_verified_at: datetime | None = None
    new_phone: str = ""
    email: str = ""
    email_verified_at: datetime | None = None
    new_email: str = ""
    language: str = DEFAULT_LANGUAGE
    time_zone: str = DEFAULT_TIME_ZONE
    preferences: dict[Topic, tuple[Channel, ...]] = {}
    quiet: QuietHours | None = None
    digest: Digest = Digest()
    left_out: tuple[str, ...] = ()
    marketing_since: datetime | None = None
    marketing_until: datetime | None = None

    def address(self, channel: Channel) -> str:
        """Where the channel reaches this member; empty when it does not."""
        if channel is Channel.SMS:
            return self.phone
        return self.email if channel is Channel.EMAIL else self.id


def reached(recipient: Recipient) -> bool:
    """Whether there is an address to tell the member anything, beside the inbox."""
    return bool(recipient.phone or recipient.email)


def unknown_contacts() -> NotFound:
    return NotFound(
        both(
            "没有这位会员的联系方式，请先设置。",
            "No contacts of this member are known; set them first.",
        )
    )


def known_recipient(found: Recipient | None) -> Recipient:
    """
    Raises:
        NotFound: nothing is known of the member.
    """
    if found is None:
        raise unknown_contacts()
    return found


def _address(kind: Callable[[str], str]) -> Callable[[str], str]:
    """Empty stays empty: there is none."""
    return lambda value: kind(value.strip()) if value.strip() else ""


_CHECKS: dict[str, tuple[Callable[[str], str], Either]] = {
    "name": (written.name, Either(zh="姓名", en="name")),
    "phone": (_address(written.phone), Either(zh="手机号", en="phone")),
    "email": (_address(written.email), Either(zh="邮箱", en="e-mail address")),
    "language": (lambda value: written.language(value.strip()), Either(zh="语言", en="language")),
    "time_zone": (time_zone, Either(zh="时区", en="time zone")),
}


def checked(field: str, value: str) -> str:
    """The value as it is kept. The rules are those of an import, so that what is taken over here
    is never refused there.

    Raises:
        InvalidInput: naming the field.
    """
    check, called = _CHECKS[field]
    try:
        return check(value)
    except BadValue as bad:
        raise InvalidInput(
            both(
                "{field}{fault}。",
                "The {field} {fault}.",
                field=called,
                fault=Either(zh=bad.zh, en=str(bad)),
            ),
            field=field,
        ) from None


def checked_contacts(command: SetContacts) -> dict[str, str]:
    """What the command gives, by field, in the form in which it is kept.

    Raises:
        InvalidInput: naming the field.
    """
    checked_member_id(command.member_id)
    given = {field: getattr(command, field) for field in _CHECKS}
    return {field: checked(field, value) for field, value in given.items() if value is not None}


def from_row(row: ContactRow, now: datetime, time_zone: str) -> Recipient:
    """A recipient from an import, whose addresses the host vouches for; an empty language is the
    default, an empty zone is `time_zone`.

    Raises:
        InvalidInput: naming the field.
    """
    usual = {"language": DEFAULT_LANGUAGE, "time_zone": time_zone}
    kept = {f: checked(f, getattr(row, f) or usual.get(f, "")) for f in _CHECKS}
    made = Recipient(
        id=checked_member_id(row.member_id.strip()),
        created_at=now,
        phone_verified_at=now if kept["phone"] else None,
        email_verified_at=now if kept["email"] else None,
        left_out=tuple(f for f in _CHECKS if getattr(row, f) is None),
    )
    return msgspec.structs.replace(made, **kept)


def completed(known: Recipient, again: Recipient) -> Recipient:
    """With what the import of `known` left out and that of `again` brings. All else stays: what
    somebody changed since is worth more than an import."""
    brought = [f for f in known.left_out if f not in again.left_out]
    proofs = [f"{f}_verified_at" for f in brought if f in ("phone", "email")]
    given = {f: getattr(again, f) for f in [*brought, *proofs]}
    left_out = tuple(f for f in known.left_out if f not in brought)
    return msgspec.structs.replace(known, left_out=left_out, **given)


def masked(address: str) -> str:
    """Enough to recognise one's own address, too little to learn another's."""
    if "@" in address:
        name, _, host = address.partition("@")
        return f"{name[:1]}…@{host}"
    return f"{address[:3]}…{address[-4:]}"
