"""The appeals service, as its neighbours call it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple

from infra.kernel.errors import ErrorRecord
from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from infra.process.foundation import Foundation
from infra.storage.pulse import Left, PulseReader
from services.appeals.adapters.documents import APPEALS, DRAFTS, NOTICES
from services.appeals.answers.assembly import AnswerRoom
from services.appeals.calendar.assembly import CalendarRoom
from services.appeals.case.assembly import CaseRoom
from services.appeals.context import Context
from services.appeals.contract.answer_templates import SaveAnswerTemplate, SavedAnswerTemplate
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.commands import Command
from services.appeals.contract.desk_commands import AbsenceCommand, KnowColleague, SaveQueueRules
from services.appeals.contract.desk_views import ChangedReviewer, SavedRules
from services.appeals.contract.drafts import AddDraftFiles, DraftCommand, DraftOutcome
from services.appeals.contract.evidence import (
    AddEvidence,
    EvidenceFile,
    EvidenceFiles,
    GetEvidence,
    NewUpload,
    Piece,
)
from services.appeals.contract.identity import ProveIdentity
from services.appeals.contract.incident_commands import AnyStaffIncidentCommand, JoinIncident
from services.appeals.contract.incident_views import IncidentOutcome, JoinOutcome
from services.appeals.contract.notices import (
    MarkNoticesRead,
    NoticesRead,
    SetStaffContact,
    StaffContact,
)
from services.appeals.contract.permissions import MAY
from services.appeals.contract.queries import AnyQuery
from services.appeals.contract.views import Answer, Failed, Outcome
from services.appeals.desk.assembly import DeskRoom
from services.appeals.desk.collections import REVIEWERS
from services.appeals.drafts.assembly import DraftRoom
from services.appeals.evidence.assembly import EvidenceRoom
from services.appeals.evidence.file_store import UPLOADS
from services.appeals.figures.assembly import FigureRoom
from services.appeals.handlers import execute, outcome
from services.appeals.identity.proving import Proving
from services.appeals.incidents.assembly import IncidentRoom
from services.appeals.incidents.collections import INCIDENTS
from services.appeals.incidents.incident_store import AT_WORK
from services.appeals.incidents.seeing import NAME as LOSSES_SEEN
from services.appeals.package.reading import PackageReading
from services.appeals.queries import read
from services.appeals.staff_notices.assembly import NoticeRoom
from services.appeals.staff_notices.notice_store import UNMAILED
from services.membership.contract.api import MembershipApi
from services.shared.callers import Caller
from services.shared.permissions import require
from services.shared.reading import answered


class AppealRooms(NamedTuple):
    calendar: CalendarRoom
    case: CaseRoom
    desk: DeskRoom
    evidence: EvidenceRoom
    drafts: DraftRoom
    proving: Proving
    incidents: IncidentRoom
    answers: AnswerRoom
    notices: NoticeRoom
    figures: FigureRoom


class AppealsService:
    """Implements `AppealsApi`. `incidents`: its room, for whoever works it by hand."""

    def __init__(
        self,
        context: Context,
        base: Foundation,
        membership: MembershipApi,
        rooms: AppealRooms,
    ) -> None:
        self._context = context
        self._desk = rooms.desk
        self._evidence = rooms.evidence
        self._proving = rooms.proving
        self._base = base
        self._calendar = rooms.calendar
        self._drafts = rooms.drafts
        self._notices = rooms.notices.reading
        self.incidents = rooms.incidents
        self._answers = rooms.answers
        self._handlers = {**rooms.case.commands.handlers, **rooms.desk.handlers}
        packages = PackageReading(self, membership, context.clock, str(context.time_zone))
        self._apart: dict[type, Callable[[Any], Awaitable[Answer]]] = {
            **rooms.calendar.answers,
            **rooms.case.reading.answers,
            **rooms.desk.reading.answers,
            **packages.answers,
            **rooms.drafts.answers,
            **rooms.incidents.answers,
            **rooms.answers.answers,
            **rooms.notices.reading.answers,
            **rooms.figures.reading.answers,
        }
        self._pulse = PulseReader(
            base.db,
            context.clock,
            base.committed,
            base.committed,
            swept=[APPEALS],
            swept_short=[UPLOADS, DRAFTS, REVIEWERS],
            followed={LOSSES_SEEN: "membership"},
            short=[Left(INCIDENTS, AT_WORK), Left(NOTICES, UNMAILED)],
        )

    async def execute(self, command: Command, by: Caller) -> Outcome:
        await self._desk.reviewers.note(by)
        return await execute(self._context, command, by, self._handlers)

    async def save_queue_rules(self, command: SaveQueueRules, by: Caller) -> SavedRules:
        require(MAY, command, by)
        return await self._desk.managing.save_rules(command, by)

    async def change_absence(self, command: AbsenceCommand, by: Caller) -> ChangedReviewer:
        require(MAY, command, by)
        await self._desk.reviewers.note(by)
        return await self._desk.managing.change_absence(command, by)

    async def know_colleague(self, command: KnowColleague, by: Caller) -> None:
        require(MAY, command, by)
        await self._desk.managing.know(command)

    async def set_calendar(self, command: SetCalendar, by: Caller) -> CalendarView:
        require(MAY, command, by)
        return await self._calendar.keeping.replace(command, by)

    async def save_answer_template(
        self, command: SaveAnswerTemplate, by: Caller
    ) -> SavedAnswerTemplate:
        require(MAY, command, by)
        return await self._answers.keeping.save(command, by)

    async def set_staff_contact(self, command: SetStaffContact, by: Caller) -> StaffContact:
        require(MAY, command, by)
        return await self._notices.set_contact(command, by)

    async def mark_notices_read(self, command: MarkNoticesRead, by: Caller) -> NoticesRead:
        require(MAY, command, by)
        return await self._notices.mark(command, by)

    async def change_draft(self, command: DraftCommand, by: Caller) -> DraftOutcome:
        require(MAY, command, by)
        return await self._drafts.commands.execute(command, by)

    async def manage_incident(
        self, command: AnyStaffIncidentCommand, by: Caller
    ) -> IncidentOutcome:
        require(MAY, command, by)
        return await self.incidents.execute(command, by)

    async def join_incident(self, command: JoinIncident, by: Caller) -> JoinOutcome:
        require(MAY, command, by)
        return await self.incidents.joining.join(command, by)

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        return await answered(queries, self._apart, partial(read, self._context), _failed)

    async def begin_upload(self, upload: NewUpload, by: Caller) -> None:
        await self._evidence.uploading.begin(upload, by)

    async def add_piece(self, piece: Piece, by: Caller) -> None:
        await self._evidence.uploading.add(piece, by)

    async def give_up_uploads(self, upload_ids: list[str], by: Caller) -> None:
        await self._evidence.uploading.give_up(upload_ids, by)

    async def add_evidence(self, command: AddEvidence, by: Caller) -> Outcome:
        require(MAY, command, by)
        repeated = await self._evidence.adding.add(command, by)
        return await outcome(self._context, command.number, by, repeated=repeated)

    async def add_draft_files(self, command: AddDraftFiles, by: Caller) -> DraftOutcome:
        require(MAY, command, by)
        repeated = await self._evidence.adding.add_to_draft(command, by)
        return await self._drafts.commands.shown(command.draft_id, repeated=repeated)

    async def prove_identity(self, command: ProveIdentity, by: Caller) -> Outcome:
        require(MAY, command, by)
        repeated = await self._proving.prove(command, by)
        return await outcome(self._context, command.number, by, repeated=repeated)

    async def evidence(self, asked: list[GetEvidence]) -> list[EvidenceFiles]:
        return await self._evidence.reading.of(asked)

    async def file(self, file_id: str, by: Caller) -> EvidenceFile:
        return await self._evidence.reading.file(file_id, by)

    async def piece_of_file(self, file_id: str, place: int, by: Caller) -> bytes:
        return await self._evidence.reading.piece(file_id, place, by)

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await self._base.feed.read(after, limit, wait_seconds)

    async def pulse(self) -> Pulse:
        return await self._pulse.read()

    async def backlog(self) -> Backlog:
        return await self._pulse.backlog()

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        return await self._base.feed.read_of(member_id, after, limit)


def _failed(error: ErrorRecord) -> Answer:
    return Failed(error=error)
