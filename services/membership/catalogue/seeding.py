"""What an empty catalogue begins with: the operator's file, which is never read again; or what a
system from before plans had versions had accepted, so that nobody's terms change by the new way."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from infra.kernel.text import LocalText
from infra.storage.changes import DuplicateInsert, VersionConflict
from infra.storage.mongo import Database
from services.membership.adapters import documents as d
from services.membership.adapters.catalog import read_plans
from services.membership.catalogue.plan_store import PlanStore
from services.membership.contract.plan_events import PlanPublished
from services.membership.contract.plans import Benefit, Plan
from services.membership.ports import BY_TIME, CatalogSource


async def publish_first_plans(
    db: Database, store: PlanStore, catalog: CatalogSource, file: Path, now: datetime
) -> None:
    """Of several processes one does it.

    Raises:
        PlansError: nothing was published yet, and the file cannot be used.
    """
    plans = (await catalog.current()).plans
    if plans.published:
        return
    first = await _accepted_before(db, read_plans(file))
    events = [_first(plan, now) for plan in first.values()]
    try:
        await store.save(events, plans, now, BY_TIME)
    except (VersionConflict, DuplicateInsert):
        pass  # another process did it meanwhile
    finally:
        catalog.forget()


def _first(plan: Plan, now: datetime) -> PlanPublished:
    return PlanPublished(
        plan=plan, plan_version=1, effective_at=now, adverse=False, declared_adverse=False
    )


async def _accepted_before(db: Database, in_file: Mapping[str, Plan]) -> dict[str, Plan]:
    """The file's names; of plans that members hold already, the terms that they hold."""
    rows = {row["_id"]: row async for row in db[d.ACCEPTED_PLANS].find()}
    accepted = {code: _as_accepted(row, in_file.get(code)) for code, row in rows.items()}
    return {**in_file, **accepted}


def _as_accepted(row: Mapping[str, Any], named: Plan | None) -> Plan:
    names = {benefit.code: benefit.name for benefit in named.benefits} if named else {}
    fields = {name: row[name] for name in Plan.__struct_fields__ if name in row}
    return msgspec.convert(
        fields
        | {
            "code": row["_id"],
            "name": named.name if named else _unnamed(row["_id"]),
            "benefits": [
                Benefit(code=code, kind=kind, name=names.get(code) or _unnamed(code), value=value)
                for code, (kind, value) in row["benefits"].items()
            ],
        },
        Plan,
    )


def _unnamed(code: str) -> LocalText:
    return LocalText(zh=code, en=code)
