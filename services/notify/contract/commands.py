"""What can be asked of notification. Each command has one handler."""

from datetime import datetime

import msgspec

from services.notify.contract.campaigns import (
    CancelCampaign,
    PauseCampaign,
    ResumeCampaign,
    StartCampaign,
)
from services.notify.contract.staff import FinishTask, ReleaseTasks, ReplayDeliveries, TakeTask
from services.notify.contract.staff_mail import TellStaff
from services.notify.contract.templates import PublishTemplate, SaveTemplateDraft
from services.notify.contract.webhooks import (
    ChangeWebhook,
    CreateWebhook,
    DeleteWebhook,
    DisableWebhook,
    EnableWebhook,
    ReplayWebhooks,
    RotateWebhookSecret,
    TestWebhook,
)
from services.notify.contract.words import Channel, CodePurpose, DigestEvery, Topic


class NotifyCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the commands about one member's notifications."""

    member_id: str


class SetContacts(NotifyCommand, frozen=True, kw_only=True):
    """Replaces what is given; none leaves it, empty removes it. Phone in E.164.

    From the host or from staff, an address is in use at once. From the member, a new one is used
    only when `VerifyContact` has proven it; until then the old one stays in use. Where there is one
    in use, the member's call needs a second factor. `restored`: as it was before somebody else
    changed it.
    """

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    time_zone: str | None = None
    restored: bool = False


class SetPreference(NotifyCommand, frozen=True, kw_only=True):
    """The channels for one topic. A mandatory topic needs at least one that reaches the member."""

    topic: Topic
    channels: tuple[Channel, ...]


class SetQuietHours(NotifyCommand, frozen=True, kw_only=True):
    """When the phone does not ring: local times such as "22:00", over midnight if `ends` is the
    earlier one. `off`: never quiet. With neither: as the operator has it."""

    begins: str = ""
    ends: str = ""
    off: bool = False


class SetMarketingConsent(NotifyCommand, frozen=True, kw_only=True):
    """Whether the member agrees to be sent offers; nobody does until they said so."""

    agreed: bool


class SetDigest(NotifyCommand, frozen=True, kw_only=True):
    """How often, and at which local hour (0 to 23), what is not urgent comes as one message."""

    every: DigestEvery
    hour: int = 9


class VerifyContact(NotifyCommand, frozen=True, kw_only=True):
    """Proves, with the code that was sent there, that the member reads the new phone (SMS) or
    e-mail address; from then on it is the one in use."""

    channel: Channel
    code: str


class SendCode(NotifyCommand, frozen=True, kw_only=True):
    """A one-time code of six digits, valid for ten minutes, to the bound phone, else e-mail; one
    that is to verify a new address, to that address."""

    purpose: CodePurpose


class VerifyCode(NotifyCommand, frozen=True, kw_only=True):
    """Spends the code. Five wrong tries end it."""

    purpose: CodePurpose
    code: str


class CarryCode(NotifyCommand, frozen=True, kw_only=True):
    """Carries the code of another service's challenge, which says how often, and compares it. `to`:
    an address of who is nobody's member yet; else it goes to the one in use on the channel."""

    purpose: CodePurpose
    challenge: str
    expires_at: datetime
    channel: Channel
    to: str = ""
    language: str = ""


class MarkShown(NotifyCommand, frozen=True, kw_only=True):
    """The in-app inbox showed these alerts: a receipt."""

    alert_ids: tuple[str, ...]


class MarkOpened(NotifyCommand, frozen=True, kw_only=True):
    """A person came by the link in this alert's message and did something there: a receipt of the
    channel that the link went by."""

    alert_id: str
    channel: Channel


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
    | TellStaff
    | SetPreference
    | SetQuietHours
    | SetDigest
    | SetMarketingConsent
    | SendCode
    | VerifyCode
    | CarryCode
    | VerifyContact
    | MarkShown
    | MarkOpened
    | SaveTemplateDraft
    | PublishTemplate
    | Unsubscribe
    | SuppressAddress
    | LiftSuppression
    | TakeTask
    | FinishTask
    | ReleaseTasks
    | ReplayDeliveries
    | StartCampaign
    | PauseCampaign
    | ResumeCampaign
    | CancelCampaign
    | CreateWebhook
    | ChangeWebhook
    | DeleteWebhook
    | EnableWebhook
    | DisableWebhook
    | RotateWebhookSecret
    | TestWebhook
    | ReplayWebhooks
)


class ContactRow(msgspec.Struct, frozen=True, kw_only=True):
    """A member's contacts from an import. `row` is the line of the file, for the report. None: the
    file says something that cannot be used; a later import may bring it."""

    row: int
    member_id: str
    name: str | None
    phone: str | None
    email: str | None
    language: str | None
    time_zone: str | None
