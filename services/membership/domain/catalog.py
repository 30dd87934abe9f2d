"""Plans and clause versions: what decisions are made by, apart from the membership itself."""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both, several
from infra.kernel.text import LocalText
from services.membership.contract.views import Plan


class ClauseVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One published version. `hash` is the hash of its `ClausePublished` event."""

    clause: str
    version: int
    title: LocalText
    text: LocalText
    parameters: dict[str, Any]
    parameters_before: dict[str, Any]
    published_at: datetime
    effective_at: datetime
    adverse: bool
    hash: str = ""


class Catalog(msgspec.Struct, frozen=True, kw_only=True):
    """`clauses`: by code, versions in ascending order from 1."""

    plans: dict[str, Plan]
    clauses: dict[str, tuple[ClauseVersion, ...]] = {}

    def plan(self, code: str) -> Plan:
        """Raises InvalidInput, naming the plans there are."""
        if code not in self.plans:
            raise InvalidInput(
                both(
                    "没有 {code} 这个套餐；现有：{plans}。",
                    "There is no plan {code}; there are {plans}.",
                    code=code,
                    plans=several(sorted(self.plans)),
                ),
                field="plan",
                details={"allowed": sorted(self.plans)},
            )
        return self.plans[code]

    def versions(self, clause: str) -> tuple[ClauseVersion, ...]:
        return self.clauses.get(clause, ())

    def in_force(self, at: datetime) -> dict[str, int]:
        """For somebody who accepts everything at `at`: the version of each clause."""
        found = {}
        for code, versions in self.clauses.items():
            effective = [item.version for item in versions if item.effective_at <= at]
            if effective:
                found[code] = max(effective)
        return found
