"""The rooms of appeals, as the gateway's tests meet them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.draft_views import DraftsView, DraftView
from services.appeals.contract.drafts import DraftCommand, DraftOutcome, SubmitDraft
from services.appeals.contract.evidence import AddEvidence, EvidenceFiles, GetEvidence
from services.appeals.contract.identity import ProveIdentity
from services.appeals.contract.views import AppealView, Outcome
from services.shared.callers import Caller


class FakeCalendars:
    """Part of the fake appeals, which keeps what was `executed`."""

    executed: list[tuple[Any, Caller]]

    async def set_calendar(self, command: SetCalendar, by: Caller) -> CalendarView:
        self.executed.append((command, by))
        return CalendarView(version=command.based_on + 1, calendar=command.calendar, by=by.actor)


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

    async def prove_identity(self, command: ProveIdentity, by: Caller) -> Outcome:
        self.executed.append((command, by))
        outcome: Outcome = self.outcome(command)
        return outcome

    async def give_up_uploads(self, upload_ids: list[str], by: Caller) -> None:
        """They never came."""


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
