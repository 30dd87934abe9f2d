"""What can be read. Queries are batched: one `read` answers many, in their order."""

from services.appeals.contract.answer_templates import AnswerQuery
from services.appeals.contract.case_queries import CaseQuery
from services.appeals.contract.desk_queries import DeskQuery
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.draft_views import GetDrafts
from services.appeals.contract.figures import GetFigures
from services.appeals.contract.incident_queries import AnyIncidentQuery
from services.appeals.contract.notices import GetNotices, GetNoticesOf, GetStaffContact
from services.appeals.contract.package import GetComplaintTexts, GetPackage
from services.appeals.contract.query import Query
from services.appeals.contract.words import AppealState


class GetAppeal(Query, frozen=True, kw_only=True):
    """-> AppealView, with its case file. `member_id` not empty: only if it is that member's."""

    number: str
    member_id: str = ""


class GetAppealsOf(Query, frozen=True, kw_only=True):
    """-> AppealsPage, newest first."""

    member_id: str
    after: str = ""
    first: int = 20


class GetQueue(Query, frozen=True, kw_only=True):
    """-> AppealsPage, in the order in which they should be taken: what is due first comes first.
    `queue` none: all queues."""

    queue: AppealQueue | None = None
    states: tuple[AppealState, ...] = (
        *(AppealState.SUBMITTED, AppealState.ESCALATED, AppealState.REOPENED),
        AppealState.IN_REVIEW,
    )
    after: str = ""
    first: int = 20


class GetCalendar(Query, frozen=True, kw_only=True):
    """-> CalendarView, of the calendar that is in force."""


AnyQuery = (
    GetAppeal | GetAppealsOf | GetQueue | GetCalendar | GetPackage | GetComplaintTexts
    | GetDrafts | CaseQuery
    | AnyIncidentQuery | AnswerQuery | GetNotices | GetNoticesOf | GetStaffContact
    | GetFigures | DeskQuery
)  # fmt: skip
