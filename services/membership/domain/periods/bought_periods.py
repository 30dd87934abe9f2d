"""Which periods a membership has been paid for, what each was paid with, and where it lies now.

Worked out from the history when it is asked: what stopped or lengthened the membership moved the
periods that were paid for, too.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from infra.kernel.events import EventEnvelope
from services.membership.contract import events as e
from services.membership.contract import hold_events
from services.membership.contract import money_events as m
from services.membership.contract import staff_events as s
from services.membership.contract.erasure_events import MemberErased
from services.membership.contract.event_types import body_of
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.takeover_events import TakeoverReversed
from services.membership.contract.transfer_events import MembershipGiven, MembershipReceived
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.lifecycle import LIVE


class BoughtPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """`order_id`: of the payment that renewed; empty where the balance or a former platform paid.
    `price`: what it cost. `upgraded`: what upgrades within it cost, with when."""

    order_id: str
    price: int
    start: datetime
    end: datetime
    upgraded: tuple[tuple[datetime, int], ...] = ()

    def moved(self, by: timedelta) -> "BoughtPeriod":
        return replace(self, start=self.start + by, end=self.end + by)

    def longer(self, by: timedelta) -> "BoughtPeriod":
        return replace(self, end=self.end + by)

    @property
    def length(self) -> timedelta:
        return self.end - self.start


_Periods = list[BoughtPeriod]


def bought_periods(history: Iterable[EventEnvelope]) -> _Periods:
    """Those of the membership as it runs now, in order; none where it has run out. The last one
    ends where the membership does."""
    periods: _Periods = []
    for envelope in history:
        body = body_of(envelope)
        if (moves := _MOVES.get(type(body))) is not None:
            periods = moves(periods, body, envelope.happened_at)
    return periods


def _began(
    periods: _Periods,
    body: e.MembershipEnrolled | e.MembershipImported | MembershipReceived,
    at: datetime,
) -> _Periods:
    return [_period("", body.price, body.period_start, body.period_end)]


def _renewed(periods: _Periods, body: e.MembershipRenewed, at: datetime) -> _Periods:
    kept = periods if body.lifecycle_before in LIVE else []
    start = kept[-1].end if kept and body.continuous else body.period_start
    return [*kept, _period(body.order_id, body.price, start, body.period_end)]


def _over(periods: _Periods, body: e.Event, at: datetime) -> _Periods:
    return []


def _upgraded(periods: _Periods, body: e.MembershipUpgraded, at: datetime) -> _Periods:
    return [
        replace(one, upgraded=(*one.upgraded, (at, body.paid)))
        if one.start <= at < one.end
        else one
        for one in periods
    ]


def _period(order_id: str, price: int, start: datetime, end: datetime) -> BoughtPeriod:
    return BoughtPeriod(order_id=order_id, price=price, start=start, end=end)


def _stood_still(periods: _Periods, body: hold_events.HoldReleased, at: datetime) -> _Periods:
    """The running one is longer by the standstill, and those behind it begin later. The last one is
    longer also where it was over: then grace stood still."""
    if not periods:
        return []
    since = at - timedelta(seconds=body.held_seconds)
    time = body.period_end - periods[-1].end
    *before, last = (
        one.moved(time) if one.start > since else one.longer(time) if one.end >= since else one
        for one in periods
    )
    return [*before, replace(last, end=body.period_end)]


def _put_right(periods: _Periods, body: RemedyApplied, at: datetime) -> _Periods:
    if not periods:
        return [_period("", 0, body.period_start, body.period_end)]
    *before, last = periods
    return [*before, replace(last, end=body.period_end)]


def _granted(periods: _Periods, body: s.PlanGranted, at: datetime) -> _Periods:
    return [_period("", 0, body.period_start, body.period_end)] if body.begins else periods


def _merged(periods: _Periods, body: s.MergedFrom, at: datetime) -> _Periods:
    if body.takes:
        return [_period("", 0, body.period_start, body.period_end)]
    return _longer(periods, body, at) if body.added_seconds else periods


def _longer(periods: _Periods, body: s.DaysGranted | s.MergedFrom, at: datetime) -> _Periods:
    """The running one, and those behind it begin later."""
    if not periods:
        return [_period("", 0, at, body.period_end)]
    time = body.period_end - periods[-1].end
    *before, last = (
        one.moved(time) if one.start > at else one.longer(time) if one.end >= at else one
        for one in periods
    )
    return [*before, replace(last, end=body.period_end)]


def _after_takeover(periods: _Periods, body: TakeoverReversed, at: datetime) -> _Periods:
    if not periods:
        return [_period("", 0, at, body.period_end)]
    *before, last = periods
    return [*before, replace(last, end=body.period_end)]


def _without(periods: _Periods, body: m.PeriodTakenBack, at: datetime) -> _Periods:
    """Those behind it begin earlier by what was taken."""
    index = _place_of(periods, body.order_id, at)
    earlier = body.period_end - periods[-1].end
    return [*periods[:index], *(one.moved(earlier) for one in periods[index + 1 :])]


def _place_of(periods: _Periods, order_id: str, at: datetime) -> int:
    """Of the period that the order paid; what a former platform was paid is the running one."""
    named = (i for i, one in enumerate(periods) if one.order_id == order_id)
    running = (i for i, one in enumerate(periods) if one.end > at)
    return next(named, next(running, 0))


def _given_back(periods: _Periods, body: m.MembershipReinstated, at: datetime) -> _Periods:
    kept = periods if body.lifecycle_before is not Lifecycle.EXPIRED else []
    start = kept[-1].end if kept else body.period_start
    return [*kept, _period(body.order_id, body.price, start, body.period_end)]


_MOVES: dict[type[e.Event], Callable[[_Periods, Any, datetime], _Periods]] = {
    e.MembershipEnrolled: _began,
    e.MembershipImported: _began,
    e.MembershipRenewed: _renewed,
    e.MembershipUpgraded: _upgraded,
    MembershipReceived: _began,
    MembershipGiven: _over,
    e.MembershipExpired: _over,
    RemedyApplied: _put_right,
    hold_events.HoldReleased: _stood_still,
    TakeoverReversed: _after_takeover,
    s.DaysGranted: _longer,
    s.PlanGranted: _granted,
    s.MembershipEnded: _over,
    s.MergedFrom: _merged,
    s.MergedInto: _over,
    MemberErased: _over,
    m.MembershipReversed: _over,
    m.PeriodTakenBack: _without,
    m.MembershipReinstated: _given_back,
}
"""What each event makes of the periods; given: the event, and when it happened."""
