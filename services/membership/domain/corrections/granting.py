"""Days, a plan or money that staff give; money may be taken, too."""

from datetime import timedelta
from typing import Any

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Amount, Either, both, either
from services.membership.contract import staff_events as e
from services.membership.contract.rules import check_days
from services.membership.contract.staff_commands import AdjustBalance, GrantDays, GrantPlan
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.catalog import PlanVersion
from services.membership.domain.aggregate.growing import grows_from
from services.membership.domain.aggregate.lifecycle import (
    live,
    refusal,
    require_no_hold,
    require_no_takeover,
)
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.periods.series import Span, first_period
from services.membership.domain.recording.ledger import MOST, require_covered
from services.membership.domain.recording.recorder import Recorder

_GRANTING = Either("赠送套餐", "Granting a plan")


def grant_days(recorder: Recorder, command: GrantDays) -> None:
    """
    Raises:
        NotAllowed: none runs; a plan can be granted instead.
        InvalidInput: not so many days, or no reason.
    """
    check_days(command.days)
    state = recorder.state
    if not live(state):
        raise refusal(
            state,
            both(
                "没有在有效期内的会员可以延长；可以赠送套餐（grantPlan）。",
                "No membership runs that days could be added to; a plan can be granted instead "
                "(grantPlan).",
            ),
        )
    _require_no_check(state)
    grown = timedelta(days=command.days)
    end = grows_from(state, recorder.now) + grown
    over = state.lifecycle is Lifecycle.GRACE and end <= recorder.now
    recorder.record(
        e.DaysGranted(
            days=command.days,
            plan=state.plan,
            plan_version=state.plan_version,
            lifecycle=Lifecycle.GRACE if over else Lifecycle.ACTIVE,
            period_end=end,
            period_end_before=state.period_end,
            grace_until=state.grace_until + grown if over and state.grace_until else None,
            reason=checked_reason(command.reason),
            confirmed_by=command.confirmed_by,
        ),
        cause=Cause.STAFF_ACTION,
    )


def grant_plan(recorder: Recorder, command: GrantPlan) -> None:
    """
    Raises:
        NotAllowed: closed, held, or the plan is not above the one that runs.
        InvalidInput: no such plan, not so many days, or no reason.
    """
    state = recorder.state
    require_no_takeover(state, _GRANTING)
    require_no_hold(state, _GRANTING)
    _require_no_check(state)
    if state.lifecycle is Lifecycle.CLOSED:
        raise refusal(state, both("会员已注销。", "The membership is closed."))
    check_days(command.days)
    offer = recorder.catalog.plans.offered(command.plan, recorder.now)
    runs = state.lifecycle is Lifecycle.ACTIVE
    if runs:
        _require_above(recorder, offer, command)
    cheaper = live(state) and offer.plan.price <= state.price
    recorder.record(
        e.PlanGranted(
            plan=offer.plan.code,
            plan_version=offer.version,
            price=offer.plan.price,
            plan_before=state.plan,
            version_before=state.plan_version,
            begins=not runs,
            auto_renew=state.auto_renew and cheaper,
            **_period(recorder, offer, command.days),
            clauses={} if runs else recorder.catalog.in_force(recorder.now),
            reason=checked_reason(command.reason),
            confirmed_by=command.confirmed_by,
        ),
        cause=Cause.STAFF_ACTION,
    )


def _require_no_check(state: Membership) -> None:
    """What a member's own proof of payment brought back ends, or stays, with its check."""
    if state.claim is not None and state.claim.after_expiry:
        raise refusal(
            state,
            both(
                "会员凭付款凭证暂时有效；请先完成核查。",
                "It runs on the member's own proof of payment; settle that first.",
            ),
        )


def _require_above(recorder: Recorder, offer: PlanVersion, command: GrantPlan) -> None:
    held = recorder.catalog.held(recorder.state)
    if command.days is not None:
        raise InvalidInput(
            both(
                "会员在有效期内：套餐随本期，天数请另行赠送（grantDays）。",
                "A period runs, and the plan goes with it; grant days by themselves (grantDays).",
            ),
            field="days",
        )
    if offer.plan.rank <= held.rank:
        raise refusal(
            recorder.state,
            both(
                "{plan}的等级不高于{current}。",
                "{plan} is not above {current}.",
                plan=either(offer.plan.name),
                current=either(held.name),
            ),
        )


def _period(recorder: Recorder, offer: PlanVersion, days: int | None) -> dict[str, Any]:
    state, now = recorder.state, recorder.now
    if state.lifecycle is Lifecycle.ACTIVE:
        span = Span(state.period_start, state.period_end, state.anchor)
    else:
        span = first_period(offer.plan.period, now, recorder.zone)
    end = now + timedelta(days=days) if days is not None else span.end
    return {"period_start": span.start, "period_end": end, "anchor": span.anchor}


def adjust_balance(recorder: Recorder, command: AdjustBalance) -> None:
    """
    Raises:
        InsufficientBalance: with what is missing.
        InvalidInput: nothing, a mistake, or no reason.
    """
    state, after = recorder.state, recorder.state.balance + command.amount
    if not command.amount or abs(command.amount) > MOST or after > MOST:
        raise InvalidInput(
            both(
                "金额不能为零；调整后余额最多 {most}。",
                "amount is not zero, and the balance holds at most {most}.",
                most=Amount(MOST),
            ),
            field="amount",
        )
    require_covered(state.balance, -command.amount)
    recorder.record(
        e.BalanceAdjusted(
            amount=command.amount,
            balance_after=after,
            reason=checked_reason(command.reason),
            confirmed_by=command.confirmed_by,
        ),
        cause=Cause.STAFF_ACTION,
    )
