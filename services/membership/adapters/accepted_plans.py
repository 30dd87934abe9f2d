"""The plans that the system accepted, one row each: what a changed plans file is held against."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from infra.storage.changes import plain
from infra.storage.mongo import Database, stages
from services.membership.adapters import documents as d
from services.membership.contract.plans import Plan
from services.membership.domain.held_plans import (
    COUNTED,
    Contradiction,
    PlanTerms,
    differences,
    refusal,
    terms_of,
)


async def accept_plans(db: Database, plans: Mapping[str, Plan], now: datetime) -> None:
    """Records the plans, or refuses them; repeated, and beside another process, it ends the same.

    Raises:
        PlansError: a plan that members hold is missing or other. Nothing is recorded.
    """
    wanted = {code: terms_of(plan) for code, plan in plans.items()}
    while not await _settled(db, wanted, now):
        pass  # another process recorded meanwhile: its plans count, too


async def _settled(db: Database, wanted: Mapping[str, PlanTerms], now: datetime) -> bool:
    rows = await db[d.ACCEPTED_PLANS].find().to_list(None)
    recorded = {row["_id"]: d.item(row, PlanTerms) for row in rows}
    changed = {
        code: found
        for code, terms in recorded.items()
        if (found := differences(terms, wanted.get(code)))
    }
    contradictions = [
        Contradiction(code=code, differences=found, holders=holders)
        for code, found in changed.items()
        if (holders := await _holders(db, code, now))
    ]
    if contradictions:
        raise refusal(contradictions)
    codes = [code for code in {**recorded, **wanted} if code in changed or code not in recorded]
    return all([await _follow(db, code, recorded.get(code), wanted.get(code)) for code in codes])


async def _follow(
    db: Database, code: str, recorded: PlanTerms | None, wanted: PlanTerms | None
) -> bool:
    """Whether the row was still as read, and is now as wanted."""
    rows = db[d.ACCEPTED_PLANS]
    if recorded is None and wanted is not None:
        try:
            await rows.insert_one(d.row(wanted, code))
        except DuplicateKeyError:
            return False
        return True
    as_read = {"_id": code, **plain(recorded)} if recorded else {"_id": code}
    if wanted is None:
        return (await rows.delete_one(as_read)).deleted_count == 1
    return (await rows.replace_one(as_read, d.row(wanted, code))).matched_count == 1


async def _holders(db: Database, code: str, now: datetime) -> list[str]:
    """Members on the plan, whatever their standing, and who can still undo their way back to it."""
    found: set[str] = set()
    for path in ("state", "state.undo", "state.undo.before"):
        conditions: list[dict[str, Any]] = [{f"{path}.plan": code}]
        if path != "state":
            conditions.append({f"{path}.until": {"$gt": now}})
        bounded = [*stages(*conditions), {"$limit": COUNTED}, {"$project": {"_id": 1}}]
        async for row in db[d.MEMBERSHIPS].aggregate(bounded):
            found.add(row["_id"])
    return sorted(found)[:COUNTED]
