"""The membership service, put together."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, to_record
from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Pulse
from infra.outbox.subscription import Subscription
from infra.process.component import Component, Loop
from infra.process.foundation import Foundation, lay_foundation
from infra.storage.mongo import Client
from infra.storage.pulse import Left, PulseReader
from infra.storage.sweeper import Sweeper
from services.appeals.contract.api import AppealsApi
from services.membership.adapters.catalog import MongoCatalog, read_seed_clauses
from services.membership.adapters.documents import INDEXES, MEMBERSHIPS, SHOWN, member_of
from services.membership.adapters.labels import INDEX as LABEL_INDEX
from services.membership.adapters.reach import ReachByNotify
from services.membership.adapters.repository import MongoMemberships
from services.membership.adapters.shapes import STATE_SHAPES, Shapes
from services.membership.adapters.snapshots import INDEXES as SNAPSHOT_INDEXES
from services.membership.adapters.zones import ZonesByNotify
from services.membership.breaker.assembly import BreakerRoom, build_breaker
from services.membership.breaker.collections import INCIDENTS
from services.membership.breaker.collections import INDEXES as BREAKER_INDEXES
from services.membership.cases.assembly import build_cases
from services.membership.cases.wanted_store import INDEXES as CASE_INDEXES
from services.membership.cases.wanted_store import WANTED
from services.membership.catalogue.assembly import Catalogue, build_catalogue
from services.membership.catalogue.collections import INDEXES as CATALOGUE_INDEXES
from services.membership.charging.reading import ChargeReading
from services.membership.charging.request_store import INDEXES as CHARGE_INDEXES
from services.membership.charging.request_store import OpenRequests
from services.membership.contract.api import MembershipApi
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.breaker_views import MassLossOutcome
from services.membership.contract.breaker_words import MassLossState
from services.membership.contract.catalogue_commands import AnyCatalogueCommand
from services.membership.contract.catalogue_views import CatalogueOutcome
from services.membership.contract.clause_draft_commands import AnyClauseCommand
from services.membership.contract.clause_views import ClauseOutcome
from services.membership.contract.commands import (
    Command,
    PublishClause,
)
from services.membership.contract.corrections import AnyCorrectionsCommand, CorrectionsOutcome
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.membership.contract.partner_commands import AnyPartnerCommand
from services.membership.contract.partner_views import PartnerOutcome, SharedPage
from services.membership.contract.permissions import MAY
from services.membership.contract.queries import AnyQuery
from services.membership.contract.record_incidents import ClosedIncident, CloseRecordIncident
from services.membership.contract.staff_reads import StaffRead
from services.membership.contract.views import Answer, Failed, ImportResult, Outcome, WentLiveSoFar
from services.membership.corrections.assembly import Corrections, build_corrections
from services.membership.corrections.domain.limits import AloneLimits
from services.membership.corrections.run_store import GOES_ON
from services.membership.corrections.run_store import INDEXES as CORRECTION_INDEXES
from services.membership.corrections.run_store import RUNS as CORRECTIONS
from services.membership.directory.assembly import Directory, build_directory
from services.membership.directory.labelling import INDEXES as LABELLING_INDEXES
from services.membership.entitlement.reading import EntitlementReading
from services.membership.golive.held_store import INDEXES as HELD_INDEXES
from services.membership.golive.held_store import HeldMembers
from services.membership.golive.releasing import Releasing
from services.membership.handlers import Ticker, execute, import_batch
from services.membership.handlers.publishing import publish_first_versions
from services.membership.integrity.incidents import RecordIncidentStore
from services.membership.integrity.repairing import INCIDENTS as RECORD_INCIDENTS
from services.membership.partners.assembly import Partners, build_partners
from services.membership.partners.collections import INDEXES as PARTNER_INDEXES
from services.membership.partners.partner_store import PartnerStore
from services.membership.ports import Context
from services.membership.queries import read
from services.membership.reads.assembly import build_reads
from services.membership.reads.keeping import StaffReads
from services.membership.reads.read_store import INDEXES as READ_INDEXES
from services.membership.reconciliation.reading import Reconciling
from services.membership.risk.reading import RiskReading
from services.membership.risk.risk_store import INDEXES as RISK_INDEXES
from services.membership.risk.risk_store import RiskStore
from services.membership.settings import MembershipSettings
from services.membership.subscriptions import EVENTS_AT_ONCE, NAME, record_notices
from services.notify.contract.api import NotifyApi
from services.shared.callers import Caller
from services.shared.permissions import require

_BEING_DONE = {"state": MassLossState.DECIDED.value}


class Neighbours(Protocol):
    """The contracts that membership follows."""

    @property
    def notify(self) -> NotifyApi: ...

    @property
    def appeals(self) -> AppealsApi: ...


class Staff(NamedTuple):
    """What staff work with."""

    directory: Directory
    reads: StaffReads
    corrections: Corrections
    incidents: RecordIncidentStore


class MembershipService:
    """Implements `MembershipApi`. `context`: what it stands on, for whoever lets time pass."""

    def __init__(
        self,
        context: Context,
        base: Foundation,
        due: Wakeup,
        *,
        partners: Partners,
        catalogue: Catalogue,
        staff: Staff,
        breaker: BreakerRoom,
    ) -> None:
        self.context = context
        self._breaker = breaker
        self._catalogue = catalogue
        self._partners = partners
        self._apart = (
            partners.reading.answers
            | catalogue.answers
            | EntitlementReading(context).answers
            | staff.directory.reading.answers
            | staff.reads.answers
            | ChargeReading(OpenRequests(base.db)).answers
            | Reconciling(context, base.db).answers
            | RiskReading(context, RiskStore(base.db)).answers
            | staff.corrections.reading.answers
            | breaker.commands.answers
            | staff.incidents.answers
        )
        self._staff = staff
        self._releasing = Releasing(context, HeldMembers(base.db))
        self._base = base
        self._pulse = PulseReader(
            base.db,
            context.clock,
            due,
            swept=[MEMBERSHIPS],
            followed={NAME: "notify"},
            in_flight=lambda _now: [
                Left(MEMBERSHIPS, WANTED),
                Left(CORRECTIONS, GOES_ON),
                Left(INCIDENTS, _BEING_DONE),
            ],
            short=[Left(SHOWN, {})],
        )

    async def execute(self, command: Command, by: Caller) -> Outcome:
        return await execute(self.context, command, by)

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        """Those of rooms of their own one by one, the others together."""
        others = [query for query in queries if type(query) not in self._apart]
        answered = iter(await read(self.context, others) if others else [])
        return [
            next(answered) if type(query) not in self._apart else await self._read_apart(query)
            for query in queries
        ]

    async def _read_apart(self, query: AnyQuery) -> Answer:
        try:
            return await self._apart[type(query)](query)
        except AppError as error:
            return Failed(error=to_record(error))

    async def manage_plan(self, command: AnyCatalogueCommand, by: Caller) -> CatalogueOutcome:
        require(MAY, command, by)
        return await self._catalogue.commands.execute(command, by)

    async def manage_clause(self, command: AnyClauseCommand, by: Caller) -> ClauseOutcome:
        require(MAY, command, by)
        return await self._catalogue.clause_commands.execute(command, by)

    async def manage_partner(self, command: AnyPartnerCommand, by: Caller) -> PartnerOutcome:
        require(MAY, command, by)
        return await self._partners.commands.execute(command, by)

    async def correct(self, command: AnyCorrectionsCommand, by: Caller) -> CorrectionsOutcome:
        require(MAY, command, by)
        return await self._staff.corrections.commands.execute(command, by)

    async def keep_reads(self, reads: list[StaffRead], by: Caller) -> None:
        await self._staff.reads.keep(reads, by)

    async def decide_mass_loss(self, command: DecideMassLoss, by: Caller) -> MassLossOutcome:
        require(MAY, command, by)
        return await self._breaker.commands.decide(command, by)

    async def close_record_incident(
        self, command: CloseRecordIncident, by: Caller
    ) -> ClosedIncident:
        require(MAY, command, by)
        return await self._staff.incidents.close(command, by)

    async def shared_with(self, partner_id: str, after: int, limit: int) -> SharedPage:
        return await self._partners.items.of_partner(partner_id, after, limit)

    async def shared(
        self, after: int, limit: int, wait_seconds: float, partner_ids: list[str] | None
    ) -> SharedPage:
        return await self._partners.items.of_all(after, limit, wait_seconds, partner_ids)

    async def import_batch(self, batch: ImportBatch) -> ImportResult:
        return await import_batch(self.context, batch)

    async def go_live(self) -> WentLiveSoFar:
        return await self._releasing.some()

    async def feed(self, after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await self._base.feed.read(after, limit, wait_seconds)

    async def pulse(self) -> Pulse:
        return await self._pulse.read()

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        return await self._base.feed.read_of(member_id, after, limit)


def build_membership(
    settings: MembershipSettings, mongo: Client, clock: Clock, neighbours: Neighbours
) -> Component:
    base = lay_foundation(settings, mongo, "membership", member_of)
    members, partner_store = MongoMemberships(base.uow), PartnerStore(base.uow)
    partners = build_partners(base, partner_store, members, clock, kept=settings.partner_feed_kept)
    context = Context(
        store=members,
        partners=partner_store,
        catalog=MongoCatalog(base.db, settings.operator_time_zone),
        zones=ZonesByNotify(neighbours),
        reaches=ReachByNotify(neighbours),
        clock=clock,
        currency=settings.currency,
        zone=settings.operator_time_zone,
    )

    breaker = build_breaker(base, context, settings)
    context = breaker.context
    catalogue = build_catalogue(base, context, settings.plans_file)
    staff = _staff(settings, base, context)

    async def prepare() -> None:
        apart = (INDEXES, CASE_INDEXES, CHARGE_INDEXES, RISK_INDEXES, HELD_INDEXES)
        indexes = [index for room in apart for index in room[MEMBERSHIPS]]
        own = {**INDEXES, MEMBERSHIPS: [*indexes, LABEL_INDEX], STATE_SHAPES: []}
        await base.prepare(
            {
                **own,
                **PARTNER_INDEXES,
                **CATALOGUE_INDEXES,
                **READ_INDEXES,
                **LABELLING_INDEXES,
                **BREAKER_INDEXES,
                **CORRECTION_INDEXES,
                RECORD_INCIDENTS: [],
                **SNAPSHOT_INDEXES,
            }
        )
        await Shapes(base.db).keep()
        await partners.items.prepare()
        await catalogue.prepare()
        await publish_first_versions(context, _first_clauses(clock))

    due = Wakeup()
    sweeper = Sweeper(base.db, MEMBERSHIPS, clock, Ticker(context), wakeup=due)
    return Component(
        name="membership",
        contract=MembershipApi,
        api=MembershipService(
            context, base, due, partners=partners, catalogue=catalogue, staff=staff, breaker=breaker
        ),
        lease=base.lease,
        loops=[
            *base.loops,
            Loop(name=sweeper.name, run=sweeper.run),
            Loop(name=NAME, run=_following(neighbours, base, context)),
            *partners.loops,
            *catalogue.loops,
            *staff.directory.loops,
            *breaker.loops,
            *staff.corrections.loops,
            *build_cases(base, context, lambda: neighbours.appeals).loops,
        ],
        prepare=prepare,
        note=breaker.commands.note,
    )


def _staff(settings: MembershipSettings, base: Foundation, context: Context) -> Staff:
    directory = build_directory(base, context.store)
    limits = AloneLimits(
        days=settings.days_alone, amount=settings.amount_alone, members=settings.members_alone
    )
    return Staff(
        directory,
        build_reads(base.db, context.clock, settings.searches_a_minute),
        build_corrections(base, context, directory.reading.listed, limits),
        RecordIncidentStore(base.transactions, base.db, context.clock),
    )


def _following(
    neighbours: Neighbours, base: Foundation, context: Context
) -> Callable[[int], Awaitable[None]]:
    async def follow_notify(epoch: int) -> None:
        # looked up at each start: which contract answers is settled after all are built
        feed, handle = neighbours.notify.feed, record_notices(context)
        await Subscription(NAME, base.db, feed, handle, batch=EVENTS_AT_ONCE).run(epoch)

    return follow_notify


def _first_clauses(clock: Clock) -> list[PublishClause]:
    return [
        PublishClause(
            clause=seed.clause,
            title=seed.title,
            text=seed.text,
            parameters=dict(seed.parameters),
            effective_at=clock.now(),
        )
        for seed in read_seed_clauses()
    ]
