"""Plans and clauses as they were published, kept in the process; and the files with which an empty
system begins."""

import time
from collections import defaultdict
from pathlib import Path

import msgspec
from pymongo import ASCENDING

from infra.kernel.text import LocalText
from infra.storage.mongo import Database
from services.membership.adapters import documents as d
from services.membership.contract.plans import Plan
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.catalog import (
    Catalog,
    ClauseVersion,
    Plans,
    PlanVersion,
    Retirement,
)
from services.membership.domain.terms.plans import PlansError, parse_plans

_FRESH_SECONDS = 1.0
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


class MongoCatalog:
    """Implements `CatalogSource`."""

    def __init__(self, db: Database, zone: str) -> None:
        self._db = db
        self._clauses = db[d.CLAUSES]
        self._zone = zone
        self._kept: Catalog | None = None
        self._read_at = 0.0

    async def current(self) -> Catalog:
        fresh = time.monotonic() - self._read_at < _FRESH_SECONDS
        if self._kept is None or not fresh:
            started = time.monotonic()
            plans, clauses = await self._read_plans(), await self._read_clauses()
            tripped = await self._read_tripped()
            self._kept = Catalog(plans=plans, clauses=clauses, zone=self._zone, tripped=tripped)
            self._read_at = started
        return self._kept

    def forget(self) -> None:
        self._kept = None

    async def _read_plans(self) -> Plans:
        """Retirements first: what one moves members to was published before it."""
        retired = {
            row["_id"]: d.item(row, Retirement) async for row in self._db[d.PLAN_RETIREMENTS].find()
        }
        found: dict[str, list[PlanVersion]] = defaultdict(list)
        async for row in self._db[d.PLAN_VERSIONS].find().sort("version", ASCENDING):
            item = d.item(row, PlanVersion)
            found[item.plan.code].append(item)
        return Plans(
            versions={code: tuple(known) for code, known in found.items()}, retired=retired
        )

    async def _read_tripped(self) -> dict[Cause, str]:
        found = self._db[d.BREAKER_TRIPS].find()
        return {Cause(row["_id"]): row["incident_id"] async for row in found}

    async def _read_clauses(self) -> dict[str, tuple[ClauseVersion, ...]]:
        found: dict[str, list[ClauseVersion]] = defaultdict(list)
        cursor = self._clauses.find().sort([("clause", ASCENDING), ("version", ASCENDING)])
        async for document in cursor:
            found[document["clause"]].append(d.item(document, ClauseVersion))
        return {code: tuple(versions) for code, versions in found.items()}
