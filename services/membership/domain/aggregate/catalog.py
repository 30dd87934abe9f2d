"""Plans and clause versions: what decisions are made by, apart from the membership itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both, several
from infra.kernel.text import LocalText
from services.membership.contract.periods import Period
from services.membership.contract.plans import Plan, PlanDifference
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.state import EPOCH, Membership


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


NEWEST = 1_000_000_000
"""As the version of a plan: whichever is the last."""


class PlanVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One published version of a plan. `hash` is the hash of its `PlanPublished` event.
    `declared_adverse`: staff called it so, though it neither costs more nor gives less.
    `differences`: from the version that was in force."""

    plan: Plan
    version: int = 1
    published_at: datetime = EPOCH
    effective_at: datetime = EPOCH
    adverse: bool = False
    declared_adverse: bool = False
    differences: tuple[PlanDifference, ...] = ()
    hash: str = ""


class Retirement(msgspec.Struct, frozen=True, kw_only=True):
    """From `effective_at` on nobody joins the plan, and its members move to another as they
    renew."""

    moves_to: str
    effective_at: datetime
    retired_at: datetime = EPOCH


class Plans(msgspec.Struct, frozen=True, kw_only=True):
    """All versions of all plans there ever were: by code, in ascending order from 1."""

    versions: dict[str, tuple[PlanVersion, ...]]
    retired: dict[str, Retirement] = {}

    @property
    def published(self) -> int:
        """How much there is: it only grows, so it tells an older view of it from a newer."""
        return sum(map(len, self.versions.values())) + len(self.retired)

    def known_at(self, at: datetime) -> "Plans":
        """As they were published by then. The first versions were there before they had one."""
        return Plans(
            versions={
                code: (known[0], *(one for one in known[1:] if one.published_at <= at))
                for code, known in self.versions.items()
            },
            retired={code: one for code, one in self.retired.items() if one.retired_at <= at},
        )

    def of(self, code: str, version: int) -> Plan:
        """As it is held. Readers never fail: what a history names and nobody knows any more is a
        plan without benefits."""
        known = self.versions.get(code) or (_forgotten(code),)
        return known[min(version, len(known)) - 1].plan

    def current(self, code: str, at: datetime) -> PlanVersion:
        """What somebody has who comes to the plan at `at`."""
        known = self.versions.get(code) or (_forgotten(code),)
        return _in_force(known, at) or known[0]

    def on_offer(self, at: datetime) -> dict[str, PlanVersion]:
        """What can be joined, by code."""
        found = {code: self._on_offer(code, at) for code in self.versions}
        return {code: item for code, item in found.items() if item}

    def _on_offer(self, code: str, at: datetime) -> PlanVersion | None:
        known = self.versions.get(code, ())
        return None if self._gone(code, at) else _in_force(known, at)

    def successor(self, code: str, at: datetime) -> PlanVersion:
        """What somebody is offered who had this plan: where it is retired, what replaces it."""
        while self._gone(code, at):
            code = self.retired[code].moves_to
        return self.current(code, at)

    def _gone(self, code: str, at: datetime) -> bool:
        return code in self.retired and self.retired[code].effective_at <= at

    def offered(self, code: str, at: datetime) -> PlanVersion:
        """Raises InvalidInput, naming the plans there are."""
        if (found := self._on_offer(code, at)) is not None:
            return found
        offers = sorted(self.on_offer(at))
        raise InvalidInput(
            both(
                "没有 {code} 这个套餐；现有：{plans}。",
                "There is no plan {code}; there are {plans}.",
                code=code,
                plans=several(offers),
            ),
            field="plan",
            details={"allowed": offers},
        )


def _forgotten(code: str) -> PlanVersion:
    nothing = Plan(
        code=code,
        name=LocalText(zh=code, en=code),
        rank=0,
        price=0,
        period=Period(days=30),
        grace_hours=24,
        discount="1",
        falls_to=None,
        benefits=(),
    )
    return PlanVersion(plan=nothing)


class Catalog(msgspec.Struct, frozen=True, kw_only=True):
    """`clauses`: by code, versions in ascending order from 1. `zone`: the operator's. `tripped`: of
    which causes changes for the worse are deferred, each with its incident."""

    plans: Plans
    clauses: dict[str, tuple[ClauseVersion, ...]] = {}
    zone: str = "UTC"
    tripped: dict[Cause, str] = {}

    def as_of(self, at: datetime) -> "Catalog":
        """With the plans as they were published by then."""
        return msgspec.structs.replace(self, plans=self.plans.known_at(at))

    def held(self, state: Membership) -> Plan:
        """The plan as this member holds it: what the membership costs and gives."""
        return self.plans.of(state.plan, state.plan_version)

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


def first_versions(plans: Iterable[Plan]) -> Plans:
    """A catalogue that begins with these."""
    return Plans(versions={plan.code: (PlanVersion(plan=plan),) for plan in plans})


V = TypeVar("V", ClauseVersion, PlanVersion)


def _in_force(versions: tuple[V, ...], at: datetime) -> V | None:
    """The newest of those that are effective."""
    effective = [item for item in versions if item.effective_at <= at]
    return max(effective, key=lambda item: item.version, default=None)
