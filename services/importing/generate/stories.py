"""What happened to the made-up members: one function a story, all of them consistent with the
payments, orders and logins that follow from it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import msgspec

from services.membership.contract.periods import Period
from services.membership.contract.words import Cause, Lifecycle


class SamplePlan(msgspec.Struct, frozen=True):
    """The part of a plan that a story needs; `price` in minor units."""

    code: str
    price: int
    period: Period
    discount: str

    @property
    def length(self) -> timedelta:
        """The platform that they come from reckons in days."""
        return self.period.shortest


class PaidPeriod(msgspec.Struct, frozen=True):
    """Money for the period that starts at `pays_from`."""

    pays_from: datetime
    paid_at: datetime


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """`payments`, oldest first; the period is the last one that the platform's record knows."""

    plan: SamplePlan
    lifecycle: Lifecycle
    cause: Cause | None
    period_end: datetime
    auto_renew: bool
    balance: int
    last_login_at: datetime
    payments: tuple[PaidPeriod, ...]

    @property
    def period_start(self) -> datetime:
        return self.period_end - self.plan.length

    @property
    def member_since(self) -> datetime:
        return self.payments[0].pays_from

    def entitled_at(self, instant: datetime) -> bool:
        return self.member_since <= instant < self.period_end


class Storyteller:
    """Tells one member's story, as of `now`."""

    def __init__(self, rng: Random, plan: SamplePlan, now: datetime) -> None:
        self.rng, self.plan, self.now = rng, plan, now

    def later(self, least_days: float, most_days: float) -> datetime:
        seconds = self.rng.randrange(round(least_days * 86_400), round(most_days * 86_400))
        return self.now + timedelta(seconds=seconds)

    def active(self, period_end: datetime, *, auto_renew: bool, balance: int) -> Life:
        return self.life(
            lifecycle=Lifecycle.ACTIVE,
            period_end=period_end,
            auto_renew=auto_renew,
            balance=balance,
        )

    def life(
        self,
        *,
        lifecycle: Lifecycle,
        period_end: datetime,
        auto_renew: bool = False,
        balance: int = 0,
        cause: Cause | None = None,
    ) -> Life:
        seen_until = min(self.now, period_end)
        return Life(
            plan=self.plan,
            lifecycle=lifecycle,
            cause=cause,
            period_end=period_end,
            auto_renew=auto_renew,
            balance=balance,
            last_login_at=seen_until - timedelta(minutes=self.rng.randrange(10, 14 * 1440)),
            payments=self._payments(period_end),
        )

    def _payments(self, period_end: datetime) -> tuple[PaidPeriod, ...]:
        periods = self.rng.choices((1, 2, 3, 4, 6), (30, 30, 20, 10, 10))[0]
        starts = [period_end - self.plan.length * back for back in range(periods, 0, -1)]
        return tuple(PaidPeriod(start, start - self._minutes(1, 4 * 1440)) for start in starts)

    def _minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self.rng.randrange(least, most))

    def enough(self) -> int:
        return self.plan.price * self.rng.randrange(1, 6) + self.rng.randrange(0, 50) * 10

    def too_little(self) -> int:
        return self.rng.choice((0, self.rng.randrange(0, self.plan.price)))

    def paid_late(self, life: Life) -> Life:
        """Within grace: every renewal after the first came 2 to 20 hours after it was due."""
        first, *renewals = life.payments
        late = tuple(
            PaidPeriod(one.pays_from, one.pays_from + self._minutes(120, 1200)) for one in renewals
        )
        return msgspec.structs.replace(life, payments=(first, *late))

    def days_without_login(self, life: Life, least: int, most: int) -> Life:
        last = self.now - self._minutes(least * 1440, most * 1440)
        return msgspec.structs.replace(life, last_login_at=last)


def steady(tell: Storyteller) -> Life:
    return tell.active(tell.later(1.2, 30), auto_renew=True, balance=tell.enough())


def short_of_money(tell: Storyteller) -> Life:
    return tell.active(tell.later(1.2, 30), auto_renew=True, balance=tell.too_little())


def lapsing(tell: Storyteller) -> Life:
    return tell.active(tell.later(1.2, 30), auto_renew=False, balance=tell.too_little())


def paying_late(tell: Storyteller) -> Life:
    return tell.paid_late(tell.active(tell.later(2, 29), auto_renew=False, balance=0))


def inactive(tell: Storyteller) -> Life:
    return tell.days_without_login(steady(tell), 16, 29)


def in_grace(tell: Storyteller) -> Life:
    return tell.life(lifecycle=Lifecycle.GRACE, period_end=tell.later(-0.8, -0.05))


def lapsed(tell: Storyteller) -> Life:
    """Most of them lately, so that they can still appeal."""
    end = tell.later(-25, -2) if tell.rng.random() < 0.7 else tell.later(-200, -25)
    return tell.life(lifecycle=Lifecycle.EXPIRED, cause=Cause.LAPSED, period_end=end)


def payment_failed(tell: Storyteller) -> Life:
    return tell.life(
        lifecycle=Lifecycle.EXPIRED,
        cause=Cause.PAYMENT_FAILED,
        period_end=tell.later(-60, -2),
        auto_renew=True,
        balance=tell.too_little(),
    )


def cancelled(tell: Storyteller) -> Life:
    return tell.life(
        lifecycle=Lifecycle.CANCELLED,
        cause=Cause.MEMBER_CANCELLED,
        period_end=tell.later(-60, -2),
    )


def paid_but_not_recorded(tell: Storyteller) -> Life:
    """The record says lapsed; the payment for the next period was there in time."""
    life = lapsed(tell)
    paid = PaidPeriod(life.period_end, life.period_end - timedelta(hours=tell.rng.randrange(2, 48)))
    return msgspec.structs.replace(life, payments=(*life.payments, paid))


STORIES: dict[Callable[[Storyteller], Life], int] = {
    steady: 44,
    short_of_money: 13,
    lapsing: 16,
    paying_late: 8,
    inactive: 7,
    in_grace: 1,
    lapsed: 5,
    payment_failed: 2,
    cancelled: 3,
    paid_but_not_recorded: 1,
}
"""Members in a hundred."""
