"""The master key is exchanged: every data key is wrapped anew. What it seals stays as it is."""

from collections.abc import Callable

from infra.sealing.key_store import DataKeys
from infra.storage.transactions import Transactions

Say = Callable[[int, int], None]
"""How many keys were looked at, and how many of them wrapped anew."""


async def rotate(keys: DataKeys, transactions: Transactions, say: Say) -> tuple[int, int]:
    """Can be cut off and begun again, while everything runs: both keys open until it is over."""
    after, looked_at, done = "", 0, 0
    while True:
        some = await keys.rewrap(transactions, after)
        looked_at, done, after = looked_at + some.looked_at, done + some.done, some.last
        if not some.last:
            return looked_at, done
        say(looked_at, done)
