"""What a member asks of exports, and how one is taken away: once."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.contract import exports as c
from services.membership.contract.query import Query
from services.membership.contract.rules import checked_member_id
from services.membership.contract.views import Answer
from services.membership.exports.domain import export as domain
from services.membership.exports.domain.export import Export
from services.membership.exports.export_store import ExportStore
from services.shared.callers import ActorKind, Caller, keys_of
from services.shared.permissions import needs_second_factor

Decide = Callable[[Export, datetime], Export]
_VOUCHER: Final = 32
"""Bytes."""
_NEEDS_PROOF: Final = (c.RequestExport, c.SetMonthlyExport, c.GiveVoucher)


class ExportCommands:
    """`steps`: how many gather. `begun`: called when there is something to prepare, or to drop."""

    def __init__(
        self, store: ExportStore, clock: Clock, steps: int, begun: Callable[[], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._steps = steps
        self._begun = begun
        self._does: dict[type, Callable[[Any, Caller], Awaitable[c.ExportOutcome]]] = {
            c.RequestExport: self._request,
            c.SetMonthlyExport: self._set_monthly,
            c.GiveVoucher: self._give_voucher,
            c.OpenExport: self._open,
            c.FinishExport: self._finish,
        }
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            c.GetExport: self._get
        }

    async def execute(self, command: c.AnyExportCommand, by: Caller) -> c.ExportOutcome:
        checked_member_id(command.member_id)
        if isinstance(command, _NEEDS_PROOF) and not by.second_factor:
            raise needs_second_factor()
        return await self._does[type(command)](command, by)

    async def piece(self, export_id: str, name: str, place: int, by: Caller) -> bytes:
        loaded = await self._store.load(by.actor.id)
        own = by.actor.kind == ActorKind.MEMBER and loaded.export.id == export_id
        data = await self._store.piece(export_id, name, place) if own else None
        if data is None:
            raise domain.none_ready()
        return data

    async def _request(self, command: c.RequestExport, by: Caller) -> c.ExportOutcome:
        key, id, repeated = (*keys_of(by), new_id())[0], new_id(), False

        def ask(export: Export, now: datetime) -> Export:
            nonlocal repeated
            repeated = export.asked_by == key
            return export if repeated else domain.asked(export, id, now, key)

        export = await self._change(command, by, ask)
        self._begun()
        return c.ExportOutcome(export=self._view(export), repeated=repeated)

    async def _set_monthly(self, command: c.SetMonthlyExport, by: Caller) -> c.ExportOutcome:
        return await self._changed(
            command, by, lambda export, now: domain.set_monthly(export, now, on=command.on)
        )

    async def _give_voucher(self, command: c.GiveVoucher, by: Caller) -> c.ExportOutcome:
        voucher = secrets.token_urlsafe(_VOUCHER)
        export = await self._change(
            command, by, lambda export, now: domain.with_voucher(export, _digest(voucher), now)
        )
        return c.ExportOutcome(export=self._view(export), voucher=voucher)

    async def _open(self, command: c.OpenExport, by: Caller) -> c.ExportOutcome:
        export = await self._change(
            command, by, lambda export, now: domain.opened(export, _digest(command.voucher), now)
        )
        files = tuple(
            c.ExportFile(
                name=one.name,
                size=one.size,
                sha256=one.sha256,
                pieces=one.pieces,
                evidence_id=one.evidence_id,
            )
            for one in export.files
        )
        return c.ExportOutcome(export=self._view(export), files=files)

    async def _finish(self, command: c.FinishExport, by: Caller) -> c.ExportOutcome:
        outcome = await self._changed(
            command, by, lambda export, now: domain.finished(export, command.export_id, now)
        )
        self._begun()
        return outcome

    async def _changed(
        self, command: c.ExportCommand, by: Caller, decide: Decide
    ) -> c.ExportOutcome:
        return c.ExportOutcome(export=self._view(await self._change(command, by, decide)))

    async def _change(self, command: c.ExportCommand, by: Caller, decide: Decide) -> Export:
        async def attempt() -> Export:
            loaded, now = await self._store.load(command.member_id), self._clock.now()
            after = decide(loaded.export, now)
            if after != loaded.export:
                await self._store.save(loaded, after, now, by)
            return after

        return await retry_on_conflict(attempt)

    async def _get(self, query: c.GetExport) -> c.ExportView:
        return self._view((await self._store.load(query.member_id)).export)

    def _view(self, export: Export) -> c.ExportView:
        return domain.view_of(export, self._clock.now(), self._steps)


def _digest(voucher: str) -> str:
    """A fast hash is enough for 256 random bits."""
    return hashlib.sha256(voucher.encode()).hexdigest() if voucher else ""
