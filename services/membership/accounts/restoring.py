"""Accounts out of a backup: it knows of no session that ended since, of no way in that was spent,
and of nobody who was thrown out. So nobody is signed in by it."""

from datetime import datetime

from infra.storage.mongo import Database
from services.membership.accounts.core.collections import LOGINS, WAYS_IN
from services.membership.contract.accounts.words import SessionEnd


async def sign_everybody_out(db: Database, now: datetime) -> int:
    """Gives how many sessions ended; can be repeated."""
    await db[WAYS_IN].delete_many({})
    over = {"ended_at": now, "ended_for": SessionEnd.RESTORED.value}
    done = await db[LOGINS].update_many({"ended_at": None}, {"$set": over})
    return int(done.modified_count)
