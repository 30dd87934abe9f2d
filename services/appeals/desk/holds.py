"""A hold that is placed or released while an appeal is open may bring it into another queue."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.storage.unit_of_work import retry_on_conflict
from services.appeals.desk.placed_appeals import PlacedAppeals
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.queues.queueing import Weight
from services.appeals.rows import Loaded
from services.membership.contract.hold_events import HoldPlaced, HoldReleased
from services.membership.contract.words import HoldKind


class HoldsOfAppellants:
    def __init__(self, appeals: PlacedAppeals) -> None:
        self._appeals = appeals

    async def heard(self, events: Sequence[NumberedEvent]) -> None:
        """Of memberships, in their order. Can be repeated: the last one of each hold stands."""
        for numbered in events:
            for kind, held in _holds_in(numbered.event):
                await self._weigh(numbered.event.aggregate, kind, held)

    async def _weigh(self, member_id: str, kind: HoldKind, held: bool) -> None:
        async def attempt() -> None:
            for loaded in await self._appeals.loaded_of([member_id]):
                weight = _weighed(loaded, kind, held)
                if loaded.appeal.state in OPEN and weight != loaded.place.weight:
                    place = replace(loaded.place, weight=weight)
                    await self._appeals.look(replace(loaded, place=place))

        await retry_on_conflict(attempt)


def _holds_in(event: EventEnvelope) -> Iterator[tuple[HoldKind, bool]]:
    if event.type == HoldPlaced.__name__:
        yield HoldKind(event.body["hold"]["kind"]), True
    elif event.type == HoldReleased.__name__:
        yield HoldKind(event.body["kind"]), False


def _weighed(loaded: Loaded, kind: HoldKind, held: bool) -> Weight:
    """Nothing is known of the others before there is a case file, and that says which there are."""
    weight = loaded.place.weight
    if weight.appellant is None:
        return weight
    others = tuple(one for one in weight.appellant.holds if one is not kind)
    holds = (*others, kind) if held else others
    return replace(weight, appellant=replace(weight.appellant, holds=holds))
