"""The membership service, as its contract offers it."""

from functools import partial
from typing import NamedTuple

from infra.concurrency.wakeup import Wakeup
from infra.kernel.errors import ErrorRecord
from infra.kernel.feed import FeedPage, Place
from infra.kernel.pulse import Backlog, Pulse
from infra.process.foundation import Foundation
from infra.storage.pulse import Left, PulseReader
from services.membership.adapters.documents import MEMBERSHIPS, SHOWN
from services.membership.breaker.assembly import BreakerRoom
from services.membership.breaker.collections import INCIDENTS
from services.membership.cases.wanted_store import WANTED
from services.membership.catalogue.assembly import Catalogue
from services.membership.charging.reading import ChargeReading
from services.membership.charging.request_store import OpenRequests
from services.membership.consents.reading import ConsentReading
from services.membership.contract.breaker_commands import DecideMassLoss
from services.membership.contract.breaker_views import MassLossOutcome
from services.membership.contract.breaker_words import MassLossState
from services.membership.contract.catalogue_commands import AnyCatalogueCommand
from services.membership.contract.catalogue_views import CatalogueOutcome
from services.membership.contract.clause_draft_commands import AnyClauseCommand
from services.membership.contract.clause_views import ClauseOutcome
from services.membership.contract.commands import (
    Command,
)
from services.membership.contract.corrections import AnyCorrectionsCommand, CorrectionsOutcome
from services.membership.contract.exports import AnyExportCommand, ExportOutcome
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.membership.contract.import_views import ImportResult, WentLiveSoFar
from services.membership.contract.instructions import Instruction, InstructionOutcome
from services.membership.contract.partner_commands import AnyPartnerCommand
from services.membership.contract.partner_views import PartnerOutcome, SharedPage
from services.membership.contract.permissions import MAY
from services.membership.contract.queries import AnyQuery
from services.membership.contract.record_incidents import ClosedIncident, CloseRecordIncident
from services.membership.contract.staff_reads import StaffRead
from services.membership.contract.views import Answer, Failed, Outcome
from services.membership.corrections.assembly import Corrections
from services.membership.corrections.run_store import GOES_ON
from services.membership.corrections.run_store import RUNS as CORRECTIONS
from services.membership.directory.assembly import Directory
from services.membership.entitlement.reading import EntitlementReading
from services.membership.erasure.reading import ErasureReading
from services.membership.exports.assembly import Exports
from services.membership.exports.export_store import EXPORTS
from services.membership.golive.held_store import HeldMembers
from services.membership.golive.releasing import Releasing
from services.membership.handlers import execute, execute_many, import_batch
from services.membership.integrity.incidents import RecordIncidentStore
from services.membership.partners.assembly import Partners
from services.membership.ports import Context
from services.membership.queries import read
from services.membership.reads.keeping import StaffReads
from services.membership.reconciliation.reading import Reconciling
from services.membership.rectifications.open_store import OpenStore
from services.membership.rectifications.reading import RectificationReading
from services.membership.reported.reading import ReportReading
from services.membership.retention.assembly import RetentionRoom
from services.membership.risk.reading import RiskReading
from services.membership.risk.risk_store import RiskStore
from services.membership.statements.reading import StatementReading
from services.membership.subscriptions import NAME
from services.shared.callers import Caller
from services.shared.permissions import require
from services.shared.reading import answered

_BEING_DONE = {"state": MassLossState.DECIDED.value}


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
        erasure: ErasureReading,
        exports: Exports,
        retention: RetentionRoom,
    ) -> None:
        self.context = context
        self._breaker = breaker
        self._catalogue = catalogue
        self._exports = exports.commands
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
            | StatementReading(context).answers
            | erasure.answers
            | ConsentReading(context).answers
            | RectificationReading(context, OpenStore(base.db)).answers
            | ReportReading(base.db, base.sealing).answers
            | exports.commands.answers
            | retention.answers
        )
        self._staff = staff
        self._releasing = Releasing(context, HeldMembers(base.db))
        self._base = base
        self._pulse = PulseReader(
            base.db,
            context.clock,
            due,
            base.committed,
            swept=[MEMBERSHIPS],
            swept_short=[EXPORTS],
            followed={NAME: "notify"},
            in_flight=lambda _now: [Left(MEMBERSHIPS, WANTED, due)],
            short=[Left(CORRECTIONS, GOES_ON), Left(INCIDENTS, _BEING_DONE), Left(SHOWN, {})],
        )

    async def execute(self, command: Command, by: Caller) -> Outcome:
        return await execute(self.context, command, by)

    async def execute_many(self, instructions: list[Instruction]) -> list[InstructionOutcome]:
        return await execute_many(self.context, instructions)

    async def read(self, queries: list[AnyQuery]) -> list[Answer]:
        return await answered(queries, self._apart, partial(read, self.context), _failed)

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

    async def manage_export(self, command: AnyExportCommand, by: Caller) -> ExportOutcome:
        require(MAY, command, by)
        return await self._exports.execute(command, by)

    async def export_piece(self, export_id: str, name: str, place: int, by: Caller) -> bytes:
        return await self._exports.piece(export_id, name, place, by)

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

    async def backlog(self) -> Backlog:
        return await self._pulse.backlog()

    async def feed_of(self, member_id: str, after: Place, limit: int) -> FeedPage:
        return await self._base.feed.read_of(member_id, after, limit)


def _failed(error: ErrorRecord) -> Answer:
    return Failed(error=error)
