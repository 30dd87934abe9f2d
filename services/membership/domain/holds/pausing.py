"""A pause: the member's own, the period stands still, and it ends by itself.

Only a running period can be paused: grace is there to be used. Whoever holds the account may end a
pause, for that takes nothing away.
"""

from datetime import timedelta

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import Either, both
from services.membership.contract.hold_commands import PauseMembership, ResumeMembership
from services.membership.contract.hold_events import Hold
from services.membership.contract.words import Cause, HoldKind, Lifecycle, ReleaseBy
from services.membership.domain.aggregate.lifecycle import refusal, require_no_hold
from services.membership.domain.holds.holds import end_hold, place
from services.membership.domain.recording.confirming import confirmed_by
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import parameter

PAUSE_DAYS = 90
PAUSING = Either("暂停会员", "Pausing")


def pause(recorder: Recorder, command: PauseMembership) -> None:
    state = recorder.state
    if state.lifecycle is not Lifecycle.ACTIVE:
        raise refusal(
            state,
            both(
                "只有在有效期内的会员才能暂停。",
                "Only a membership whose period runs can be paused.",
            ),
        )
    require_no_hold(state, PAUSING)
    days = _checked_days(recorder, command.days)
    confirmed_by(recorder, PAUSING)
    hold = Hold(
        kind=HoldKind.MEMBER_PAUSE,
        cause=Cause.MEMBER_PAUSED,
        owner="MEMBER",
        released_by=ReleaseBy.MEMBER,
        placed_at=recorder.now,
        latest_release=recorder.now + timedelta(days=days),
        stops_period=True,
    )
    place(recorder, hold, PAUSING)


def _checked_days(recorder: Recorder, asked: int | None) -> float:
    most = parameter(recorder.state, recorder.catalog, "pause", "pause_days", PAUSE_DAYS)
    if asked is not None and not 1 <= asked <= most:
        raise InvalidInput(
            both(
                "暂停时长为 1 至 {most} 天。",
                "A pause lasts from 1 to {most} days.",
                most=int(most),
            ),
            field="days",
        )
    return most if asked is None else asked


def resume(recorder: Recorder, command: ResumeMembership) -> None:
    hold = recorder.state.hold(HoldKind.MEMBER_PAUSE)
    if hold is None:
        raise refusal(
            recorder.state, both("会员没有暂停。", "The membership is not paused by its member.")
        )
    end_hold(recorder, hold, "MEMBER", recorder.now)
