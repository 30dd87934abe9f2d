"""Staff end a membership: for now, or for good."""

from infra.kernel.sentences import Amount, Either, both
from services.membership.contract import staff_events as e
from services.membership.contract.staff_commands import (
    CancelMembership,
    CloseMembership,
    Correction,
)
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import live, refusal, require_live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.aggregate.texts import checked_reason
from services.membership.domain.gifts import gifts
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.transfers import transfers


def cancel_membership(recorder: Recorder, command: CancelMembership) -> None:
    """
    Raises:
        NotAllowed: none runs.
        InvalidInput: no reason.
    """
    require_live(recorder.state, Either("取消会员", "Cancelling"))
    _end(recorder, command, Lifecycle.CANCELLED)


def close_membership(recorder: Recorder, command: CloseMembership) -> None:
    """
    Raises:
        NotAllowed: it is closed, or money or a check is still open.
        InvalidInput: no reason.
    """
    require_settled(recorder.state)
    if recorder.state.balance:
        raise refusal(
            recorder.state,
            both(
                "余额还有 {balance}；请先支出（withdrawBalance），再注销。",
                "There is {balance} on the balance; pay it out first (withdrawBalance).",
                balance=Amount(recorder.state.balance),
            ),
        )
    _end(recorder, command, Lifecycle.CLOSED)


def require_settled(state: Membership) -> None:
    """
    Raises:
        NotAllowed: what ends for good has nothing left that is open.
    """
    if state.lifecycle in (None, Lifecycle.CLOSED):
        raise refusal(state, both("没有可注销的会员。", "There is no membership to close."))
    if state.claim or state.transfer or state.links or state.gift:
        raise refusal(
            state,
            both(
                "还有付款核查、转赠或关联的会员，请等它结束。",
                "A payment is being checked, a transfer is under way or a membership linked; wait "
                "for its end.",
            ),
        )


def _end(recorder: Recorder, command: Correction, lifecycle: Lifecycle) -> None:
    transfers.stop_giving(recorder)
    gifts.stop_giving(recorder)
    state = recorder.state
    recorder.record(
        e.MembershipEnded(
            lifecycle=lifecycle,
            plan=state.plan,
            plan_version=state.plan_version,
            left_until=state.period_end if live(state) else None,
            reason=checked_reason(command.reason),
            confirmed_by=command.confirmed_by,
        ),
        cause=Cause.STAFF_ACTION,
    )
