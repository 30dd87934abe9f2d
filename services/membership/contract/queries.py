"""What can be read. Queries are batched: one `read` answers many, in their order."""

from datetime import datetime

from services.membership.contract.catalogue_queries import (
    GetClauseDifferences,
    GetClauseDraft,
    GetClauseHistories,
    GetPlanDifferences,
    GetPlanDraft,
    GetPlanHistory,
    GetPlanHolders,
)
from services.membership.contract.directory import Listed
from services.membership.contract.exports import GetExport
from services.membership.contract.import_rows import (
    MemberRow,
    PaymentRow,
)
from services.membership.contract.partner_queries import (
    GetFollowed,
    GetFollows,
    GetPartner,
    GetPartners,
    GetSharedStatus,
    ProveKey,
    ProveSigner,
)
from services.membership.contract.passing_queries import GetPassing, GetUpgrades
from services.membership.contract.query import Query
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.reports import GetReports
from services.membership.contract.words import Cause
from services.shared.callers import Caller


class GetMembership(Query, frozen=True, kw_only=True):
    """-> MembershipView. `at`: as things stood then; `known_at`: by what was recorded by then."""

    member_id: str
    at: datetime | None = None
    known_at: datetime | None = None


class GetTimeline(Query, frozen=True, kw_only=True):
    """-> TimelinePage. At most `first` events (≤ 200) behind that of the version `after`, 0: from
    the beginning; from the end backwards where the `newest_first` are asked for. `for_staff`: times
    by the member's clock and by the operator's."""

    member_id: str
    after: int = 0
    first: int = 50
    newest_first: bool = False
    for_staff: bool = False


class GetExplanation(Query, frozen=True, kw_only=True):
    """-> Explanation. `at` none means now. `known_at`: by what was recorded by then. `for_staff`:
    as of the timeline."""

    member_id: str
    at: datetime | None = None
    known_at: datetime | None = None
    for_staff: bool = False


class GetStatements(Query, frozen=True, kw_only=True):
    """-> StatementsPage: the statements of reasons for adverse events with a version above `after`,
    at most `first` (≤ 100). `versions`: of those events only, where some are named. `for_staff`: as
    of the timeline."""

    member_id: str
    versions: tuple[int, ...] = ()
    after: int = 0
    first: int = 20
    for_staff: bool = False


class GetClauses(Query, frozen=True, kw_only=True):
    """-> ClausesView, all versions, as they stand for this member; empty id: for nobody special."""

    member_id: str = ""


class GetAnnouncement(Query, frozen=True, kw_only=True):
    """-> AnnouncementView: of a clause version, as soon as anybody could join knowing of it."""

    clause: str
    clause_version: int


class GetPlans(Query, frozen=True, kw_only=True):
    """-> PlansView."""


class GetLedger(Query, frozen=True, kw_only=True):
    """-> LedgerView. `after`: only lines of entries older than the one with this id."""

    member_id: str
    after: str = ""
    first: int = 50


class GetRecord(Query, frozen=True, kw_only=True):
    """-> RecordView."""

    member_id: str


class GetHistory(Query, frozen=True, kw_only=True):
    """-> HistoryPage: events with a version above `after`, at most `first` (≤ 200), as they are
    stored and hashed."""

    member_id: str
    after: int = 0
    first: int = 50


class GetCaseFile(Query, frozen=True, kw_only=True):
    """-> CaseFile, about the loss that `lost_at` names, to the day; none: about the latest loss.
    Failed where there are losses, but not then. `orders`: that the member names, to be matched with
    those on record."""

    member_id: str
    lost_at: datetime | None = None
    orders: tuple[str, ...] = ()


class PreviewRemedy(Query, frozen=True, kw_only=True):
    """-> RemedyPreview: what `ApplyRemedy` by this caller would give now; `Failed` as it would be
    refused."""

    member_id: str
    loss_cause: Cause
    lost_at: datetime
    parts: tuple[RemedyPart, ...]
    by: Caller


class GetEntitlements(Query, frozen=True, kw_only=True):
    """-> EntitlementsView, of at most 1,000 members, in this order."""

    member_ids: tuple[str, ...]


class GetMassLosses(Query, frozen=True, kw_only=True):
    """-> MassLossPage: mass losses that were stopped, newest first."""

    only_open: bool
    after: str = ""
    first: int = 20


