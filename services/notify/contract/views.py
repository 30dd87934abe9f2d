"""What notification looks like from outside."""

from datetime import datetime

import msgspec

from infra.kernel.errors import ErrorRecord
from infra.kernel.text import LocalText
from services.notify.contract.campaigns import AudienceView, CampaignsView, CampaignView
from services.notify.contract.operations import OperationsView
from services.notify.contract.retention import RetentionOfMessages
from services.notify.contract.sandbox import SandboxMessages
from services.notify.contract.staff import DeadLettersPage, ReplayView, TasksPage, TaskView
from services.notify.contract.templates import TemplatePreview, TemplatesView, TemplateView
from services.notify.contract.webhooks import (
    WebhookDeliveriesPage,
    WebhookOutcome,
    WebhooksView,
)
from services.notify.contract.words import (
    Channel,
    DeliveryState,
    DigestEvery,
    MemberPage,
    StepKind,
    SuppressionReason,
    Topic,
)


class TopicPreference(msgspec.Struct, frozen=True, kw_only=True):
    topic: Topic
    channels: tuple[Channel, ...]
    mandatory: bool


class QuietHoursView(msgspec.Struct, frozen=True, kw_only=True):
    """When the phone does not ring: local times such as "22:00". `off`: never quiet.
    `default`: the member chose nothing, this is the operator's choice."""

    begins: str
    ends: str
    off: bool
    default: bool


class DigestView(msgspec.Struct, frozen=True, kw_only=True):
    """`hour`: local, 0 to 23."""

    every: DigestEvery
    hour: int


class ProfileView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Who the member is and how to reach them. `phone` in E.164; empty where unknown.

    `phone` and `email` are in use; `unverified_…` were given by the member and wait for proof.
    """

    member_id: str
    name: str
    phone: str
    email: str
    language: str
    time_zone: str
    preferences: tuple[TopicPreference, ...]
    quiet_hours: QuietHoursView
    digest: DigestView
    phone_verified_at: datetime | None = None
    email_verified_at: datetime | None = None
    unverified_phone: str = ""
    unverified_email: str = ""
    marketing_since: datetime | None = None
    marketing_until: datetime | None = None


class ContactsThen(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Empty where there was no address, or none is known any more."""

    phone: str
    email: str


class MembersFound(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """By id. `more`: there are others, who are told apart by another handle only."""

    member_ids: tuple[str, ...]
    more: bool


class StepView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a delivery, in words too. `attempt`: which one, from 1; 0 of none.
    `rule`: the name of what filtered it or holds it back. `until`: when it goes on. `reason`: as
    the provider says it. `code`, `provider`, `provider_id` and `by` (who had it sent again): for
    staff."""

    kind: StepKind
    at: datetime
    says: LocalText
    attempt: int = 0
    rule: str = ""
    until: datetime | None = None
    reason: str = ""
    code: str = ""
    provider: str = ""
    provider_id: str = ""
    by: str = ""


class DeliveryView(msgspec.Struct, frozen=True, kw_only=True):
    """One alert on one channel. `reason`: why it was filtered or failed, in words for people.
    `rule`: the name of the rule that filtered it. `looked_up`: the provider was asked after an
    unclear send. `history`: what happened, oldest first."""

    id: str
    channel: Channel
    state: DeliveryState
    planned_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    attempts: int
    next_due: datetime | None
    reason: str
    looked_up: bool
    rule: str = ""
    history: tuple[StepView, ...] = ()


class AlertView(msgspec.Struct, frozen=True, kw_only=True):
    """Something a member was told. `title` and `text` as in the inbox, in both languages."""

    id: str
    member_id: str
    event_id: str
    event_type: str
    topic: Topic
    at: datetime
    title: LocalText
    text: LocalText
    received: bool
    deliveries: tuple[DeliveryView, ...]


class AlertsPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Newest first. `cursors`: of each, to go on after it."""

    alerts: tuple[AlertView, ...]
    cursors: tuple[str, ...]
    total: int
    has_more: bool


class MessageLinkView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`page`: where the link leads; none where it is in no message of this member's. `number`: of
    the appeal that the message is about, else empty."""

    alert_id: str = ""
    page: MemberPage | None = None
    number: str = ""


class TotalsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Counts over everything stored, as it was at `counted_at`: alerts, and deliveries by state."""

    counted_at: datetime
    alerts: int
    deliveries: dict[str, int]
    events_planned: int


class SuppressionView(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for which nothing goes to an address, until `lifted_at`. `address`: masked, and
    empty for an earlier one of the member. `topic`: none for all. `says`: in words. `by` and
    `lifted_by`: ids of staff; empty where the member or a provider did it."""

    channel: Channel
    address: str
    reason: SuppressionReason
    topic: Topic | None
    says: str
    since: datetime
    by: str
    why: str
    lifted_at: datetime | None
    lifted_by: str
    lifted_why: str


class SuppressionsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Everything that ever kept messages from a member's addresses."""

    suppressions: tuple[SuppressionView, ...]


class PhoneDigitsChecked(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`bound`: whether a phone is in use; `same`: whether it ends with the digits."""

    bound: bool
    same: bool


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """The answer to one query that could not be answered; the others still are."""

    error: ErrorRecord


Answer = (
    ProfileView | ContactsThen | MembersFound | AlertsPage | CampaignView | TotalsView
    | MessageLinkView
    | SuppressionsView
    | CampaignsView | AudienceView | TemplatesView | TemplateView | TemplatePreview
    | RetentionOfMessages
    | PhoneDigitsChecked | TasksPage | DeadLettersPage | WebhooksView | WebhookDeliveriesPage
    | SandboxMessages | OperationsView | Failed
)  # fmt: skip


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """`sent_to`: where a code went, masked ("+86…4417"). `profile`, `template`, `task` and
    `campaign` after a change of it."""

    profile: ProfileView | None = None
    template: TemplateView | None = None
    task: TaskView | None = None
    replay: ReplayView | None = None
    campaign: CampaignView | None = None
    webhook: WebhookOutcome | None = None
    sent_to: str = ""
    repeated: bool = False


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was not imported, and why."""

    row: int
    field: str
    reason: str


class ImportResult(msgspec.Struct, frozen=True, kw_only=True):
    """Every row is in exactly one of `created`, `unchanged` or `refused`."""

    created: int
    unchanged: int
    refused: tuple[Refusal, ...]
