"""The services that notification follows, and what it asks them before it sends."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from infra.kernel.feed import FeedPage, Place
from infra.outbox.subscription import Read
from services.appeals.contract.api import AppealsApi
from services.membership.contract.accounts.api import AccountsApi
from services.membership.contract.api import MembershipApi

FOLLOWED = ("membership", "accounts", "appeals")
"""Services whose events lead to alerts; a subscription is named after the one that it follows."""


class Neighbours(Protocol):
    """The contracts that notification follows."""

    @property
    def membership(self) -> MembershipApi: ...

    @property
    def accounts(self) -> AccountsApi: ...

    @property
    def appeals(self) -> AppealsApi: ...


@dataclass(frozen=True)
class WorkersNeighbours:
    """Of a worker, which reaches them over the wire; `close` lets go of them."""

    membership: MembershipApi
    accounts: AccountsApi
    appeals: AppealsApi
    close: Callable[[], Awaitable[None]]


def feeds_of(neighbours: Neighbours) -> dict[str, Read]:
    """The neighbours are looked up at each question: which contract answers, the local one or a
    remote one, is settled only after all components are built."""

    async def membership(after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await neighbours.membership.feed(after, limit, wait_seconds)

    async def accounts(after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await neighbours.accounts.feed(after, limit, wait_seconds)

    async def appeals(after: Place | None, limit: int, wait_seconds: float) -> FeedPage:
        return await neighbours.appeals.feed(after, limit, wait_seconds)

    return {"membership": membership, "accounts": accounts, "appeals": appeals}
