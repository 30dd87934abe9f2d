"""Ways in that somebody has begun and not finished."""

from infra.storage.changes import Removal
from services.membership.accounts.core.collections import WAYS_IN


def all_ways_in(account_id: str, but: str = "") -> Removal:
    """Whatever was begun with a password, an address or a factor that is good no more leads
    nowhere. `but`: an attempt that is spent with it."""
    return Removal(WAYS_IN, {"account": account_id, "_id": {"$ne": but}})
