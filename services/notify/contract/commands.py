"""What can be asked of notification. Each command has one handler."""

import msgspec

from services.notify.contract.words import Channel, CodePurpose, Topic


class NotifyCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the commands about one member's notifications."""

    member_id: str


class SetContacts(NotifyCommand, frozen=True, kw_only=True):
    """Replaces what is given; none leaves it, empty removes it. Phone in E.164."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    time_zone: str | None = None


class SetPreference(NotifyCommand, frozen=True, kw_only=True):
    """The channels for one topic. A mandatory topic needs at least one that reaches the member."""

    topic: Topic
    channels: tuple[Channel, ...]


class SendCode(NotifyCommand, frozen=True, kw_only=True):
    """A one-time code of six digits, valid for ten minutes, to the bound phone, else e-mail."""

    purpose: CodePurpose


class VerifyCode(NotifyCommand, frozen=True, kw_only=True):
    """Spends the code. Five wrong tries end it."""

    purpose: CodePurpose
    code: str


class MarkShown(NotifyCommand, frozen=True, kw_only=True):
    """The in-app inbox showed these alerts: a receipt."""

    alert_ids: tuple[str, ...]


class Unsubscribe(NotifyCommand, frozen=True, kw_only=True):
    """No more mail on this topic, as asked by the link in a mail. Nothing for a mandatory one."""

    topic: Topic


class SuppressAddress(NotifyCommand, frozen=True, kw_only=True):
    """Staff: nothing more goes to the member's present address on this channel."""

    channel: Channel
    reason: str


class LiftSuppression(NotifyCommand, frozen=True, kw_only=True):
    """Staff: the member's present address on this channel may be used again. `reason`: why,
    kept with who and when. STOP and unsubscribing are the member's alone to lift."""

    channel: Channel
    reason: str


Command = (
    SetContacts
    | SetPreference
    | SendCode
    | VerifyCode
    | MarkShown
    | Unsubscribe
    | SuppressAddress
    | LiftSuppression
)


class ContactRow(msgspec.Struct, frozen=True, kw_only=True):
    """A member's contacts from an import. `row` is the line of the file, for the report."""

    row: int
    member_id: str
    name: str
    phone: str
    email: str
    language: str
    time_zone: str
