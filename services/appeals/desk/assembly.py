"""The desk, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.process.component import Loop
from infra.process.foundation import Foundation
from infra.storage.sweeper import Sweeper
from services.appeals.adapters.proposals import ProposalStore
from services.appeals.context import Context
from services.appeals.desk.absences import Absences
from services.appeals.desk.assigning import Assigning
from services.appeals.desk.catching_up import CatchingUp
from services.appeals.desk.collections import REVIEWERS
from services.appeals.desk.four_eyes import FourEyes
from services.appeals.desk.holds import HoldsOfAppellants
from services.appeals.desk.managing import Managing
from services.appeals.desk.placed_appeals import PlacedAppeals
from services.appeals.desk.reading import DeskReading
from services.appeals.desk.reviewer_store import ReviewerStore
from services.appeals.desk.rules_store import RulesStore
from services.appeals.handlers import Handler

_LOOKS_AGAIN = 1.0  # seconds


@dataclass(frozen=True, kw_only=True)
class DeskStores:
    """What is kept of the desk. `appeals`: the store of all appeals, whose saves are placed."""

    base: Foundation
    rules: RulesStore
    reviewers: ReviewerStore
    appeals: PlacedAppeals
    proposals: ProposalStore


@dataclass(frozen=True, kw_only=True)
class DeskRoom:
    """What it brings into appeals."""

    handlers: Mapping[type, Handler]
    managing: Managing
    reviewers: ReviewerStore
    reading: DeskReading
    holds: HoldsOfAppellants
    loops: Sequence[Loop]
    prepare: Callable[[], Awaitable[None]]


def build_desk_stores(base: Foundation, clock: Clock) -> DeskStores:
    rules, reviewers = RulesStore(base.uow, clock), ReviewerStore(base.db)
    appeals = PlacedAppeals(base.uow, rules, reviewers, clock)
    return DeskStores(
        base=base,
        rules=rules,
        reviewers=reviewers,
        appeals=appeals,
        proposals=ProposalStore(base.db),
    )


def build_desk(context: Context, stores: DeskStores) -> DeskRoom:
    rules, reviewers = stores.rules, stores.reviewers
    reading = DeskReading(context, stores.appeals, rules, reviewers, stores.proposals)
    catching_up = CatchingUp(stores.appeals, rules)

    async def catch_up(_epoch: int) -> None:
        await Wakeup().keep_at(catching_up.step, _LOOKS_AGAIN)

    absences = Absences(context, reviewers)
    sweeper = Sweeper(stores.base.db, REVIEWERS, context.clock, absences.tick)
    return DeskRoom(
        handlers={
            **Assigning(context, reviewers).handlers,
            **FourEyes(context, stores.proposals, reviewers).handlers,
        },
        managing=Managing(context, rules, reviewers, reading),
        reviewers=reviewers,
        reading=reading,
        holds=HoldsOfAppellants(stores.appeals),
        loops=[
            Loop(name="put open appeals where the rules say", run=catch_up),
            Loop(name=sweeper.name, run=sweeper.run),
        ],
        prepare=rules.seed,
    )
