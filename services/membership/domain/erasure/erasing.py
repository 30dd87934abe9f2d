"""A member asks that what is kept of them be erased.

It waits some days, in which one step takes it back: debits and reminders stop at once. A day ahead
comes the last message. Then the membership is closed and every service destroys its key. What is
open (money, checks, a thief) comes first: it is refused until then, or waits.
"""

from datetime import datetime, timedelta
from typing import Any

from infra.kernel.sentences import Amount, Either, both
from services.membership.contract import erasure_events as e
from services.membership.contract.erasure_commands import AskErasure, WithdrawErasure
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.lifecycle import SECURITY_HOLDS, live, refusal
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.gifts import gifts
from services.membership.domain.recording.confirming import require_code
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.transfers import transfers

LAST_WORD = timedelta(hours=24)
ASKING = Either("删除个人信息", "Erasing your data")


def ask(recorder: Recorder, command: AskErasure) -> None:
    """
    Raises:
        NotAllowed: it is asked for or done already, or something is open.
        SecondFactorRequired
    """
    state = recorder.state
    if state.erased_at is not None or state.erasure is not None:
        raise refusal(
            state,
            both("已经申请过删除个人信息。", "Erasing your data was asked for already."),
        )
    _require_nothing_open(state)
    require_code(recorder, ASKING)
    recorder.record(
        e.ErasureAsked(
            erase_at=command.erase_at or recorder.now + LAST_WORD,
            auto_renew_before=state.auto_renew,
            **_ending(state),
        )
    )


def withdraw(recorder: Recorder, command: WithdrawErasure) -> None:
    """
    Raises:
        NotAllowed: nothing was asked for, or it is done.
    """
    asked = recorder.state.erasure
    if asked is None:
        raise refusal(
            recorder.state,
            both("没有待执行的删除申请。", "No erasure was asked for, or it is done."),
        )
    ending = _ending(recorder.state)
    recorder.record(e.ErasureWithdrawn(auto_renew=asked.auto_renew, **ending))


def warns_at(state: Membership) -> datetime | None:
    asked = state.erasure
    return None if asked is None or asked.told else asked.erase_at - LAST_WORD


def warn(recorder: Recorder, at: datetime) -> None:
    """Where it comes late, the day begins with it."""
    asked = recorder.state.erasure
    if asked is not None:
        erase_at = max(asked.erase_at, recorder.happens_at(at) + LAST_WORD)
        recorder.record(e.ErasureNearing(erase_at=erase_at, **_ending(recorder.state)), at=at)


def erases_at(state: Membership) -> datetime | None:
    """Not before the last word, nor while something is open."""
    asked = state.erasure
    return asked.erase_at if asked and asked.told and not blocked(state) else None


def erase(recorder: Recorder, at: datetime) -> None:
    transfers.stop_giving(recorder)
    gifts.stop_giving(recorder)
    ending = _ending(recorder.state)
    recorder.record(e.MemberErased(**ending), cause=Cause.MEMBER_CANCELLED, at=at)


def blocked(state: Membership) -> bool:
    """Whether something would be lost that is not the member's to lose."""
    open_ones = (state.claim, state.transfer, state.links, state.gift, state.balance, state.owed)
    return any(open_ones) or _guarded(state)


def _guarded(state: Membership) -> bool:
    return any(hold.kind in SECURITY_HOLDS for hold in state.holds)


def _require_nothing_open(state: Membership) -> None:
    if _guarded(state):
        raise refusal(
            state,
            both(
                "账号正受安全保护，请先解除（releaseHold），再申请删除。",
                "Your account is protected; release that first (releaseHold).",
            ),
        )
    if state.balance or state.owed:
        raise refusal(
            state,
            both(
                "余额为 {balance}；请先联系客服结清余额，再申请删除。",
                "There is {balance} on your balance; have it settled by our staff first.",
                balance=Amount(state.balance - state.owed),
            ),
        )
    if blocked(state):
        raise refusal(
            state,
            both(
                "还有付款核查、转赠或关联的会员，请等它结束。",
                "A payment is being checked, something is being given away or a membership is "
                "linked; wait for its end.",
            ),
        )


def _ending(state: Membership) -> dict[str, Any]:
    return {
        "plan": state.plan,
        "plan_version": state.plan_version,
        "left_until": state.period_end if live(state) else None,
    }
