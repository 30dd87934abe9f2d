"""Enrol and renew.

A membership can be renewed ahead while at most one whole period is left, so that at most two are
ever paid for. In grace the new period starts where the old one ended, at the original price.
"""

from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import Conflict
from infra.kernel.sentences import Amount, Either, both
from services.membership.contract import events as e
from services.membership.contract.commands import Enrol, Renew, SetAutoRenew
from services.membership.contract.periods import Period
from services.membership.contract.plans import Plan
from services.membership.contract.words import Cause, Lifecycle, RenewedVia
from services.membership.domain.aggregate.lifecycle import (
    live,
    refusal,
    require_live,
    require_no_takeover,
)
from services.membership.domain.periods.period import paid_ahead
from services.membership.domain.periods.series import (
    Span,
    first_period,
    next_period,
)
from services.membership.domain.recording.ledger import debit
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import announced_to
from services.membership.domain.terms.terms import (
    Terms,
    bind,
    renewal_terms,
    terms_from,
)


def enrol(recorder: Recorder, command: Enrol) -> None:
    require_no_takeover(recorder.state, Either("开通会员", "Joining"))
    if live(recorder.state):
        raise refusal(
            recorder.state, both("会员已在有效期内。", "There is a running membership already.")
        )
    if recorder.state.lifecycle is Lifecycle.CLOSED:
        raise refusal(recorder.state, both("会员已注销。", "The membership is closed."))
    offer = recorder.catalog.plans.offered(command.plan, recorder.now)
    plan = offer.plan
    debit(recorder, plan.price, "ENROL", plan.code)
    first = first_period(plan.period, recorder.now, recorder.zone)
    recorder.record(
        e.MembershipEnrolled(
            plan=plan.code,
            plan_version=offer.version,
            price=plan.price,
            period_start=first.start,
            period_end=first.end,
            auto_renew=command.auto_renew,
            clauses=recorder.catalog.in_force(recorder.now),
            coming=announced_to(recorder.state, recorder.catalog, recorder.now),
            anchor=first.anchor,
        )
    )


def set_auto_renew(recorder: Recorder, command: SetAutoRenew) -> None:
    what = Either("自动续费", "Automatic renewal")
    require_live(recorder.state, what)
    require_no_takeover(recorder.state, what)
    if recorder.state.auto_renew is not command.on:
        recorder.record(e.AutoRenewSet(on=command.on))


def renew(recorder: Recorder, command: Renew) -> None:
    state = recorder.state
    require_live(state, Either("续费", "Renewing"))
    price = renewal_terms(state, recorder.catalog).price
    if command.expected_price is not None and command.expected_price != price:
        raise Conflict(
            both(
                "现价为 {price}，请核对后再确认。",
                "The price is {price} now; look at it and confirm again.",
                price=Amount(price),
            ),
            field="expectedPrice",
            details={"price": price},
        )
    if not may_renew_ahead(recorder):
        raise refusal(
            state,
            both("已预付超过一个完整周期。", "More than one whole period is paid for already."),
        )
    charge_and_renew(recorder, RenewedVia.MEMBER)


def may_renew_ahead(recorder: Recorder) -> bool:
    state = recorder.state
    return state.ahead is None and not paid_ahead(state, _plan(recorder), recorder.now)


def _plan(recorder: Recorder) -> Plan:
    return recorder.catalog.held(recorder.state)


class PaymentTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a renewal owes to the way in which it was paid. `begins` none: the new period follows
    on the last one."""

    order_id: str = ""
    paid_at: datetime | None = None
    credited: timedelta = timedelta(0)
    cause: Cause | None = None
    begins: datetime | None = None


def charge_and_renew(
    recorder: Recorder,
    via: RenewedVia,
    at: datetime | None = None,
    paid: PaymentTerms | None = None,
    terms: Terms | None = None,
) -> None:
    """Debits the price and adds a period. `terms` none: those that are due for it.

    Raises:
        InsufficientBalance: nothing was recorded.
    """
    paid = paid or PaymentTerms()
    state, now = recorder.state, recorder.happens_at(at or recorder.now)
    start = paid.begins or state.next_period_begins(now)
    terms = terms or terms_from(state, recorder.catalog, start)
    new = _period_from(recorder, start, terms.plan.period)
    debit(recorder, terms.price, "RENEWAL", paid.order_id or via.value, at)
    if start <= now:
        bind(recorder, terms, at)
    recorder.record(
        e.MembershipRenewed(
            via=via,
            plan=terms.plan.code,
            plan_version=terms.version,
            price=terms.price,
            order_id=paid.order_id,
            period_start=start,
            period_end=new.end + paid.credited,
            continuous=start == state.period_end,
            credited_seconds=int(paid.credited.total_seconds()),
            lifecycle_before=state.lifecycle or Lifecycle.ACTIVE,
            gap_since=state.ended_at if paid.begins and start != state.period_end else None,
            paid_at=paid.paid_at or recorder.happens_at(at or recorder.now),
            anchor=new.anchor,
        ),
        cause=paid.cause,
        at=at,
    )


def _period_from(recorder: Recorder, start: datetime, period: Period) -> Span:
    """Where it does not follow on the last one, a series begins."""
    state = recorder.state
    if start != state.period_end:
        return first_period(period, start, recorder.zone)
    return next_period(period, start, state.anchor, recorder.zone)
