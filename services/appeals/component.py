"""The appeals service, put together."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from pymongo import IndexModel

from infra.kernel.clock import Clock
from infra.kernel.events import EventEnvelope
from infra.outbox.each import on_each
from infra.outbox.subscription import Subscription
from infra.process.component import Component, Loop
from infra.process.crashpoints import crash_points
from infra.process.foundation import Foundation, lay_foundation
from infra.storage.mongo import Client
from infra.storage.sweeper import Sweeper
from services.appeals.adapters.documents import APPEALS, INDEXES, member_of
from services.appeals.adapters.membership import MembershipsByContract
from services.appeals.adapters.proposals import INDEXES as PROPOSAL_INDEXES
from services.appeals.adapters.readers import ReadingByContract
from services.appeals.answers.assembly import build_answers
from services.appeals.answers.template_store import INDEXES as ANSWER_INDEXES
from services.appeals.calendar.assembly import build_calendar
from services.appeals.calendar.calendar_store import INDEXES as CALENDAR_INDEXES
from services.appeals.case.assembly import build_case, build_case_files
from services.appeals.context import Context
from services.appeals.contract.api import AppealsApi
from services.appeals.desk.assembly import build_desk, build_desk_stores
from services.appeals.desk.collections import INDEXES as DESK_INDEXES
from services.appeals.drafts.assembly import build_drafts
from services.appeals.drafts.draft_store import INDEXES as DRAFT_INDEXES
from services.appeals.erasing import SEALED, erase_member
from services.appeals.evidence.assembly import build_drafted_files, build_evidence
from services.appeals.evidence.file_store import INDEXES as EVIDENCE_INDEXES
from services.appeals.figures.assembly import build_figures
from services.appeals.figures.figure_store import INDEXES as FIGURE_INDEXES
from services.appeals.handlers import tick
from services.appeals.identity.assembly import build_identity
from services.appeals.incidents.assembly import build_incidents
from services.appeals.incidents.collections import INDEXES as INCIDENT_INDEXES
from services.appeals.service import AppealRooms, AppealsService
from services.appeals.settings import AppealsSettings
from services.appeals.staff_notices.assembly import build_notices
from services.appeals.staff_notices.contact_store import INDEXES as CONTACT_INDEXES
from services.appeals.staff_notices.notice_store import INDEXES as NOTICE_INDEXES
from services.appeals.triage.triaging import Triaging
from services.membership.contract.api import MembershipApi
from services.membership.contract.erasure_events import MemberErased
from services.notify.contract.api import NotifyApi


class Neighbours(Protocol):
    """The contracts that appeals call."""

    @property
    def membership(self) -> MembershipApi: ...
    @property
    def notify(self) -> NotifyApi: ...


def build_appeals(
    settings: AppealsSettings, mongo: Client, clock: Clock, neighbours: Neighbours
) -> Component:
    base = lay_foundation(settings, mongo, "appeals", member_of, SEALED)
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
    drafts = build_drafts(base, context, build_drafted_files(base))
    evidence = build_evidence(base, context, drafts.filing)
    proving = build_identity(context, neighbours.notify)
    incidents = build_incidents(
        base, context, settings, lambda: neighbours.membership, desk.holds.heard
    )
    case = build_case(base, context, files)
    notices = build_notices(base, store, lambda: neighbours.notify)
    figures = build_figures(base, clock, store, desk_stores.reviewers)
    rooms = AppealRooms(
        calendar, case, desk, evidence, drafts, proving, incidents, wording, notices, figures
    )

    async def tick_one(number: str) -> None:
        await tick(context, number)

    async def prepare() -> None:
        await base.prepare(_indexes())
        await calendar.prepare()
        await desk.prepare()

    # a commit wakes the sweeper too: what a decision leaves to do is done at once
    sweeper = Sweeper(base.db, APPEALS, clock, tick_one, wakeup=base.committed)
    return Component(
        name="appeals",
        contract=AppealsApi,
        api=AppealsService(context, base, neighbours.membership, rooms),
        lease=base.lease,
        indexes=base.laid(_indexes()),
        loops=[
            *base.loops,
            *evidence.loops,
            *drafts.loops,
            *desk.loops,
            Loop(name=sweeper.name, run=sweeper.run),
            *incidents.loops,
            *notices.loops,
            Loop(name="erase members", run=_erasing(base, neighbours)),
            *figures.loops,
        ],
        prepare=prepare,
    )


def _erasing(base: Foundation, neighbours: Neighbours) -> Callable[[int], Awaitable[None]]:
    async def erase(event: EventEnvelope) -> None:
        await erase_member(
            base.transactions, base.db, event.aggregate, base.sealing, event.happened_at
        )

    async def follow(epoch: int) -> None:
        # looked up at each start: which contract answers is settled after all are built
        handle = on_each(MemberErased.__name__, erase, base.uow)
        feed = neighbours.membership.feed
        await Subscription("erase", base.db, feed, handle, batch=1_000).run(epoch)

    return follow


def _indexes() -> dict[str, Sequence[IndexModel]]:
    return {
        **INDEXES,
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
        APPEALS: [*INDEXES[APPEALS], *DESK_INDEXES[APPEALS]],
    }
