"""Admits losses while they are usual, and trips before what is not."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import NoReturn

import msgspec

from infra.kernel.ids import new_id
from infra.kernel.sentences import both
from infra.log import logger
from infra.storage.changes import GuardedUpdate, VersionConflict
from services.membership.breaker import metrics
from services.membership.breaker.count_store import CountStore, spent
from services.membership.breaker.domain.assessing import (
    Assessment,
    LossWindow,
    Usual,
    allowance_for,
    assess,
    granted,
)
from services.membership.breaker.domain.forecast import HOUR, hour_of, usual_share
from services.membership.breaker.domain.mass_loss import MassLoss
from services.membership.breaker.incident_store import IncidentStore
from services.membership.breaker.survey import Survey
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.losses import AutomaticLoss, KnownLoss
from services.membership.ports import CatalogSource


class Tripped(VersionConflict):
    """Too many would lose something of this cause: decide again, and defer it."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(
            both(
                "{cause} 类变更异常集中，已暂停，等待人工核查。",
                "Unusually many changes of the cause {cause}: they wait for a person.",
                cause=cause.value,
            )
        )


class DecidedTooLate(VersionConflict):
    """Somebody changed one of these states meanwhile: decide again."""

    def __init__(self) -> None:
        super().__init__(
            both(
                "会员资格已被同时更改，请重新判定。",
                "A membership changed meanwhile: decide again.",
            )
        )


Standing = Callable[[], Awaitable[bool]]
"""Whether the states that losses were decided on are still the stored ones."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """`floor_count`, `floor_share` (of all members): what is let pass in an hour beside what was
    expected. `assumed_share`: of what was known, as long as nothing better is known."""

    floor_count: int
    floor_share: float
    assumed_share: float


class LossBreaker:
    """Of one process; what it counts is shared by all of them."""

    def __init__(
        self,
        *,
        catalog: CatalogSource,
        counts: CountStore,
        incidents: IncidentStore,
        survey: Survey,
        limits: Limits,
    ) -> None:
        self._catalog = catalog
        self._counts = counts
        self._incidents = incidents
        self._survey = survey
        self._limits = limits
        self._one_at_a_time = asyncio.Lock()

    async def foresee(self, known: Iterable[KnownLoss]) -> None:
        await self._counts.foresee(known)

    async def admitted(
        self, losses: Sequence[AutomaticLoss], now: datetime, standing: Standing
    ) -> list[GuardedUpdate]:
        """Counts that belong into the commit of these losses.

        Raises:
            Tripped: they may not happen.
            DecidedTooLate: they cannot: no longer `standing`.
        """
        asked = Counter((loss.cause, loss.kind) for loss in losses if not loss.released)
        await self._refuse_tripped(cause for cause, _ in asked)
        guards = [
            spent(cause, now, await self._granted(cause, kind, more, now, standing), more)
            for (cause, kind), more in asked.items()
        ]
        return [*guards, *await self._counts.counted(losses)]

    async def _refuse_tripped(self, causes: Iterable[Cause]) -> None:
        """Who decided before it tripped, decides again."""
        tripped = await self._incidents.tripped()
        for cause in causes:
            if cause in tripped:
                self._catalog.forget()
                raise Tripped(cause)

    async def _granted(
        self, cause: Cause, kind: LossKind, more: int, now: datetime, standing: Standing
    ) -> LossWindow:
        """Where others moved the counts meanwhile they are asked for again: what was assessed may
        be theirs in part."""
        async with self._one_at_a_time:
            while True:
                window = await self._counts.window(cause, now)
                if window is not None and window.covers(more):
                    return window
                refused = await self._ask(cause, kind, more, window, now)
                if refused is not None and await self._counts.window(cause, now) == window:
                    await self._refuse(cause, refused, now, standing)

    async def _ask(
        self, cause: Cause, kind: LossKind, more: int, before: LossWindow | None, now: datetime
    ) -> Assessment | None:
        """For what the rest of the window brings; where a release covers it, for as much as is
        asked. Returns why it is not granted."""
        window = before or LossWindow()
        if await self._incidents.passes(cause, now):
            covered = msgspec.structs.replace(window, granted=window.lost + more)
            await self._counts.allow(cause, now, before, covered)
            return None
        assessed = await self._assessed(cause, kind, more, window, now)
        if not assessed.passes:
            return assessed
        await self._counts.allow(cause, now, before, granted(window, assessed))
        return None

    async def _refuse(
        self, cause: Cause, assessed: Assessment, now: datetime, standing: Standing
    ) -> NoReturn:
        """Of who decided before others carried the same out, nothing is coming any more nor was
        foreseen: that is no mass loss."""
        if not await standing():
            raise DecidedTooLate
        await self._trip(cause, assessed, now)
        raise Tripped(cause)

    async def _assessed(
        self, cause: Cause, kind: LossKind, more: int, window: LossWindow, now: datetime
    ) -> Assessment:
        catalog = await self._catalog.current()
        coming = await self._survey.coming(cause, catalog, now, hour_of(now) + HOUR)
        forecasts = await self._counts.forecasts_of(kind, coming)
        usual = await self._usual(cause, kind, now)
        return assess(coming, more, window, usual, forecasts)

    async def _usual(self, cause: Cause, kind: LossKind, now: datetime) -> Usual:
        limits, members = self._limits, await self._survey.members()
        past = await self._counts.past(kind, now)
        return Usual(
            cause=cause,
            share=usual_share(cause, kind, past, limits.assumed_share),
            allowance=allowance_for(members, limits.floor_count, limits.floor_share),
        )

    async def _trip(self, cause: Cause, assessed: Assessment, now: datetime) -> None:
        incident = MassLoss(
            id=new_id(),
            cause=cause,
            opened_at=now,
            window=hour_of(now),
            coming=assessed.coming,
            expected=assessed.expected,
            allowance=assessed.allowance,
        )
        await self._incidents.open(incident)
        await self._counts.withdraw(cause, now)
        self._catalog.forget()
        metrics.count_trip(cause)
        logger.error(
            "breaker tripped",
            cause=cause.value,
            incident=incident.id,
            coming=assessed.coming,
            expected=assessed.expected,
            allowance=assessed.allowance,
        )
