"""Logins: what they tell of activity and of devices."""

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from services.membership.contract.commands import ReportLogin
from services.membership.contract.events import ActivitySeen
from services.membership.contract.words import HoldKind
from services.membership.domain.decision import Decision
from services.membership.domain.holds import place_new_device_hold
from services.membership.domain.lifecycle import live
from services.membership.domain.renewal import CLOCK_TOLERANCE
from services.membership.domain.state import Membership


def report_login(decision: Decision, command: ReportLogin) -> None:
    """An unknown device without a second factor holds the membership, once there is a known one."""
    if command.at > decision.now + CLOCK_TOLERANCE:
        raise InvalidInput(
            both("登录时间（at）在将来。", "The login (at) is in the future."), field="at"
        )
    device = decision.by.device_id if decision.by else ""
    state = decision.state
    trusted = command.passed_second_factor or not state.knows_devices or state.trusts(device)
    if tells_something_new(state, device, trusted, command):
        seen = ActivitySeen(at=command.at, device_id=device, trusted=trusted)
        decision.record(seen, at=min(command.at, decision.now))
    unfamiliar = bool(device) and not trusted
    if unfamiliar and live(state) and state.hold(HoldKind.NEW_DEVICE) is None:
        place_new_device_hold(decision)


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
