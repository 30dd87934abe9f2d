"""Quotas: benefits of which there are so many a period.

What was used stays used through a change of plan: left is what the plan gives now, less that, and
never below nothing. It begins anew with each period that was paid for; in grace the period that is
over still counts. A freeze puts that off with the end of the period; a remedy gives everything
back, for the member could not use it, or waited for what was right.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import Either, both, either, several
from services.membership.contract.benefit_events import BenefitReturned, BenefitUsed
from services.membership.contract.commands import ReturnBenefit, UseBenefit
from services.membership.contract.errors import QuotaUsedUp
from services.membership.contract.event_types import body_of
from services.membership.contract.plans import Benefit, BenefitKind, HeldBenefit, Plan
from services.membership.domain.aggregate.lifecycle import (
    refusal,
    require_live,
    require_no_hold,
)
from services.membership.domain.aggregate.parts import (
    Usage,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.periods.period import running_period
from services.membership.domain.recording.ledger import require_reference
from services.membership.domain.recording.recorder import Recorder

_UNBOUNDED: Mapping[str, int] = {}
_NONE_USED: Mapping[str, int] = {}
_SLACK = timedelta(hours=12)
"""Ends may have moved by an hour at a change of the clock; no period is as short."""


def held_benefits(
    state: Membership, plan: Plan, at: datetime, scope: Mapping[str, int] = _UNBOUNDED
) -> tuple[HeldBenefit, ...]:
    """The plan's benefits with what is left of them at `at`. `scope`: what of each order they apply
    to at most, in minor units, where a clause says so."""
    return tuple(_held(one, state, plan, at, scope.get(one.code)) for one in plan.benefits)


def _held(
    benefit: Benefit, state: Membership, plan: Plan, at: datetime, up_to: int | None
) -> HeldBenefit:
    quota = benefit.kind is BenefitKind.QUOTA
    return HeldBenefit(
        code=benefit.code,
        kind=benefit.kind,
        name=benefit.name,
        value=benefit.value,
        left=left_of(benefit, state, plan, at) if quota else None,
        resets_at=_resets_at(state, plan, at) if quota and at < state.period_end else None,
        up_to=up_to,
    )


def left_of(benefit: Benefit, state: Membership, plan: Plan, at: datetime) -> int:
    """Of a quota."""
    used, gifts = _used(state, plan, at), _gifts(state, plan, at)
    return max(int(benefit.value) + gifts.get(benefit.code, 0) - used.get(benefit.code, 0), 0)


def _used(state: Membership, plan: Plan, at: datetime) -> Mapping[str, int]:
    """By code, in the period that runs at `at`, or in the last one while there is no other."""
    return usage.used if (usage := _usage(state, plan, at)) else _NONE_USED


def _gifts(state: Membership, plan: Plan, at: datetime) -> Mapping[str, int]:
    return usage.gifts if (usage := _usage(state, plan, at)) else _NONE_USED


def _usage(state: Membership, plan: Plan, at: datetime) -> Usage | None:
    usage = state.usage
    if usage is None or usage.resets_at <= running_period(state, plan, at).begin + _SLACK:
        return None
    return usage


def _resets_at(state: Membership, plan: Plan, at: datetime) -> datetime:
    return running_period(state, plan, at).end


class QuotaStand(NamedTuple):
    """Of one quota of a member's plan, in the period that runs. `value`: what the plan gives."""

    benefit: Benefit
    value: int
    used: int
    gifts: int
    resets_at: datetime


def stand_of(recorder: Recorder, code: str) -> QuotaStand:
    """Raises InvalidInput: the plan has no such quota."""
    state, at = recorder.state, recorder.now
    plan = recorder.catalog.held(state)
    benefit = _quota(plan.benefits, code)
    return QuotaStand(
        benefit=benefit,
        value=int(benefit.value),
        used=_used(state, plan, at).get(code, 0),
        gifts=_gifts(state, plan, at).get(code, 0),
        resets_at=_resets_at(state, plan, at),
    )


def quotas_of(plan: Plan) -> tuple[Benefit, ...]:
    return tuple(one for one in plan.benefits if one.kind is BenefitKind.QUOTA)


