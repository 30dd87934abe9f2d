"""What follows from the periods that are paid for: whether the next one is paid already, and the
share of a price for what is left. What is quoted and what is charged are reckoned here."""

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import count
from typing import Protocol

import msgspec

from services.membership.contract.periods import PeriodAnchor
from services.membership.contract.plans import Plan
from services.membership.domain.periods.series import begin_of_last

_SECOND = timedelta(seconds=1)


class HeldPeriod(Protocol):
    """A membership, as a state or as others see it. `price`: what a period costs as it is held."""

    @property
    def price(self) -> int: ...
    @property
    def period_start(self) -> datetime: ...
    @property
    def period_end(self) -> datetime: ...
    @property
    def anchor(self) -> PeriodAnchor | None: ...


def paid_ahead(held: HeldPeriod, plan: Plan, at: datetime) -> bool:
    """Whether more than one whole period is left: the next one is paid for already."""
    return begin_of_last(plan.period, held.period_end, held.anchor) > at


class Running(msgspec.Struct, frozen=True):
    """The period that runs, or the last one; `ahead`: how many are paid for after it."""

    begin: datetime
    end: datetime
    ahead: int


def running_period(held: HeldPeriod, plan: Plan, at: datetime) -> Running:
    """Time that was given back makes the period longer that it was given in."""
    end, begin = held.period_end, begin_of_last(plan.period, held.period_end, held.anchor)
    for ahead in count():
        if begin <= at:
            return Running(begin, end, ahead)
        before = begin_of_last(plan.period, held.period_end, held.anchor, ahead + 2)
        if before < held.period_start <= at:
            return Running(held.period_start, end, ahead)
        end, begin = begin, before
    raise AssertionError("time has a beginning")


def periods_left(held: HeldPeriod, plan: Plan, at: datetime) -> Fraction:
    """How many periods of the plan are left at `at`: the one that runs by the seconds it has, and
    what is paid ahead."""
    running = running_period(held, plan, at)
    return running.ahead + share(running.end - at, running.end - running.begin)


def share(left: timedelta, period: timedelta) -> Fraction:
    """What is left of a period, by whole seconds; nothing of what is over."""
    return Fraction(max(left, timedelta(0)) // _SECOND, max(period // _SECOND, 1))


def prorated(price: int, periods: Fraction) -> int:
    """The price of so many periods, rounded down; nothing of what is negative."""
    return int(max(price, 0) * max(periods, Fraction(0)))


def upgrade_price(to: Plan, plan: Plan, held: HeldPeriod, at: datetime) -> int:
    """What moving up from `plan` costs at `at`."""
    return prorated(to.price - held.price, periods_left(held, plan, at))
