"""Plan, price and time that a loss took.

`RESTORE`: the plan and price from before the loss. While the loss lasts, with what was left of the
period when it began; once it is over, with the time out beside the period that runs. Days granted
count if they are more. `EXTEND`: the running period grows by the days granted. Days that are not
given are the days lost, each begun one counted whole. Time that was given back already (a hold's,
a late payment's) was not lost, nor was that for which the membership was restored meanwhile.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from infra.kernel.errors import NotAllowed
from infra.kernel.events import EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.growing import grows_from
from services.membership.domain.aggregate.lifecycle import live, refusal
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.explain.loss import Loss, bridged
from services.membership.domain.folding.evolve import fold
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.remedies.asked_part import AskedPart
from services.membership.domain.remedies.lifting import lift_wrong_holds


class Granted(msgspec.Struct, frozen=True, kw_only=True):
    """What the membership is to be after the remedy."""

    days: int
    plan: str
    plan_version: int
    price: int
    lifecycle: Lifecycle
    period_start: datetime
    period_end: datetime


def restore(recorder: Recorder, asked: AskedPart) -> None:
    """
    Raises:
        NotAllowed: there is nothing to restore; says what could be done.
    """
    history = asked.history_with(recorder)
    loss = asked.loss(recorder)
    days = asked.part.days if asked.part.days is not None else _days_lost(recorder, loss, history)
    lift_wrong_holds(recorder, asked)
    _record(recorder, asked, _restored(recorder, loss, history, days))


def extend(recorder: Recorder, asked: AskedPart) -> None:
    """
    Raises:
        NotAllowed: nothing runs that could be extended, or no days are known.
    """
    days = asked.part.days
    if days is None:
        history = asked.history_with(recorder)
        days = _days_lost(recorder, asked.loss(recorder), history)
    _record(recorder, asked, _extended(recorder, days))


def _days_lost(recorder: Recorder, loss: Loss | None, history: Sequence[EventEnvelope]) -> int:
    if loss is None:
        raise NotAllowed(
            both(
                "记录中没有失去会员的情况，须写明天数（EXTEND 和 days）。",
                "The history shows no loss, so say how many days: EXTEND with days.",
            )
        )
    return max(1, _whole_days(time_lost(loss, history, recorder.now)))


def time_lost(loss: Loss, history: Sequence[EventEnvelope], now: datetime) -> timedelta:
    ended = next((event for event in history if event.id == loss.ended_by), None)
    credited = ended.body.get("credited_seconds", 0) if ended else 0
    out = (loss.until or now) - loss.since - bridged(loss, now)
    return max(out - timedelta(seconds=credited), timedelta(0))


def _whole_days(time: timedelta) -> int:
    return math.ceil(time / timedelta(days=1))


def _extended(recorder: Recorder, days: int) -> Granted:
    state = recorder.state
    if not live(state):
        raise refusal(
            state,
            both(
                "只有有效的会员可以延长；RESTORE 可恢复会员。",
                "Only a running membership can be extended; RESTORE brings it back.",
            ),
        )
    end = grows_from(state, recorder.now) + timedelta(days=days)
    running = end > recorder.now
    return Granted(
        days=days,
        plan=state.plan,
        plan_version=state.plan_version,
        price=state.price,
        lifecycle=Lifecycle.ACTIVE if running else Lifecycle.GRACE,
        period_start=state.period_start,
        period_end=end,
    )


def _restored(
    recorder: Recorder, loss: Loss | None, history: Sequence[EventEnvelope], days: int
) -> Granted:
    state, now = recorder.state, recorder.now
    if loss is None:
        raise refusal(
            state,
            both(
                "记录中没有可恢复的损失；可用 EXTEND 增加天数。",
                "The history shows no loss to restore from; EXTEND gives days.",
            ),
        )
    before = state_before(state.member_id, history, loss)
    better = _better_held(recorder, before)
    left = max(before.period_end - loss.since - bridged(loss, now), timedelta(0))
    if loss.until is None:
        given = max(left, timedelta(days=days))
        end = max(now + given, state.period_end) if live(state) else now + given
    else:
        given = max(min(left, time_lost(loss, history, now)), timedelta(days=days))
        end = (max(state.period_end, now) if live(state) else now) + given
    return Granted(
        days=_whole_days(given),
        plan=better.plan,
        plan_version=better.plan_version,
        price=better.price,
        lifecycle=Lifecycle.ACTIVE,
        period_start=state.period_start if live(state) else now,
        period_end=end,
    )


def state_before(member_id: str, history: Sequence[EventEnvelope], loss: Loss) -> Membership:
    """The membership just before a loss began; an imported loss has only itself to go by."""
    began = next(i for i, event in enumerate(history) if event.id == loss.began_by)
    return fold(member_id, history[:began] or history[: began + 1])


def _better_held(recorder: Recorder, before: Membership) -> Membership:
    """The one from before, with its plan and price, unless the member has chosen a higher plan
    since."""
    state, held = recorder.state, recorder.catalog.held
    if not before.plan or held(state).rank > held(before).rank:
        return state
    return before


def _record(recorder: Recorder, asked: AskedPart, granted: Granted) -> None:
    command = asked.command
    recorder.record(
        RemedyApplied(
            remedy_id=command.remedy_id,
            appeal_number=command.appeal_number,
            kind=asked.part.kind,
            loss_cause=command.loss_cause,
            days=granted.days,
            plan=granted.plan,
            plan_version=granted.plan_version,
            lifecycle=granted.lifecycle,
            price=granted.price,
            period_start=granted.period_start,
            period_end=granted.period_end,
            reason=asked.reason,
        ),
        cause=command.loss_cause,
    )