def use(recorder: Recorder, command: UseBenefit) -> None:
    """
    Raises:
        QuotaUsedUp: less than `count` is left; says how much, and when it begins anew.
    """
    state, at = recorder.state, recorder.now
    require_live(state, Either("使用权益", "Using a benefit"))
    require_no_hold(state, Either("使用权益", "Using a benefit"))
    plan = recorder.catalog.held(state)
    benefit = _quota(plan.benefits, command.benefit)
    require_reference(command.use_id, "useId")
    if command.count < 1:
        raise InvalidInput(both("count 至少为 1。", "count is at least 1."), field="count")
    left, resets_at = left_of(benefit, state, plan, at), _resets_at(state, plan, at)
    if left < command.count:
        raise _used_up(benefit, left, resets_at if at < resets_at else None)
    recorder.record(
        BenefitUsed(
            benefit=benefit.code,
            count=command.count,
            used=_used(state, plan, at).get(benefit.code, 0) + command.count,
            left=left - command.count,
            use_id=command.use_id,
            resets_at=resets_at,
        )
    )


def _quota(benefits: Iterable[Benefit], code: str) -> Benefit:
    quotas = {one.code: one for one in benefits if one.kind is BenefitKind.QUOTA}
    if code not in quotas:
        raise InvalidInput(
            both(
                "这个套餐没有按次数的权益 {code}；有：{quotas}。",
                "The plan has no quota {code}; it has {quotas}.",
                code=code,
                quotas=several(sorted(quotas)),
            ),
            field="benefit",
            details={"allowed": sorted(quotas)},
        )
    return quotas[code]


def _used_up(benefit: Benefit, left: int, resets_at: datetime | None) -> QuotaUsedUp:
    details: dict[str, object] = {"benefit": benefit.code, "left": left}
    if resets_at is not None:
        details["resets_at"] = resets_at.isoformat()
        said = both(
            "「{benefit}」余量不足，还剩 {left}；{at} 起重新计算。",
            "There is not enough of {benefit}: {left} left. It begins anew on {at}.",
            benefit=either(benefit.name),
            left=left,
            at=resets_at,
        )
    else:
        said = both(
            "「{benefit}」余量不足，还剩 {left}；续费后重新计算。",
            "There is not enough of {benefit}: {left} left. It begins anew when you renew.",
            benefit=either(benefit.name),
            left=left,
        )
    return QuotaUsedUp(said, field="count", details=details)


def give_back(recorder: Recorder, command: ReturnBenefit, history: Sequence[EventEnvelope]) -> None:
    """What was used under `use_id`, within the period in which it was used.

    Raises:
        NotFound: nothing was used under that id.
        NotAllowed: it has begun anew since.
    """
    version, event = _use_named(recorder.history_after(history), command.use_id)
    state, plan = recorder.state, recorder.catalog.held(recorder.state)
    used = _used(state, plan, recorder.now).get(event.benefit, 0)
    gifts = _gifts(state, plan, recorder.now).get(event.benefit, 0)
    if state.usage is None or version < state.usage.since or used < event.count:
        raise refusal(
            state,
            both(
                "该权益此后已重新计算，无须退还。",
                "The quota has begun anew since, so there is nothing to give back.",
            ),
        )
    recorder.record(
        BenefitReturned(
            benefit=event.benefit,
            count=event.count,
            used=used - event.count,
            left=max(_value(plan, event.benefit) + gifts - used + event.count, 0),
            use_id=command.use_id,
        )
    )


def _use_named(history: Iterable[EventEnvelope], use_id: str) -> tuple[int, BenefitUsed]:
    """With its version in the history."""
    for envelope in history:
        event = body_of(envelope) if envelope.type == BenefitUsed.__name__ else None
        if isinstance(event, BenefitUsed) and event.use_id == use_id:
            return envelope.version, event
    raise NotFound(
        both("没有使用记录 {id}。", "Nothing was used under the id {id}.", id=use_id),
        field="useId",
    )


def _value(plan: Plan, code: str) -> int:
    """Nothing where the plan has no such quota."""
    return sum(int(one.value) for one in plan.benefits if one.code == code)
