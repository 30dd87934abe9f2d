"""The rooms of appeals, as the gateway's tests meet them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.kernel.text import LocalText
from services.appeals.contract.answer_templates import (
    AnswerPreview,
    AnswerTemplatesView,
    AnswerTemplateVersion,
    GetAnswerTemplates,
    PreviewAnswer,
    SaveAnswerTemplate,
    SavedAnswerTemplate,
)
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.case_queries import GetCaseDifference, GetCaseVersion
from services.appeals.contract.case_views import (
    CaseDifference,
    CaseFileVersion,
    CaseFileView,
    EntryRef,
)
from services.appeals.contract.desk_commands import AbsenceCommand, SaveQueueRules
from services.appeals.contract.desk_queries import (
    GetProposed,
    GetQueueRules,
    GetQueues,
    GetReviewers,
    PreviewQueueRules,
)
from services.appeals.contract.desk_rules import QueueRule, QueueRules
from services.appeals.contract.desk_views import (
    ChangedReviewer,
    QueueCount,
    QueueRulesView,
    QueuesView,
    ReviewersView,
    ReviewerView,
    RulesPreview,
    SavedRules,
)
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.draft_views import DraftsView, DraftView
from services.appeals.contract.drafts import (
    AddDraftFiles,
    DraftCommand,
    DraftOutcome,
    SubmitDraft,
)
from services.appeals.contract.evidence import AddEvidence, EvidenceFiles, GetEvidence
from services.appeals.contract.figures import AppealFigures, GetFigures, Spread
from services.appeals.contract.identity import ProveIdentity
from services.appeals.contract.notices import (
    GetNotices,
    GetNoticesOf,
    GetStaffContact,
    MarkNoticesRead,
    NoticesPage,
    NoticesRead,
    SetStaffContact,
    StaffContact,
)
from services.appeals.contract.queries import GetCalendar
from services.appeals.contract.views import Answer, AppealsPage, AppealView, Failed, Outcome
from services.appeals.domain.case.case_file import case_file_of
from services.shared.callers import SYSTEM, Caller, StaffKind
from tests.fakes.membership import case_file


class FakeCalendars:
    """Part of the fake appeals, which keeps what was `executed`."""

    executed: list[tuple[Any, Caller]]

    async def set_calendar(self, command: SetCalendar, by: Caller) -> CalendarView:
        self.executed.append((command, by))
        return CalendarView(version=command.based_on + 1, calendar=command.calendar, by=by.actor)


NO_NOTICES = NoticesPage(notices=(), cursors=(), total=0, unread=0, has_more=False)
NO_FIGURES = AppealFigures(
    open=0,
    overdue=0,
    submitted=0,
    first_answer=Spread(count=0, median=None, p90=None),
    decision=Spread(count=0, median=None, p90=None),
    causes=(),
    reviewers=(),
    remedies=(),
)


FIXED: dict[type, Answer] = {
    GetNotices: NO_NOTICES,
    GetNoticesOf: NO_NOTICES,
    GetStaffContact: StaffContact(),
    GetFigures: NO_FIGURES,
    GetCalendar: CalendarView(version=0),
}


class FakeNotices:
    """Part of the fake appeals: staff are told nothing, and nothing was counted."""

    executed: list[tuple[Any, Caller]]

    async def set_staff_contact(self, command: SetStaffContact, by: Caller) -> StaffContact:
        self.executed.append((command, by))
        return StaffContact(email=command.email)

    async def mark_notices_read(self, command: MarkNoticesRead, by: Caller) -> NoticesRead:
        self.executed.append((command, by))
        return NoticesRead(unread=0)


class FakeEvidence:
    """Part of the fake appeals: cases without files, whose members prove who they are."""

    executed: list[tuple[Any, Caller]]
    outcome: Callable[[Any], Any]

    async def evidence(self, asked: list[GetEvidence]) -> list[EvidenceFiles]:
        return [EvidenceFiles(files=()) for _ in asked]

    async def add_evidence(self, command: AddEvidence, by: Caller) -> Outcome:
        self.executed.append((command, by))
        outcome: Outcome = self.outcome(command)
        return outcome

    async def add_draft_files(self, command: AddDraftFiles, by: Caller) -> DraftOutcome:
        self.executed.append((command, by))
        return DraftOutcome()

    async def prove_identity(self, command: ProveIdentity, by: Caller) -> Outcome:
        self.executed.append((command, by))
        outcome: Outcome = self.outcome(command)
        return outcome

    async def give_up_uploads(self, upload_ids: list[str], by: Caller) -> None:
        """They never came."""


def case_answer(query: GetCaseVersion | GetCaseDifference, found: AppealView | Failed) -> Answer:
    """Of an appeal that is there: two versions, of which the second has one order more."""
    if isinstance(found, Failed):
        return found
    order = EntryRef(kind="ORDER", id="o-1")
    if isinstance(query, GetCaseDifference):
        return CaseDifference(since=query.before, added=(order,), changed=(), gone=())
    version = CaseFileVersion(version=1, sealed_at=BEGUN_AT, by=SYSTEM, sha256="ab" * 32)
    return CaseFileView(
        number=found.number,
        member_id=found.member_id,
        file=case_file_of(case_file(found.member_id, BEGUN_AT, lost_at=BEGUN_AT)),
        content="{}",
        sealed=version,
        versions=(version,),
        of_others=("O-9",) if query.for_staff else (),
    )


class FakeDrafts:
    """Part of the fake appeals. Each member has a draft."""

    executed: list[tuple[Any, Caller]]
    appeals: list[AppealView]

    async def change_draft(self, command: DraftCommand, by: Caller) -> DraftOutcome:
        self.executed.append((command, by))
        if isinstance(command, SubmitDraft):
            return DraftOutcome(appeal=self.appeals[0])
        return DraftOutcome(draft=A_DRAFT)


BEGUN_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
A_DRAFT = DraftView(
    draft_id="d-1",
    lost_at=BEGUN_AT,
    text="I paid.",
    orders=(),
    revision=1,
    begun_at=BEGUN_AT,
    saved_at=BEGUN_AT,
    kept_until=BEGUN_AT + timedelta(days=30),
)
DRAFTS = DraftsView(drafts=(A_DRAFT,))


class FakeAnswers:
    """Part of the fake appeals: one template."""

    executed: list[tuple[Any, Caller]]

    async def save_answer_template(
        self, command: SaveAnswerTemplate, by: Caller
    ) -> SavedAnswerTemplate:
        self.executed.append((command, by))
        return SavedAnswerTemplate(template=A_TEMPLATE)


_BOTH = LocalText(zh="请稍候。", en="Please wait.")
A_TEMPLATE = AnswerTemplateVersion(
    code="wait",
    version=1,
    title=_BOTH,
    text=_BOTH,
    retired=False,
    saved_at=BEGUN_AT,
    saved_by=SYSTEM,
)
ANSWERS_BY_TEMPLATE: dict[type, Any] = {
    GetAnswerTemplates: AnswerTemplatesView(templates=(A_TEMPLATE,), variables=(), filters=()),
    PreviewAnswer: AnswerPreview(template="wait/1", text=_BOTH, language="en"),
}


class FakeDesk:
    """Part of the fake appeals: two queues, one reviewer, and what was `executed`."""

    executed: list[tuple[Any, Caller]]

    async def save_queue_rules(self, command: SaveQueueRules, by: Caller) -> SavedRules:
        self.executed.append((command, by))
        return SavedRules(rules=QUEUE_RULES)

    async def change_absence(self, command: AbsenceCommand, by: Caller) -> ChangedReviewer:
        self.executed.append((command, by))
        return ChangedReviewer(reviewer=REVIEWER)


QUEUE_RULES = QueueRules(
    version=1,
    rules=(QueueRule(name="everything", queue=AppealQueue.STANDARD),),
    by=SYSTEM,
    at=BEGUN_AT,
    reason="as shipped",
)
REVIEWER = ReviewerView(
    id="s-1", name="Li", kind=StaffKind.REVIEWER, absence=None, absent=False, has=3
)
DESK: dict[type, Any] = {
    GetQueues: QueuesView(
        queues=(
            QueueCount(
                queue=AppealQueue.STANDARD,
                waiting=5,
                free=2,
                for_another=1,
                overdue=0,
                first_due=BEGUN_AT,
                nobody_there=False,
            ),
        )
    ),
    GetReviewers: ReviewersView(reviewers=(REVIEWER,)),
    GetQueueRules: QueueRulesView(versions=(QUEUE_RULES,)),
    PreviewQueueRules: RulesPreview(appeals=5, moves=()),
    GetProposed: AppealsPage(appeals=(), cursors=(), total=0, has_more=False),
}
