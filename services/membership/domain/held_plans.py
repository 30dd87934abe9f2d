"""The plans file against what members hold: it may not take anything without an event."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from services.membership.contract.plans import Plan
from services.membership.domain.plans import PlansError

COUNTED = 1_000
"""Holders of a plan are counted up to here."""

_NAMED = 3
_TERMS = ("price", "period_days", "grace_hours", "discount", "falls_to", "rank")


class PlanTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What members hold by a plan, apart from its names. `benefits`: kind and value by code."""

    price: int
    period_days: int
    grace_hours: int
    discount: str
    falls_to: str | None
    rank: int
    benefits: dict[str, tuple[str, bool | int | str]]


def terms_of(plan: Plan) -> PlanTerms:
    return PlanTerms(
        **{field: getattr(plan, field) for field in _TERMS},
        benefits={one.code: (one.kind.value, one.value) for one in plan.benefits},
    )


def differences(recorded: PlanTerms, now: PlanTerms | None) -> list[str]:
    """Each as "what: from -> to"; none is a plan that the file lacks."""
    if now is None:
        return ["missing from the file"]
    return [*_of_terms(recorded, now), *_of_benefits(recorded.benefits, now.benefits)]


def _of_terms(recorded: PlanTerms, now: PlanTerms) -> Iterator[str]:
    for field in _TERMS:
        before, after = getattr(recorded, field), getattr(now, field)
        if before != after:
            yield f"{field}: {_said(before)} -> {_said(after)}"


def _of_benefits(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for code in sorted({*recorded, *now}):
        before, after = recorded.get(code), now.get(code)
        # compared as said: to Python, true and 1 are the same
        if _benefit(before) != _benefit(after):
            yield f"benefit {code}: {_benefit(before)} -> {_benefit(after)}"


def _benefit(held: tuple[str, bool | int | str] | None) -> str:
    return "none" if held is None else f"{held[0]} {_said(held[1])}"


def _said(value: bool | int | str | None) -> str:
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """A held plan that the file changes. `holders`: ids of members, up to `COUNTED` of them."""

    code: str
    differences: Sequence[str]
    holders: Sequence[str]


def refusal(found: Sequence[Contradiction]) -> PlansError:
    """One line: what differs, who holds it, and the ways out."""
    plans = "; ".join(_sentence(one) for one in found)
    return PlansError(
        f"PLANS_FILE contradicts what members hold: {plans}. "
        "Put the old values back, or give the changed plan a new code beside the old one."
    )


def _sentence(one: Contradiction) -> str:
    count = len(one.holders)
    many = f"{COUNTED:,} or more members" if count >= COUNTED else f"{count:,} members"
    named = ", ".join(sorted(one.holders)[:_NAMED])
    held = f"{'1 member' if count == 1 else many}: {named}"
    return f"plan {one.code} ({', '.join(one.differences)}), held by {held}"
