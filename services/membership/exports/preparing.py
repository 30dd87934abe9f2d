"""Prepares what was asked for, ends what is over, begins what comes by itself: one small step at a
time, each in one commit. Whoever is killed goes on at the step that was not kept.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from infra.storage.changes import VersionConflict
from services.membership.contract.exports import ExportState
from services.membership.exports.asking import Step
from services.membership.exports.domain import export as domain
from services.membership.exports.domain.export import Export, FileSoFar
from services.membership.exports.domain.laying import (
    ExportPiece,
    LaidStep,
    close,
    in_pieces,
    lay,
    manifest_of,
)
from services.membership.exports.export_store import ExportStore, LoadedExport
from services.membership.ports import BY_TIME
from services.shared.packing.manifest import MANIFEST, listed

_READ_AT_ONCE: Final = 64
"""Pieces, for their hashes, in one step."""


class PieceMissing(Exception):
    """What was laid into an export is not there: somebody erases it."""


class Preparing:
    """`steps`: those that gather, in their order. `zone`: of members who have none."""

    def __init__(
        self,
        store: ExportStore,
        steps: Sequence[Step],
        clock: Clock,
        *,
        currency: str,
        zone: str,
    ) -> None:
        self._store = store
        self._steps = steps
        self._clock = clock
        self._currency = currency
        self._zone = zone

    async def tick(self, member_id: str) -> None:
        loaded = await self._store.load(member_id)
        try:
            await self._step(loaded)
        except VersionConflict:
            return  # somebody asked for something meanwhile: the next look sees it

    async def _step(self, loaded: LoadedExport) -> None:
        export, now = loaded.export, self._clock.now()
        if export.discarded:
            for id in export.discarded:
                await self._store.drop(id)
            await self._save(loaded, replace(export, discarded=()))
        elif export.state is ExportState.PREPARING:
            await self._prepare(loaded)
        elif export.state is ExportState.READY and not domain.is_ready(export, now):
            await self._save(loaded, domain.expired(export))
        elif export.next_monthly_at is not None and export.next_monthly_at <= now:
            await self._save(loaded, domain.begun(export, new_id(), now))

    async def _prepare(self, loaded: LoadedExport) -> None:
        export, now = loaded.export, self._clock.now()
        if export.step < len(self._steps):
            gathered = await self._steps[export.step](export)
            zone = gathered.zone or export.zone or self._zone
            there = replace(export, zone=zone)
            laid = await asyncio.to_thread(lay, there, gathered, self._currency)
            await self._lay(loaded, laid)
        elif export.step == len(self._steps):
            await self._lay(loaded, close(export, self._currency, now))
        elif some := _some_unhashed(export):
            hashed = {file.name: await self._hashed(export, file) for file in some}
            files = tuple(hashed.get(one.name, one) for one in export.files)
            await self._save(loaded, replace(export, files=files))
        else:
            await self._finish(loaded)

    async def _finish(self, loaded: LoadedExport) -> None:
        """The manifest is the last file, and names all the others."""
        export, now = loaded.export, self._clock.now()
        content = manifest_of(export, now)
        one = listed(MANIFEST, content)
        pieces = in_pieces(MANIFEST, content)
        last = FileSoFar(name=MANIFEST, pieces=len(pieces), size=one.size, sha256=one.sha256)
        whole = replace(export, files=(*export.files, last))
        await self._save(loaded, domain.ready(whole, now), pieces)

    async def _hashed(self, export: Export, file: FileSoFar) -> FileSoFar:
        """Of what is stored, piece by piece."""
        digest, size = hashlib.sha256(), 0
        for place in range(file.pieces):
            data = await self._store.piece(export.id, file.name, place)
            if data is None:
                raise PieceMissing(file.name)
            digest.update(data)
            size += len(data)
        return replace(file, size=size, sha256=digest.hexdigest())

    async def _lay(self, loaded: LoadedExport, laid: LaidStep) -> None:
        await self._save(loaded, laid.export, laid.pieces)

    async def _save(
        self, loaded: LoadedExport, after: Export, pieces: Sequence[ExportPiece] = ()
    ) -> None:
        await self._store.save(loaded, after, self._clock.now(), BY_TIME, pieces)


def _some_unhashed(export: Export) -> list[FileSoFar]:
    """As many as are read in one step."""
    some: list[FileSoFar] = []
    for file in export.files:
        if not file.sha256 and (not some or _pieces(some) + file.pieces <= _READ_AT_ONCE):
            some.append(file)
    return some


def _pieces(files: Sequence[FileSoFar]) -> int:
    return sum(file.pieces for file in files)
