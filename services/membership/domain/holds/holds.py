"""Holds block entitlement without ending the membership.

The period stands still under a hold whose time is given back; under `NEW_DEVICE` it runs, for one
second factor releases it at once.
"""

from datetime import datetime, timedelta

from infra.kernel.errors import InvalidInput, SecondFactorRequired
from infra.kernel.sentences import Either, both, either
from services.membership.contract import events as e
from services.membership.contract import hold_events
from services.membership.contract.commands import (
    ExtendFreeze,
    Freeze,
    PlaceStaffHold,
    ReleaseHold,
)
from services.membership.contract.hold_events import Hold
from services.membership.contract.words import Cause, HoldKind, Lifecycle, ReleaseBy
from services.membership.domain.aggregate.lifecycle import refusal, require_live
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.wording.speech import HOLD_NAMES
from services.shared.callers import ActorKind

NEW_DEVICE_LATEST = timedelta(hours=72)
LONGEST_FREEZE = timedelta(days=30)


def place(recorder: Recorder, hold: Hold, what: Either, at: datetime | None = None) -> None:
    """Raises NotAllowed when there is one of the kind already, or nothing to hold."""
    require_live(recorder.state, what)
    if recorder.state.hold(hold.kind):
        raise refusal(
            recorder.state,
            both("已有{hold}。", "There is {hold} already.", hold=either(HOLD_NAMES[hold.kind])),
        )
    recorder.record(
        hold_events.HoldPlaced(hold=hold),
        cause=hold.cause,
        at=at,
    )


def freeze(recorder: Recorder, command: Freeze) -> None:
    _check_length(timedelta(hours=command.hours))
    hold = Hold(
        kind=HoldKind.MEMBER_FREEZE,
        cause=Cause.MEMBER_FROZE,
        owner="MEMBER",
        released_by=ReleaseBy.SECOND_FACTOR,
        placed_at=recorder.now,
        latest_release=recorder.now + timedelta(hours=command.hours),
        stops_period=True,
    )
    place(recorder, hold, Either("冻结", "A freeze"))


def extend_freeze(recorder: Recorder, command: ExtendFreeze) -> None:
    hold = recorder.state.hold(HoldKind.MEMBER_FREEZE)
    if hold is None or hold.latest_release is None:
        raise refusal(recorder.state, both("没有可以延长的冻结。", "There is no freeze to extend."))
    if command.hours < 1:
        raise InvalidInput(both("hours 至少为 1。", "hours is at least 1."), field="hours")
    _check_length(timedelta(hours=command.hours))  # before it is added: the calendar has an end
    latest = hold.latest_release + timedelta(hours=command.hours)
    _check_length(latest - hold.placed_at)
    recorder.record(hold_events.HoldExtended(kind=hold.kind, latest_release=latest))


def _check_length(length: timedelta) -> None:
    if not timedelta(0) < length <= LONGEST_FREEZE:
        raise InvalidInput(
            both(
                "冻结时长合计为 1 小时至 {days} 天。",
                "A freeze lasts from 1 hour to {days} days in all.",
                days=LONGEST_FREEZE.days,
            ),
            field="hours",
        )


def place_new_device_hold(recorder: Recorder, until: datetime) -> None:
    hold = Hold(
        kind=HoldKind.NEW_DEVICE,
        cause=Cause.NEW_DEVICE,
        owner="SECURITY",
        released_by=ReleaseBy.SECOND_FACTOR,
        placed_at=recorder.now,
        latest_release=until,
        stops_period=False,
    )
    place(recorder, hold, Either("新设备保护", "The new-device protection"))


def place_staff_hold(recorder: Recorder, command: PlaceStaffHold) -> None:
    if recorder.actor.kind != ActorKind.STAFF:
        raise refusal(
            recorder.state, both("只有工作人员可以这样冻结。", "Only staff place this hold.")
        )
    if command.until is not None and command.until <= recorder.now:
        raise InvalidInput(both("until 须在将来。", "until must be in the future."), field="until")
    hold = Hold(
        kind=HoldKind.STAFF,
        cause=Cause.STAFF_ACTION,
        owner="STAFF",
        released_by=ReleaseBy.STAFF,
        placed_at=recorder.now,
        latest_release=command.until,
        stops_period=True,
        reason=checked_reason(command.reason),
    )
    place(recorder, hold, Either("客服冻结", "A staff hold"))


def release(recorder: Recorder, command: ReleaseHold) -> None:
    """By the member with a second factor, or by staff with a reason.

    The device on which a second factor released a new-device hold is known from then on.
    """
    hold = recorder.state.hold(command.kind)
    if hold is None:
        raise refusal(
            recorder.state,
            both(
                "没有{hold}可以解除。",
                "There is no such hold to release: {hold}.",
                hold=either(HOLD_NAMES[command.kind]),
            ),
        )
    if recorder.actor.kind == ActorKind.STAFF:
        end_hold(recorder, hold, "STAFF", recorder.now, checked_reason(command.reason))
        return
    if hold.released_by is ReleaseBy.STAFF:
        raise refusal(
            recorder.state,
            both(
                "{hold}只能由工作人员解除。",
                "Only staff release {hold}.",
                hold=either(HOLD_NAMES[hold.kind]),
            ),
        )
    if recorder.by is None or not recorder.by.second_factor:
        raise SecondFactorRequired(
            both(
                "解除{hold}需要二次验证：请先获取验证码（requestCode），再一并提交。",
                "Releasing {hold} needs a second factor: ask for a code (requestCode) "
                "and send it along.",
                hold=either(HOLD_NAMES[hold.kind]),
            )
        )
    end_hold(recorder, hold, "SECOND_FACTOR", recorder.now)
    if recorder.by.device_id:
        seen = e.ActivitySeen(at=recorder.now, device_id=recorder.by.device_id, trusted=True)
        recorder.record(seen)


def end_hold(
    recorder: Recorder,
    hold: Hold,
    how: str,
    at: datetime,
    reason: str = "",
    *,
    confirmed: bool = False,
    used: timedelta = timedelta(0),
) -> None:
    """Releases, and gives back the time for which the period stood still; while we were away it
    stood still, too. `confirmed`: what it was placed for is so, and its time is not given back;
    `used`: so much of it neither, for the member had the benefits."""
    state, released_at = recorder.state, recorder.happens_at(at)
    stood = timedelta(0) if confirmed else _credit(recorder, hold, released_at)
    credit = max(stood - used, timedelta(0))
    in_grace = state.lifecycle is Lifecycle.GRACE and state.grace_until is not None
    grace = state.grace_until + credit if in_grace and state.grace_until else state.grace_until
    recorder.record(
        hold_events.HoldReleased(
            kind=hold.kind,
            how=how,
            held_seconds=int((released_at - hold.placed_at).total_seconds()),
            credited_seconds=int(credit.total_seconds()),
            period_end=state.period_end + credit,
            grace_until=grace,
            reason=reason,
            confirmed=confirmed,
        ),
        cause=hold.cause,
        at=at,
    )


def _credit(recorder: Recorder, hold: Hold, at: datetime) -> timedelta:
    """The whole standstill, once the last hold that stops the period is released."""
    state = recorder.state
    others = any(h.stops_period for h in state.holds if h.kind is not hold.kind)
    over = state.cause is Cause.PAYMENT_REVERSED  # what was left is given back with the payment
    if state.clock_stopped_at is None or not hold.stops_period or others or over:
        return timedelta(0)
    return at - state.clock_stopped_at
