"""The services that notification follows, and what it asks them before it sends."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from infra.kernel.feed import FeedPage
from services.appeals.contract.api import AppealsApi
from services.membership.contract.api import MembershipApi
from services.notify.component.parts import Parts
from services.notify.core.still_true import Truth
from services.notify.core.stores.stands import Stands
from services.notify.operations.unplanned import Unplanned


class Neighbours(Protocol):
    """The contracts that notification follows."""

    @property
    def membership(self) -> MembershipApi: ...

    @property
    def appeals(self) -> AppealsApi: ...


@dataclass(frozen=True)
class WorkersNeighbours:
    """Of a worker, which reaches them over the wire; `close` lets go of them."""

    membership: MembershipApi
    appeals: AppealsApi
    close: Callable[[], Awaitable[None]]


def truth_of(parts: Parts, neighbours: Neighbours) -> Truth:
    """The neighbours are looked up at each question: which contract answers is settled late."""

    async def membership(after: int, limit: int, wait_seconds: float) -> FeedPage:
        return await neighbours.membership.feed(after, limit, wait_seconds)

    async def appeals(after: int, limit: int, wait_seconds: float) -> FeedPage:
        return await neighbours.appeals.feed(after, limit, wait_seconds)

    feeds = {"membership": membership, "appeals": appeals}
    unplanned = Unplanned(parts.base.db, feeds)
    return Truth(parts.alerts, Stands(parts.base.db), unplanned, parts.clock)
