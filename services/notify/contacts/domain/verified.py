"""Which addresses are used: those that the host vouches for, or that the member has proven.

A new address of the member's own waits beside the one in use, so that a slip of the pen loses
nobody; and who is reached already names another only with a code from where they are reached, so
that a thief cannot silence the owner.
"""

from datetime import datetime

import msgspec

from infra.kernel.errors import NotAllowed, SecondFactorRequired
from infra.kernel.ids import derived_id
from infra.kernel.sentences import Either, both
from services.notify.contract.commands import SetContacts
from services.notify.contract.words import Channel, CodePurpose
from services.notify.core.alerts import codes
from services.notify.core.recipients.recipient import Recipient, checked_contacts
from services.shared.callers import ActorKind

PROVEN_BY = {Channel.SMS: CodePurpose.VERIFY_PHONE, Channel.EMAIL: CodePurpose.VERIFY_EMAIL}
_CALLED = {"phone": Either("手机号", "phone"), "email": Either("邮箱", "e-mail address")}
_FIELD = {CodePurpose.VERIFY_PHONE: "phone", CodePurpose.VERIFY_EMAIL: "email"}
_VOUCHERS = frozenset({ActorKind.HOST, ActorKind.STAFF, ActorKind.SYSTEM})


def vouches(kind: str) -> bool:
    """Whether what this party says of a member's addresses counts as verified."""
    return kind in _VOUCHERS


def with_contacts(
    recipient: Recipient,
    command: SetContacts,
    now: datetime,
    *,
    vouched: bool,
    confirmed: bool = False,
) -> Recipient:
    """The recipient with what the command gives. `vouched`: by the host or staff, else by the
    member; `confirmed`: who proved a second factor for it.

    Raises:
        InvalidInput: naming the field.
        SecondFactorRequired: the member is reached already, and has not confirmed it.
        NotAllowed: the member would take away the last verified address.
    """
    given = checked_contacts(command)
    left_out = tuple(field for field in recipient.left_out if field not in given)
    addresses = {field: given.pop(field) for field in _FIELD.values() if field in given}
    changed = msgspec.structs.replace(recipient, left_out=left_out, **given)
    for field, address in addresses.items():
        if vouched:
            changed = _in_use(changed, field, address, now)
        else:
            changed = _claimed(changed, field, address)
    if not vouched and _reached_outside(recipient):
        _check_change(recipient, changed, confirmed)
    return changed


def _check_change(before: Recipient, after: Recipient, confirmed: bool) -> None:
    if not confirmed and any(_goes_elsewhere(before, after, field) for field in _FIELD.values()):
        raise SecondFactorRequired(
            both(
                "请先获取 CHANGE_CONTACT 验证码（requestCode），再一并提交。",
                "Ask for a CHANGE_CONTACT code (requestCode) and send it along.",
            ),
            field="code",
        )
    if not _reached_outside(after):
        raise NotAllowed(
            both(
                "这是最后一个已验证的联系方式；请先验证另一个，再删除它。",
                "This is the last verified address; verify another one before it is removed.",
            )
        )


def _goes_elsewhere(before: Recipient, after: Recipient, field: str) -> bool:
    """Whether an address was named or removed; taking a claim back is neither."""
    claimed = getattr(after, f"new_{field}")
    named = claimed not in ("", getattr(before, f"new_{field}"))
    return named or getattr(after, field) != getattr(before, field)


def where_code_goes(recipient: Recipient, purpose: CodePurpose) -> Recipient:
    """The recipient as a code for this purpose sees them: with the addresses in use, or with the
    one that is to be proven and no other, and without the name, which is no stranger's business.

    Raises:
        NotAllowed: nothing is to be proven.
    """
    field = _FIELD.get(purpose)
    if field is None:
        return recipient
    claimed: str = getattr(recipient, f"new_{field}")
    if not claimed:
        raise NotAllowed(
            both(
                "没有待验证的新{field}，请先设置。",
                "No new {field} waits to be verified; set it first.",
                field=_CALLED[field],
            )
        )
    alone = {"name": "", "phone": "", "email": ""} | {field: claimed}
    return msgspec.structs.replace(recipient, **alone)


def mark_of(recipient: Recipient, purpose: CodePurpose) -> str:
    """Stands for the address that a code is sent to, without saying it; empty for codes that
    prove none. `recipient` as `where_code_goes` gives them."""
    field = _FIELD.get(purpose)
    return _mark(recipient.id, getattr(recipient, field)) if field else ""


def proven(recipient: Recipient, purpose: CodePurpose, mark: str, now: datetime) -> Recipient:
    """The recipient with the address of this mark in use; the same if it is already.

    Raises:
        InvalidInput: the code was for another address than the one that waits now.
    """
    field = _FIELD[purpose]
    claimed, used = getattr(recipient, f"new_{field}"), getattr(recipient, field)
    if claimed and _mark(recipient.id, claimed) == mark:
        return _in_use(recipient, field, claimed, now)
    if used and _mark(recipient.id, used) == mark:
        return recipient
    raise codes.refused(None)


def _in_use(recipient: Recipient, field: str, address: str, now: datetime) -> Recipient:
    since: datetime | None = getattr(recipient, f"{field}_verified_at")
    same = address == getattr(recipient, field) and since is not None
    verified_at = since if same else now if address else None
    return msgspec.structs.replace(
        recipient, **{field: address, f"{field}_verified_at": verified_at, f"new_{field}": ""}
    )


def _claimed(recipient: Recipient, field: str, address: str) -> Recipient:
    """It waits for proof. The one in use again takes the claim back; none removes both."""
    if not address:
        gone = {field: "", f"{field}_verified_at": None, f"new_{field}": ""}
        return msgspec.structs.replace(recipient, **gone)
    waits = "" if address == getattr(recipient, field) else address
    return msgspec.structs.replace(recipient, **{f"new_{field}": waits})


def _reached_outside(recipient: Recipient) -> bool:
    return any(recipient.address(channel) for channel in PROVEN_BY)


def _mark(member_id: str, address: str) -> str:
    return derived_id("address", member_id, address)
