"""Who is told, and where: names, numbers and addresses, checked before they are kept."""

import re
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import msgspec
import phonenumbers
from email_validator import EmailNotValidError, validate_email

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.sentences import both
from services.notify.contract.commands import ContactRow, SetContacts
from services.notify.contract.words import Channel, Topic
from services.notify.domain.digest import Digest
from services.notify.domain.quiet_hours import QuietHours

LANGUAGES = {"zh": "zh-CN", "en": "en"}
DEFAULT_LANGUAGE = "zh-CN"
DEFAULT_TIME_ZONE = "Asia/Shanghai"
LONGEST_NAME = 100
_MEMBER_ID = re.compile(r"(?!clause-)[A-Za-z0-9_.-]{1,64}")


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """A member as notification knows them. Phone in E.164; what is unknown is empty.

    `phone` and `email` are in use and verified. `new_phone` and `new_email` wait for proof; nothing
    but the code that proves them is sent there. `preferences` and `quiet` hold only what the member
    chose; everything else is the default.
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

    def address(self, channel: Channel) -> str:
        """Where the channel reaches this member; empty when it does not."""
        if channel is Channel.SMS:
            return self.phone
        return self.email if channel is Channel.EMAIL else self.id


def unknown_contacts() -> NotFound:
    return NotFound(
        both(
            "没有这位会员的联系方式，请先设置。",
            "No contacts of this member are known; set them first.",
        )
    )


def checked_member_id(value: str) -> str:
    """Ids enter events and logs, so they must be no contacts themselves."""
    if not _MEMBER_ID.fullmatch(value):
        raise InvalidInput(
            "A member id has 1 to 64 letters, digits, dots, dashes or underscores, "
            "and does not start with 'clause-'.",
            field="member_id",
        )
    return value


def checked_name(value: str) -> str:
    name = " ".join(value.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"A name has at most {LONGEST_NAME} printable characters.", field="name")
    return name


def checked_phone(value: str) -> str:
    """The number in E.164; empty stays empty.

    Only what no network could route is refused: numbering plans change faster than tables, and
    the provider tells of the rest.
    """
    if not value.strip():
        return ""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise InvalidInput(
            "This is no phone number; write it with its country code, such as +8613800138000.",
            field="phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def checked_email(value: str) -> str:
    if not value.strip():
        return ""
    try:
        return validate_email(value.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidInput(f"This is no e-mail address: {error}", field="email") from None


def checked_language(value: str) -> str:
    known = LANGUAGES.get(value.strip().replace("_", "-").split("-")[0].lower())
    if known is None:
        raise InvalidInput("The language is zh-CN or en.", field="language")
    return known


@cache
def _is_time_zone(key: str) -> bool:
    try:
        ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        return False
    return True


def checked_time_zone(value: str) -> str:
    if not value or not _is_time_zone(value):
        raise InvalidInput(
            "This is no time zone; write its IANA name, such as Asia/Shanghai.", field="time_zone"
        )
    return value


_CHECKS = {
    "name": checked_name,
    "phone": checked_phone,
    "email": checked_email,
    "language": checked_language,
    "time_zone": checked_time_zone,
}


def checked_contacts(command: SetContacts) -> dict[str, str]:
    """What the command gives, by field, in the form in which it is kept.

    Raises:
        InvalidInput: naming the field.
    """
    checked_member_id(command.member_id)
    given = {field: getattr(command, field) for field in _CHECKS}
    return {field: _CHECKS[field](value) for field, value in given.items() if value is not None}


def from_row(row: ContactRow, now: datetime) -> Recipient:
    """A recipient from an import, whose addresses the host vouches for; an empty language or time
    zone is the default.

    Raises:
        InvalidInput: naming the field.
    """
    phone, email = checked_phone(row.phone), checked_email(row.email)
    return Recipient(
        id=checked_member_id(row.member_id.strip()),
        created_at=now,
        name=checked_name(row.name),
        phone=phone,
        phone_verified_at=now if phone else None,
        email=email,
        email_verified_at=now if email else None,
        language=checked_language(row.language or DEFAULT_LANGUAGE),
        time_zone=checked_time_zone(row.time_zone or DEFAULT_TIME_ZONE),
    )


def masked(address: str) -> str:
    """Enough to recognise one's own address, too little to learn another's."""
    if "@" in address:
        name, _, host = address.partition("@")
        return f"{name[:1]}…@{host}"
    return f"{address[:3]}…{address[-4:]}"
