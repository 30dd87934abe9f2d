"""Holds block entitlement without ending the membership.

The period stands still under a member's freeze and a staff hold, whose time is given back; under
`NEW_DEVICE` it runs, for one second factor releases it at once.
"""

from datetime import datetime, timedelta

from infra.kernel.errors import InvalidInput, SecondFactorRequired
from infra.kernel.events import ActorKind
from infra.kernel.text import without_contacts
from services.membership.contract import events as e
from services.membership.contract.commands import (
    ExtendFreeze,
    Freeze,
    PlaceStaffHold,
    ReleaseHold,
)
from services.membership.contract.events import Hold
from services.membership.contract.words import Cause, HoldKind, Lifecycle, ReleaseBy
from services.membership.domain.decision import FILLED_IN, Decision
from services.membership.domain.lifecycle import refusal, require_live

NEW_DEVICE_LATEST = timedelta(hours=72)
LONGEST_FREEZE = timedelta(days=30)


def place(decision: Decision, hold: Hold, what: str) -> None:
    """Raises NotAllowed when there is one of the kind already, or nothing to hold."""
    require_live(decision.state, what)
    if decision.state.hold(hold.kind):
        raise refusal(decision.state, f"There is a {hold.kind.value} hold already.")
    decision.record(
        e.HoldPlaced(hold=hold, benefits_before=FILLED_IN, benefits_after=FILLED_IN),
        cause=hold.cause,
    )


def freeze(decision: Decision, command: Freeze) -> None:
    _check_length(timedelta(hours=command.hours))
    hold = Hold(
        kind=HoldKind.MEMBER_FREEZE,
        cause=Cause.MEMBER_FROZE,
        owner="MEMBER",
        released_by=ReleaseBy.SECOND_FACTOR,
        placed_at=decision.now,
        latest_release=decision.now + timedelta(hours=command.hours),
        stops_period=True,
    )
    place(decision, hold, "A freeze")


def extend_freeze(decision: Decision, command: ExtendFreeze) -> None:
    hold = decision.state.hold(HoldKind.MEMBER_FREEZE)
    if hold is None or hold.latest_release is None:
        raise refusal(decision.state, "There is no freeze to extend.")
    if command.hours < 1:
        raise InvalidInput("hours must be at least 1.", field="hours")
    _check_length(timedelta(hours=command.hours))  # before it is added: the calendar has an end
    latest = hold.latest_release + timedelta(hours=command.hours)
    _check_length(latest - hold.placed_at)
    decision.record(e.HoldExtended(kind=hold.kind, latest_release=latest))


def _check_length(length: timedelta) -> None:
    if not timedelta(0) < length <= LONGEST_FREEZE:
        raise InvalidInput(
            f"A freeze lasts from 1 hour to {LONGEST_FREEZE.days} days in all.", field="hours"
        )


def place_new_device_hold(decision: Decision) -> None:
    hold = Hold(
        kind=HoldKind.NEW_DEVICE,
        cause=Cause.NEW_DEVICE,
        owner="SECURITY",
        released_by=ReleaseBy.SECOND_FACTOR,
        placed_at=decision.now,
        latest_release=decision.now + NEW_DEVICE_LATEST,
        stops_period=False,
    )
    place(decision, hold, "A new-device hold")


def place_staff_hold(decision: Decision, command: PlaceStaffHold) -> None:
    if decision.actor.kind is not ActorKind.STAFF:
        raise refusal(decision.state, "Only staff place this hold.")
    if command.until is not None and command.until <= decision.now:
        raise InvalidInput("until must be in the future.", field="until")
    hold = Hold(
        kind=HoldKind.STAFF,
        cause=Cause.STAFF_ACTION,
        owner="STAFF",
        released_by=ReleaseBy.STAFF,
        placed_at=decision.now,
        latest_release=command.until,
        stops_period=True,
        reason=_reason(command.reason),
    )
    place(decision, hold, "A staff hold")


def _reason(text: str) -> str:
    if not text.strip():
        raise InvalidInput("Staff give a reason, which the member reads.", field="reason")
    return without_contacts(text.strip(), "reason")


def release(decision: Decision, command: ReleaseHold) -> None:
    """By the member with a second factor, or by staff with a reason.

    The device on which a second factor released a new-device hold is known from then on.
    """
    hold = decision.state.hold(command.kind)
    if hold is None:
        raise refusal(decision.state, f"There is no {command.kind.value} hold.")
    if decision.actor.kind is ActorKind.STAFF:
        end_hold(decision, hold, "STAFF", decision.now, _reason(command.reason))
        return
    if hold.released_by is not ReleaseBy.SECOND_FACTOR:
        raise refusal(decision.state, f"Only staff release the {hold.kind.value} hold.")
    if decision.by is None or not decision.by.second_factor:
        raise SecondFactorRequired(
            f"Releasing the {hold.kind.value} hold needs a second factor: "
            "ask for a code and send it along."
        )
    end_hold(decision, hold, "SECOND_FACTOR", decision.now)
    if decision.by.device_id:
        seen = e.ActivitySeen(at=decision.now, device_id=decision.by.device_id, trusted=True)
        decision.record(seen)


def end_hold(decision: Decision, hold: Hold, how: str, at: datetime, reason: str = "") -> None:
    """Releases, and gives back the time for which the period stood still."""
    state = decision.state
    credit = _credit(decision, hold, at)
    in_grace = state.lifecycle is Lifecycle.GRACE and state.grace_until is not None
    grace = state.grace_until + credit if in_grace and state.grace_until else state.grace_until
    decision.record(
        e.HoldReleased(
            kind=hold.kind,
            how=how,
            held_seconds=int((at - hold.placed_at).total_seconds()),
            credited_seconds=int(credit.total_seconds()),
            period_end=state.period_end + credit,
            grace_until=grace,
            reason=reason,
            benefits_before=FILLED_IN,
            benefits_after=FILLED_IN,
        ),
        cause=hold.cause,
        at=at,
    )


def _credit(decision: Decision, hold: Hold, at: datetime) -> timedelta:
    """The whole standstill, once the last hold that stops the period is released."""
    state = decision.state
    others = any(h.stops_period for h in state.holds if h.kind is not hold.kind)
    if state.clock_stopped_at is None or not hold.stops_period or others:
        return timedelta(0)
    return at - state.clock_stopped_at
