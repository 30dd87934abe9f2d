"""Plans and clause versions: what decisions are made by, apart from the membership itself."""

from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both, several
from infra.kernel.text import LocalText
from services.membership.contract.plans import Plan


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
        found = {code: _in_force(versions, at) for code, versions in self.clauses.items()}
        return {code: item.version for code, item in found.items() if item}

    def bases(self, clause: str, now: datetime, until: datetime) -> tuple[ClauseVersion, ...]:
        """The versions that are in force at some time from now until just before `until`: what a
        version that takes effect then is measured against."""
        versions = self.versions(clause)
        changes = (item.effective_at for item in versions if now < item.effective_at < until)
        found = [_in_force(versions, at) for at in (now, *changes)]
        return tuple({item.version: item for item in found if item}.values())

    def coming(self, at: datetime) -> tuple[ClauseVersion, ...]:
        """Published, and to be in force at some time after `at`."""
        return tuple(
            item
            for versions in self.clauses.values()
            for item in versions
            if item.effective_at > at and _in_force(versions, item.effective_at) is item
        )


def _in_force(versions: tuple[ClauseVersion, ...], at: datetime) -> ClauseVersion | None:
    """The newest of those that are effective."""
    effective = [item for item in versions if item.effective_at <= at]
    return max(effective, key=lambda item: item.version, default=None)
