"""Members whom the remedy of an incident could not reach: tried again, or given to a person."""

from infra.kernel.errors import NotAllowed, NotFound
from infra.kernel.idempotency import done_before, fingerprint, under
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from infra.storage.once import once
from services.appeals.context import Context
from services.appeals.contract.commands import OpenCase
from services.appeals.contract.incident_commands import HandOver, RetryRefused
from services.appeals.contract.incident_views import IncidentOutcome
from services.appeals.contract.incident_words import AffectedState as S
from services.appeals.handlers.submission import handle_open_case
from services.appeals.incidents.affected_store import moved
from services.appeals.incidents.commands import IncidentCommands
from services.appeals.incidents.domain import deciding
from services.appeals.incidents.domain.affected import Affected
from services.appeals.incidents.incident_store import (
    IncidentDone,
    counted,
    stepped,
)
from services.appeals.incidents.reading import IncidentReading
from services.appeals.incidents.stores import IncidentStores
from services.membership.contract.words import CaseReason
from services.shared.callers import SYSTEM, Caller, keys_of

AT_ONCE = 500
"""Tried again by one command; of more it is given again."""


class RefusedMembers:
    def __init__(
        self,
        ctx: Context,
        stores: IncidentStores,
        commands: IncidentCommands,
        reading: IncidentReading,
    ) -> None:
        self._ctx = ctx
        self._incidents = stores.incidents
        self._affected = stores.affected
        self._commands = commands
        self._reading = reading

    async def execute(self, command: RetryRefused | HandOver, by: Caller) -> IncidentOutcome:
        done, repeated = await once(
            lambda: done_before(command, keys_of(by), self._incidents.done),
            lambda: self._carry_out(command, by),
        )
        view = await self._reading.view(done.incident)
        return IncidentOutcome(incident=view, repeated=repeated, number=done.about)

    async def _carry_out(self, command: RetryRefused | HandOver, by: Caller) -> IncidentDone:
        if isinstance(command, RetryRefused):
            return await self._retry(command, by)
        return await self._hand_over(command, by)

    async def _retry(self, command: RetryRefused, by: Caller) -> IncidentDone:
        loaded = await self._commands.known(command.incident)
        event = deciding.retried(loaded.incident)
        rows = await self._affected.in_state(command.incident, S.REFUSED, "", AT_ONCE)
        done = IncidentDone(fingerprint=fingerprint(command), incident=command.incident)
        await self._incidents.save(
            [stepped(loaded, event, by, self._ctx.now())],
            updates=[
                *(moved(row, row.again()) for row in rows),
                counted(command.incident, {S.REFUSED: -len(rows), S.WAITING: len(rows)}),
            ],
            done=under(keys_of(by), done),
        )
        return done

    async def _hand_over(self, command: HandOver, by: Caller) -> IncidentDone:
        row = await self._refused(command)
        number = await self._case(row)
        done = IncidentDone(
            fingerprint=fingerprint(command), incident=command.incident, about=number
        )
        await self._incidents.save(
            [],
            updates=[
                moved(row, row.with_a_person(number, self._ctx.now())),
                counted(command.incident, {S.REFUSED: -1, S.WITH_A_PERSON: 1}),
            ],
            done=under(keys_of(by), done),
        )
        return done

    async def _case(self, row: Affected) -> str:
        """Under a key of its own: asked again after a kill it is the same case."""
        asked = OpenCase(
            member_id=row.member_id, reason=CaseReason.INCIDENT_REMEDY, lost_at=row.lost_at
        )
        key = derived_id("incident case", row.incident, row.member_id)
        number, _ = await handle_open_case(
            self._ctx, asked, Caller(actor=SYSTEM, idempotency_key=key)
        )
        return number

    async def _refused(self, command: HandOver) -> Affected:
        """
        Raises:
            NotFound: the member is not affected.
            NotAllowed: the remedy may still reach the member, or did.
        """
        await self._commands.known(command.incident)
        known = await self._affected.known(command.incident, [command.member_id])
        row = known.get(command.member_id)
        if row is None:
            raise NotFound(
                both("此会员不在该事件之中。", "The member is not affected by the incident."),
                field="memberId",
            )
        if row.state is not S.REFUSED:
            raise NotAllowed(
                both(
                    "只有补救不可行的会员可转交人工；此会员目前为 {state}。",
                    "Only members whom the remedy could not reach are handed over; this one is "
                    "{state}.",
                    state=row.state.value,
                ),
                field="memberId",
                details={"current": row.state.value},
            )
        return row
