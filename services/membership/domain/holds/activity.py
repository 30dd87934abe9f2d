"""Logins and what else members do: what it tells of activity, and of devices.

A login that is reported late counts as if it had been reported when it was made: it ends no warning
that was given since on newer knowledge, and holds nothing once the hold would be over.
"""

from datetime import datetime, timedelta

from infra.kernel.sentences import Either
from services.membership.contract.commands import ReportLogin
from services.membership.contract.events import ActivitySeen
from services.membership.contract.words import HoldKind
from services.membership.domain.aggregate.evidence import require_past
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.holds.holds import (
    NEW_DEVICE_LATEST,
    end_hold,
    place_new_device_hold,
)
from services.membership.domain.recording.recorder import Recorder

ONE_A_DAY = timedelta(days=1)


def report_login(recorder: Recorder, command: ReportLogin) -> None:
    """An unknown device without a second factor holds the membership, once there is a known one;
    a second factor on that device lifts the hold."""
    require_past(command.at, recorder.now, Either("登录", "login"), "at")
    device = recorder.by.device_id if recorder.by else ""
    state, at = recorder.state, min(command.at, recorder.now)
    trusted = command.passed_second_factor or state.familiar(device)
    if tells_something_new(state, device, trusted, command):
        recorder.record(ActivitySeen(at=command.at, device_id=device, trusted=trusted), at=at)
        if command.passed_second_factor:
            _lift_hold(recorder)
    held_until = at + NEW_DEVICE_LATEST
    unfamiliar = bool(device) and not trusted and held_until > recorder.now
    if unfamiliar and live(state) and state.hold(HoldKind.NEW_DEVICE) is None:
        place_new_device_hold(recorder, held_until)


def _lift_hold(recorder: Recorder) -> None:
    """Unless another device that would be held for is still unproven."""
    state, hold = recorder.state, recorder.state.hold(HoldKind.NEW_DEVICE)
    since = recorder.now - NEW_DEVICE_LATEST
    unproven = any(
        not device.trusted and device.last_seen_at > since for device in state.devices.values()
    )
    if hold is not None and not unproven:
        end_hold(recorder, hold, "SECOND_FACTOR", recorder.now)


def note_activity(recorder: Recorder, signed_in_at: datetime | None = None) -> None:
    """Whatever a member does with the own token is a sign of life, whichever service it is for;
    where something was only read, that the member signed in.

    One event a day is enough, but for what takes a warning back. It says nothing of the device.
    """
    state, at = recorder.state, min(signed_in_at or recorder.now, recorder.now)
    if not recorder.by_member or not live(state):
        return
    last = max(state.inactive_from, state.last_seen_at or state.inactive_from)
    if at <= last or (state.warned is None and at - last < ONE_A_DAY):
        return
    recorder.record(ActivitySeen(at=at, device_id="", trusted=False, login=False), at=at)


def tells_something_new(
    state: Membership, device: str, trusted: bool, command: ReportLogin
) -> bool:
    """One event a day and device is enough, but for what changes trust or ends a warning."""
    known = state.devices.get(device)
    if known is None:
        newer = state.last_login_at is None or command.at > state.last_login_at
        return bool(device) or newer
    if command.at <= known.last_seen_at:
        return False
    same_day = known.last_seen_at.date() == command.at.date()
    return not same_day or trusted != known.trusted or state.warned is not None
