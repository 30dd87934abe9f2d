"""What can be had: plans and their benefits. Amounts in minor units."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from infra.kernel.text import LocalText
from services.membership.contract.periods import NOT_SAID, Period


class BenefitKind(StrEnum):
    BOOLEAN = "BOOLEAN"
    RATE = "RATE"
    QUOTA = "QUOTA"


BENEFIT = "benefit"


class Benefit(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: a bool, a rate such as "0.80" (what is paid of the full price), or a count."""

    code: str
    kind: BenefitKind
    name: LocalText
    value: bool | int | str


class HeldBenefit(Benefit, frozen=True, kw_only=True):
    """As a member has it: what is left of a quota in this period, and when it begins anew; none of
    other kinds. In grace a quota begins anew when the membership is renewed. `up_to`: of each
    order it applies to so much, in minor units; none: to all of it."""

    left: int | None = None
    resets_at: datetime | None = None
    up_to: int | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`discount` as a decimal string: "0.80" means that 80 % of the full price is paid.
    `falls_to`: the plan that a clause downgrades to; none means no membership below it.
    `period_days`: how the length of a period was written before there were calendar periods; it is
    read, and never written.

    Raises:
        ValueError: the length of a period is not said.
    """

    code: str
    name: LocalText
    rank: int
    price: int
    period: Period = NOT_SAID
    period_days: int | msgspec.UnsetType = msgspec.UNSET
    grace_hours: int
    discount: str
    falls_to: str | None
    benefits: tuple[Benefit, ...]

    def __post_init__(self) -> None:
        if self.period_days is not msgspec.UNSET and self.period is NOT_SAID:
            msgspec.structs.force_setattr(self, "period", Period(days=self.period_days))
        msgspec.structs.force_setattr(self, "period_days", msgspec.UNSET)
        if self.period is NOT_SAID:
            raise ValueError('a plan needs a period, such as {"months": 1}')


class PlanDifference(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two versions. `field`: of `Plan`, or `BENEFIT`, then `benefit` is its
    code and `name` its name. `before` or `after` none: it was not there, or is no more.
    `worse`: for who holds it: it costs more or gives less, or that cannot be told."""

    field: str
    before: Any
    after: Any
    worse: bool
    benefit: str = ""
    name: LocalText | None = None


class PlansView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`plans`: on offer, by rank. `past`: those that can only be held still, or not be had yet."""

    plans: tuple[Plan, ...]
    currency: str
    past: tuple[Plan, ...] = ()
