"""Plans and clauses as they were published, kept in the process; and the files with which an empty
system begins."""

import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from pymongo import ASCENDING

from infra.kernel.text import LocalText
from infra.storage.mongo import Database
from services.membership.adapters import documents as d
from services.membership.contract.plans import Plan
from services.membership.domain.aggregate.catalog import (
    Catalog,
    ClauseVersion,
    Plans,
    PlanVersion,
    Retirement,
)
from services.membership.domain.terms.plans import PlansError, parse_plans

_FRESH_SECONDS = 1.0
V = TypeVar("V", PlanVersion, ClauseVersion)
_CLAUSES_FILE = Path(__file__).parent.parent / "clauses.json"


class SeedClause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clause that a new system starts with."""

    clause: str
    title: LocalText
    text: LocalText
    parameters: dict[str, int]


class _ClausesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clauses: tuple[SeedClause, ...]


def read_plans(path: Path) -> dict[str, Plan]:
    """Raises PlansError, with the file's name and what is wrong in it."""
    try:
        return parse_plans(path.read_bytes())
    except OSError as error:
        raise PlansError(f"PLANS_FILE {path} cannot be read: {error.strerror}.") from None
    except PlansError as error:
        raise PlansError(f"{path}: {error}") from None


def read_seed_clauses() -> tuple[SeedClause, ...]:
    return msgspec.json.decode(_CLAUSES_FILE.read_bytes(), type=_ClausesFile).clauses


class Published(NamedTuple):
    """How much there is: of plans together, and how often clauses were published."""

    plans: int
    clauses: int


class MongoCatalog:
    """Implements `CatalogSource`. Once a second it asks one row whether anything was published, and
    reads only what is new then. Where the row does not tell, or tells of less than is known (an
    earlier backup was restored), it reads all."""

    def __init__(self, db: Database, zone: str) -> None:
        self._db = db
        self._zone = zone
        self._kept: Catalog | None = None
        self._published: Published | None = None
        self._read_at = 0.0

    async def current(self) -> Catalog:
        fresh = time.monotonic() - self._read_at < _FRESH_SECONDS
        if self._kept is None or not fresh:
            started = time.monotonic()
            self._kept = await self._brought_up_to_date(self._kept)
            self._read_at = started
        return self._kept

    def forget(self) -> None:
        self._read_at = 0.0

    async def _brought_up_to_date(self, kept: Catalog | None) -> Catalog:
        """The row first: what is published while the rest is read is found by it the next time."""
        known, now = self._published, await self._how_much()
        if kept is not None and now is not None and now == known:
            return kept
        grown = known is not None and now is not None and _covers(now, known)
        found = await self._read(kept if grown else None)
        if now is not None and found.plans.published < now.plans:
            found = await self._read(None)
        self._published = now
        return found

    async def _how_much(self) -> Published | None:
        """None where that cannot be told: clauses were not counted from the beginning on."""
        row = await self._db[d.PLAN_CATALOGUE].find_one({"_id": d.PLANS})
        return Published(row["published"], row["clauses"]) if row and "clauses" in row else None

    async def _read(self, kept: Catalog | None) -> Catalog:
        """What is beyond `kept`, added to it. Retirements first: what one moves members to was
        published before it."""
        before = kept or Catalog(plans=Plans(versions={}), zone=self._zone)
        retired = await self._retired(before.plans.retired)
        versions = await self._versions(
            d.PLAN_VERSIONS, "plan.code", PlanVersion, before.plans.versions
        )
        clauses = await self._versions(d.CLAUSES, "clause", ClauseVersion, before.clauses)
        plans = Plans(versions=versions, retired=retired)
        return Catalog(plans=plans, clauses=clauses, zone=self._zone)

    async def _retired(self, known: Mapping[str, Retirement]) -> dict[str, Retirement]:
        asked = {"_id": {"$nin": list(known)}}
        found = self._db[d.PLAN_RETIREMENTS].find(asked)
        return {**known, **{row["_id"]: d.item(row, Retirement) async for row in found}}

    async def _versions(
        self, collection: str, path: str, kind: type[V], known: Mapping[str, tuple[V, ...]]
    ) -> dict[str, tuple[V, ...]]:
        """`path`: to the code that a version is of."""
        found = defaultdict(list, {code: list(versions) for code, versions in known.items()})
        rows = self._db[collection].find(_beyond(path, known)).sort("version", ASCENDING)
        async for row in rows:
            item = d.item(row, kind)
            found[_code_of(item)].append(item)
        return {code: tuple(versions) for code, versions in sorted(found.items())}


def _beyond(path: str, known: Mapping[str, tuple[V, ...]]) -> dict[str, Any]:
    """Versions of what is known that came later, and all of what is not."""
    later = [(code, len(versions)) for code, versions in known.items()]
    newer: list[dict[str, Any]] = [{path: code, "version": {"$gt": last}} for code, last in later]
    return {"$or": [*newer, {path: {"$nin": list(known)}}]}


def _code_of(item: PlanVersion | ClauseVersion) -> str:
    return item.plan.code if isinstance(item, PlanVersion) else item.clause


def _covers(now: Published, known: Published) -> bool:
    return now.plans >= known.plans and now.clauses >= known.clauses
