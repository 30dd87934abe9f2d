"""The appeals service, as everybody else knows it."""

from typing import Protocol

from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from services.appeals.contract.answer_templates import SaveAnswerTemplate, SavedAnswerTemplate
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.commands import Command
from services.appeals.contract.desk_commands import AbsenceCommand, KnowColleague, SaveQueueRules
from services.appeals.contract.desk_views import ChangedReviewer, SavedRules
from services.appeals.contract.drafts import DraftCommand, DraftOutcome
from services.appeals.contract.evidence_api import EvidenceApi
from services.appeals.contract.identity_api import IdentityApi
from services.appeals.contract.incident_api import IncidentsOfAppealsApi
from services.appeals.contract.notices import (
    MarkNoticesRead,
    NoticesRead,
    SetStaffContact,
    StaffContact,
)
from services.appeals.contract.queries import AnyQuery
from services.appeals.contract.views import Answer, Outcome
from services.shared.callers import Caller


class AppealsApi(EvidenceApi, IdentityApi, IncidentsOfAppealsApi, Protocol):
    """Expected failures raise `AppError`; every call can be repeated."""

    async def execute(self, command: Command, by: Caller) -> Outcome:
        """Carries out one command.

        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, Forbidden, SecondFactorRequired
        """
        ...

    async def set_calendar(self, command: SetCalendar, by: Caller) -> CalendarView:
        """The business calendar by which appeals are counted that are submitted from now on.

        Raises:
            InvalidInput, Conflict, Forbidden, SecondFactorRequired
        """
        ...

    async def change_draft(self, command: DraftCommand, by: Caller) -> DraftOutcome:
        """What a member has begun to write: saved, handed in, or discarded.

        Raises:
            NotFound, NotAllowed, InvalidInput, Conflict, Forbidden
        """
        ...

    async def save_answer_template(
        self, command: SaveAnswerTemplate, by: Caller
    ) -> SavedAnswerTemplate:
        """The next version of a text that staff use in many answers.

        Raises:
            InvalidInput, Conflict, Forbidden
        """
        ...

    async def save_queue_rules(self, command: SaveQueueRules, by: Caller) -> SavedRules:
        """Replaces the rules by which appeals come into their queues.

        Raises:
            Forbidden, InvalidInput, Conflict, SecondFactorRequired
        """
        ...

    async def change_absence(self, command: AbsenceCommand, by: Caller) -> ChangedReviewer:
        """Says that somebody of the staff is away, or is not.

        Raises:
            NotFound, Forbidden, InvalidInput
        """
        ...

    async def know_colleague(self, command: KnowColleague, by: Caller) -> None:
        """Hears who works here.

        Raises:
            Forbidden: from anybody but the system.
        """
        ...

    async def set_staff_contact(self, command: SetStaffContact, by: Caller) -> StaffContact:
        """Where one of the staff is told by mail.

        Raises:
            InvalidInput, Forbidden
        """
        ...

    async def mark_notices_read(self, command: MarkNoticesRead, by: Caller) -> NoticesRead:
        """
        Raises:
            Forbidden: not staff.
        """
        ...

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        """Answers each query, in their order; `Failed` where one cannot be answered."""
        ...

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        """Events behind `after`; waits up to `wait_seconds` for the first one. None: no events,
        only where the feed is now.

        Raises:
            InvalidInput: no event was ever at this place.
        """
        ...

    async def pulse(self) -> Pulse:
        """What is still to be done, and when time brings the next thing."""
        ...

    async def backlog(self) -> Backlog:
        """How far it is behind with that."""
        ...

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        """One member's events behind `after`, at a cost that others' events do not add to; does not
        wait.

        Raises:
            InvalidInput: no event was ever at this place.
        """
        ...