class GetChargeRequests(Query, frozen=True, kw_only=True):
    """-> ChargeRequestsPage: what the host is asked to charge now."""

    after: str = ""
    first: int = 50


class GetConsents(Query, frozen=True, kw_only=True):
    """-> ConsentsView: clauses that bind, and partners that follow or did."""

    member_id: str


class GetRetention(Query, frozen=True, kw_only=True):
    """-> RetentionView: what goes because it has been kept for long enough, shown before."""


class GetErasure(Query, frozen=True, kw_only=True):
    """-> ErasureView: what an erasure takes, what stays, and how far one is that was asked for."""

    member_id: str


class GetLapseRisk(Query, frozen=True, kw_only=True):
    """-> LapseRiskView: how likely the member is to lose the membership within 14 days, and why.
    `for_staff`: as of the timeline."""

    member_id: str
    for_staff: bool = False


class GetLapseRisks(Query, frozen=True, kw_only=True):
    """-> RisksPage: members with at least `least` points, highest first."""

    least: int = 1
    after: str = ""
    first: int = 50


class FindOrder(Query, frozen=True, kw_only=True):
    """-> MemberFound: whose order, payment or top-up has this id, or Failed where nobody's does."""

    order_id: str


class FindMember(Query, frozen=True, kw_only=True):
    """-> MemberFound, or Failed where nothing was ever recorded of the member."""

    member_id: str


class ListMembers(Query, frozen=True, kw_only=True):
    """-> MembersPage."""

    listed: Listed = Listed()
    after: str = ""
    first: int = 20


class GetCorrections(Query, frozen=True, kw_only=True):
    """-> CorrectionsPage, newest first. `waiting`: those only that wait for a second of the
    staff."""

    waiting: bool = False
    after: str = ""
    first: int = 20


class GetCorrection(Query, frozen=True, kw_only=True):
    """-> CorrectionsView, or Failed where there is none."""

    id: str


class GetTried(Query, frozen=True, kw_only=True):
    """-> TriedPage: the members of one, by id. `refused`: those only of whom it cannot be done."""

    id: str
    refused: bool = False
    after: str = ""
    first: int = 20


class GetStaffReads(Query, frozen=True, kw_only=True):
    """-> StaffReadsPage, newest first: of one member, by one member of staff, or all."""

    member_id: str = ""
    staff_id: str = ""
    after: str = ""
    first: int = 20


class GetRecordIncidents(Query, frozen=True, kw_only=True):
    """-> RecordIncidents. `open_only`: without those that were closed."""

    open_only: bool = False


class CompareRows(Query, frozen=True, kw_only=True):
    """-> Compared: rows of the host's lists with what is on record; at most 1,000."""

    members: tuple[MemberRow, ...] = ()
    payments: tuple[PaymentRow, ...] = ()


class GetRectifications(Query, frozen=True, kw_only=True):
    """-> RectificationsView, or Failed where nothing is known of the member."""

    member_id: str


class GetOpenRectifications(Query, frozen=True, kw_only=True):
    """-> OpenRectificationsPage, by when they have to be answered."""

    after: str = ""
    first: int = 20


class GetLiveMembers(Query, frozen=True, kw_only=True):
    """-> LiveMembers: of a page of all members whose ids come after that one."""

    after: str = ""


AnyQuery = (
    GetMembership | GetTimeline | GetExplanation | GetClauses | GetAnnouncement | GetPlans
    | GetLedger | GetRecord | GetHistory | GetPassing | GetUpgrades
    | GetCaseFile | PreviewRemedy | GetPartner | GetPartners | ProveKey
    | ProveSigner
    | GetFollows | GetFollowed
    | GetSharedStatus | GetEntitlements | GetPlanHistory | GetPlanDifferences
    | GetPlanDraft | GetPlanHolders | FindOrder | FindMember | ListMembers
    | CompareRows | GetLiveMembers
    | GetStaffReads | GetChargeRequests | GetConsents | GetRetention | GetErasure
    | GetLapseRisk | GetLapseRisks
    | GetClauseDraft | GetClauseDifferences | GetClauseHistories | GetMassLosses
    | GetStatements
    | GetCorrections | GetCorrection | GetTried | GetRecordIncidents
    | GetReports | GetExport
    | GetRectifications | GetOpenRectifications
)  # fmt: skip
