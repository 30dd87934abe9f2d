"""Erases an account: by what it is found, how it is proven, from where it was signed in to. Its
history knows opaque ids only; it stays, and holds."""

from collections.abc import Awaitable, Callable

from infra.kernel.events import EventEnvelope
from infra.outbox.each import on_each
from infra.outbox.subscription import Subscription
from infra.process.foundation import Foundation
from infra.storage.mongo import Database
from services.membership.accounts.core.collections import (
    ACCOUNTS,
    FACTORS,
    HANDLES,
    INDEXES,
    PASSWORDS,
    WAYS_IN,
)
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.contract.erasure_events import MemberErased

_HISTORY = {ACCOUNTS}
_WAYS_IN = (WAYS_IN, HANDLES, PASSWORDS, FACTORS)


async def erase_account(db: Database, account_id: str) -> None:
    """Every row that names the account, of whichever room; can be repeated. First the ways in, each
    of which is asked for again when a session begins; so none begins behind its sessions, which end
    with their rows."""
    for name in (*_WAYS_IN, *sorted(INDEXES.keys() - _HISTORY - set(_WAYS_IN))):
        await db[name].delete_many({"account": account_id})
        await db[name].delete_many({"_id": account_id})


def erasing(base: Foundation, neighbours: Neighbours) -> Callable[[int], Awaitable[None]]:
    """Follows the membership: who is erased there has no account any more."""

    async def erase(event: EventEnvelope) -> None:
        await erase_account(base.db, event.aggregate)
        await base.sealing.keys.destroy(event.aggregate, event.happened_at)

    async def follow(epoch: int) -> None:
        handle = on_each(MemberErased.__name__, erase, base.uow)
        feed = neighbours.membership.feed
        await Subscription("erase", base.db, feed, handle, batch=1_000).run(epoch)

    return follow
