"""The breaker, put together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.membership.breaker.breaker import Limits, LossBreaker
from services.membership.breaker.carrying_out import SECONDS, CarryingOut
from services.membership.breaker.commands import BreakerCommands
from services.membership.breaker.count_store import CountStore
from services.membership.breaker.guard import GuardedMemberships
from services.membership.breaker.incident_store import IncidentStore
from services.membership.breaker.survey import Survey
from services.membership.breaker.tripped_catalog import TrippedCatalog
from services.membership.ports import Context
from services.membership.settings import MembershipSettings


@dataclass(frozen=True, kw_only=True)
class BreakerRoom:
    """What the breaker brings into membership. `context`: the one given, whose saves it guards."""

    context: Context
    commands: BreakerCommands
    loops: Sequence[Loop]


def build_breaker(base: Foundation, context: Context, settings: MembershipSettings) -> BreakerRoom:
    incidents = IncidentStore(base.uow)
    catalog = TrippedCatalog(context.catalog, incidents)
    breaker = LossBreaker(
        catalog=catalog,
        counts=CountStore(base.db),
        incidents=incidents,
        survey=Survey(base.db),
        limits=Limits(
            floor_count=settings.breaker_floor,
            floor_share=settings.breaker_floor_share,
            assumed_share=settings.breaker_usual_share,
        ),
    )
    store = GuardedMemberships(base.uow, breaker)
    guarded = replace(context, store=store, catalog=catalog)
    carrying_out = CarryingOut(guarded, incidents, settings.breaker_release_rate)
    return BreakerRoom(
        context=guarded,
        commands=BreakerCommands(guarded, incidents, 2 if settings.breaker_four_eyes else 1),
        loops=[Loop(name="carry out what was decided", run=_kept_at(carrying_out.step))],
    )


def _kept_at(step: Callable[[], Awaitable[int]]) -> Callable[[int], Awaitable[None]]:
    async def run(_epoch: int) -> None:
        await Wakeup().keep_at(step, SECONDS)

    return run
