"""What can be read. Queries are batched: one `read` answers many, in their order."""

from datetime import datetime

import msgspec

from services.notify.contract.campaigns import GetAudience, GetCampaign, GetCampaigns
from services.notify.contract.operations import GetOperations
from services.notify.contract.sandbox import GetSandboxMessages
from services.notify.contract.staff import GetDeadLetters, GetTasks
from services.notify.contract.templates import GetTemplate, GetTemplates, PreviewTemplate
from services.notify.contract.webhooks import GetWebhookDeliveries, GetWebhooks
from services.notify.contract.words import KnownBy


class Query(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    pass


class GetProfile(Query, frozen=True, kw_only=True):
    """-> ProfileView. `masked`: addresses as far as their owner recognises them, for staff."""

    member_id: str
    masked: bool = False


class GetContactsAt(Query, frozen=True, kw_only=True):
    """-> ContactsThen: where the member was reached at this time, as far as it is kept. For other
    services; it is nobody's to read."""

    member_id: str
    at: datetime


class GetAlerts(Query, frozen=True, kw_only=True):
    """-> AlertsPage. `for_staff`: with ids of providers and of staff. `since`, `until`: only of
    what is from then, and from before then."""

    member_id: str
    after: str = ""
    first: int = 20
    for_staff: bool = False
    since: datetime | None = None
    until: datetime | None = None


class GetLink(Query, frozen=True, kw_only=True):
    """-> MessageLinkView: where the link with this code leads, if a message of theirs has it."""

    member_id: str
    code: str


class GetTotals(Query, frozen=True, kw_only=True):
    """-> TotalsView."""


class FindMembers(Query, frozen=True, kw_only=True):
    """-> MembersFound: whose phone or e-mail in use, or name, is this one, to the letter but for
    capitals."""

    by: KnownBy
    value: str


class GetSuppressions(Query, frozen=True, kw_only=True):
    """-> SuppressionsView."""

    member_id: str


class GetRetentionOfMessages(Query, frozen=True, kw_only=True):
    """-> RetentionOfMessages: what goes because it has been kept for long enough, shown before."""


class CheckPhoneDigits(Query, frozen=True, kw_only=True):
    """-> PhoneDigitsChecked. `digits`: four; whoever asks counts how often."""

    member_id: str
    digits: str


AnyQuery = (
    GetRetentionOfMessages
    | CheckPhoneDigits | GetProfile | GetContactsAt | GetAlerts | GetLink | GetTotals
    | GetSuppressions | FindMembers
    | GetCampaign | GetCampaigns | GetAudience
    | GetTemplates | GetTemplate | PreviewTemplate | GetTasks | GetDeadLetters
    | GetWebhooks | GetWebhookDeliveries
    | GetSandboxMessages | GetOperations
)  # fmt: skip
