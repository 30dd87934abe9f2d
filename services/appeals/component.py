"""The appeals service, put together."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, to_record
from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Pulse
from infra.process.component import Component, Loop
from infra.process.crashpoints import crash_points
from infra.process.foundation import Foundation, lay_foundation
from infra.storage.mongo import Client
from infra.storage.pulse import Left, PulseReader
from infra.storage.sweeper import Sweeper
from services.appeals.adapters.documents import APPEALS, DRAFTS, INDEXES, NOTICES, member_of
from services.appeals.adapters.membership import MembershipsByContract
from services.appeals.adapters.proposals import INDEXES as PROPOSAL_INDEXES
from services.appeals.adapters.readers import ReadingByContract
from services.appeals.answers.assembly import AnswerRoom, build_answers
from services.appeals.answers.template_store import INDEXES as ANSWER_INDEXES
from services.appeals.calendar.assembly import CalendarRoom, build_calendar
from services.appeals.calendar.calendar_store import INDEXES as CALENDAR_INDEXES
from services.appeals.case.assembly import CaseRoom, build_case, build_case_files
from services.appeals.contract.answer_templates import SaveAnswerTemplate, SavedAnswerTemplate
from services.appeals.contract.api import AppealsApi
from services.appeals.contract.calendar_commands import SetCalendar
from services.appeals.contract.calendar_views import CalendarView
from services.appeals.contract.commands import Command
from services.appeals.contract.desk_commands import AbsenceCommand, SaveQueueRules
from services.appeals.contract.desk_views import ChangedReviewer, SavedRules
from services.appeals.contract.drafts import DraftCommand, DraftOutcome
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
from services.appeals.desk.assembly import DeskRoom, build_desk, build_desk_stores
from services.appeals.desk.collections import INDEXES as DESK_INDEXES
from services.appeals.desk.collections import REVIEWERS
from services.appeals.drafts.assembly import DraftRoom, build_drafts
from services.appeals.drafts.draft_store import INDEXES as DRAFT_INDEXES
from services.appeals.evidence.assembly import EvidenceRoom, build_evidence
from services.appeals.evidence.file_store import INDEXES as EVIDENCE_INDEXES
from services.appeals.evidence.file_store import UPLOADS
from services.appeals.figures.assembly import build_figures
from services.appeals.figures.figure_store import INDEXES as FIGURE_INDEXES
from services.appeals.figures.reading import FigureReading
from services.appeals.handlers import execute, outcome, tick
from services.appeals.identity.assembly import build_identity
from services.appeals.identity.proving import Proving
from services.appeals.incidents.assembly import IncidentRoom, build_incidents
from services.appeals.incidents.collections import INCIDENTS
from services.appeals.incidents.collections import INDEXES as INCIDENT_INDEXES
from services.appeals.incidents.incident_store import AT_WORK
from services.appeals.incidents.seeing import NAME as LOSSES_SEEN
from services.appeals.package.reading import PackageReading
from services.appeals.ports import Context
from services.appeals.queries import read
from services.appeals.settings import AppealsSettings
from services.appeals.staff_notices.assembly import NoticeRoom, build_notices
from services.appeals.staff_notices.contact_store import INDEXES as CONTACT_INDEXES
from services.appeals.staff_notices.notice_store import INDEXES as NOTICE_INDEXES
from services.appeals.staff_notices.notice_store import UNMAILED
from services.appeals.triage.triaging import Triaging
from services.membership.contract.api import MembershipApi
from services.notify.contract.api import NotifyApi
from services.shared.callers import Caller
from services.shared.permissions import require


class Neighbours(Protocol):
    """The contracts that appeals call."""

    @property
    def membership(self) -> MembershipApi: ...
    @property
    def notify(self) -> NotifyApi: ...


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
    figures: FigureReading


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
            **rooms.figures.answers,
        }
        swept = [APPEALS, UPLOADS, DRAFTS, REVIEWERS]
        self._pulse = PulseReader(
            base.db,
            context.clock,
            base.committed,
            swept=swept,
            followed={LOSSES_SEEN: "membership"},
            in_flight=lambda _now: [Left(INCIDENTS, AT_WORK), Left(NOTICES, UNMAILED)],
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
        """Those of rooms of their own one by one, the others together."""
        others = [query for query in queries if type(query) not in self._apart]
        answered = iter(await read(self._context, others) if others else [])
        return [
            next(answered) if type(query) not in self._apart else await self._read_apart(query)
            for query in queries
        ]

    async def _read_apart(self, query: AnyQuery) -> Answer:
        try:
            return await self._apart[type(query)](query)
        except AppError as error:
            return Failed(error=to_record(error))

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

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        return await self._base.feed.read_of(member_id, after, limit)


def build_appeals(
    settings: AppealsSettings, mongo: Client, clock: Clock, neighbours: Neighbours
) -> Component:
    base = lay_foundation(settings, mongo, "appeals", member_of)
    calendar = build_calendar(base, clock, settings.appeals_calendar_file)
    desk_stores = build_desk_stores(base, clock)
    store = desk_stores.appeals
    files = build_case_files(neighbours, store, clock)
    zone = settings.operator_time_zone
    wording = build_answers(base.db, store, ReadingByContract(neighbours, zone), clock)
    memberships, at = MembershipsByContract(neighbours.membership), crash_points(settings)
    alone = min(settings.identity_above, settings.appeals_four_eyes_above)
    context = Context(
        store=store,
        case_files=files,
        triage=Triaging(store, memberships, clock, alone, at),
        memberships=memberships,
        calendars=calendar.store,
        answers=wording.keeping,
        colleagues=desk_stores.reviewers,
        clock=clock,
        time_zone=ZoneInfo(settings.operator_time_zone),
        identity_above=settings.identity_above,
        four_eyes_above=settings.appeals_four_eyes_above,
        proposals=desk_stores.proposals,
        at=at,
    )
    desk = build_desk(context, desk_stores)
    evidence = build_evidence(base, context)
    drafts = build_drafts(base, context)
    proving = build_identity(context, neighbours.notify)
    incidents = build_incidents(
        base, context, settings, lambda: neighbours.membership, desk.holds.heard
    )
    case = build_case(base, context, files)
    notices = build_notices(base, store, lambda: neighbours.notify)
    figures = build_figures(base, clock)
    rooms = AppealRooms(
        calendar, case, desk, evidence, drafts, proving, incidents, wording, notices, figures
    )

    async def tick_one(number: str) -> None:
        await tick(context, number)

    async def prepare() -> None:
        of_rooms = {
            **CALENDAR_INDEXES,
            **EVIDENCE_INDEXES,
            **DRAFT_INDEXES,
            **INCIDENT_INDEXES,
            **ANSWER_INDEXES,
            **NOTICE_INDEXES,
            **CONTACT_INDEXES,
            **FIGURE_INDEXES,
            **DESK_INDEXES,
            **PROPOSAL_INDEXES,
        }
        of_appeals = [*INDEXES[APPEALS], *DESK_INDEXES[APPEALS]]
        await base.prepare({**INDEXES, **of_rooms, APPEALS: of_appeals})
        await calendar.prepare()
        await desk.prepare()

    # a commit wakes the sweeper too: what a decision leaves to do is done at once
    sweeper = Sweeper(base.db, APPEALS, clock, tick_one, wakeup=base.committed)
    return Component(
        name="appeals",
        contract=AppealsApi,
        api=AppealsService(context, base, neighbours.membership, rooms),
        lease=base.lease,
        loops=[
            *base.loops,
            *evidence.loops,
            *drafts.loops,
            *desk.loops,
            Loop(name=sweeper.name, run=sweeper.run),
            *incidents.loops,
            *notices.loops,
        ],
        prepare=prepare,
    )
