"""A member gives the membership to another: what is left of the period, at its plan and price.

The giver proves it with a second factor, the receiver agrees, and 24 hours later it is handed over;
until then either undoes it in one step and nobody has lost anything. Both histories change in one
commit each time, so that a membership is never at both ends, nor at none.
"""

from datetime import datetime

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.sentences import Either, both
from services.membership.contract import transfer_events as e
from services.membership.contract.words import Cause, Lifecycle, TransferEnd
from services.membership.domain.aggregate.lifecycle import (
    live,
    refusal,
    require_no_hold,
)
from services.membership.domain.aggregate.parts import (
    Transfer,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.recording.confirming import require_code
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.binding import parameter
from services.membership.domain.transfers import course
from services.membership.domain.transfers.course import (
    ACCEPTED_WITHIN,
    COUNTED_OVER,
    UNDONE_WITHIN,
    Ends,
    awaits_consent,
    ended_by,
    ended_by_time,
    same,
    sides,
)

TRANSFERS_PER_MONTH = 1
GIVING = Either("转赠会员", "Giving the membership away")
OFFERING = Either("转赠", "Giving it away")


def offer(ends: Ends, transfer_id: str) -> None:
    giver, receiver = ends.giver, ends.receiver
    state, to = giver.state, receiver.state.member_id
    if to == state.member_id:
        raise InvalidInput(
            both("不能转赠给自己。", "A membership is given to somebody else."), field="to"
        )
    _require_ready(state)
    if (busy := state.transfer) is not None:
        raise refusal(
            state,
            both(
                "给会员 {to} 的转赠还在进行；请先撤回（endTransfer）。",
                "A transfer to {to} is under way; end it first (endTransfer).",
                to=busy.other,
            ),
        )
    _require_within_limit(giver)
    _require_can_receive(receiver.state, anew=True)
    require_code(giver, OFFERING)
    for at, other, giving in sides(ends):
        at.record(
            e.TransferOffered(
                transfer_id=transfer_id,
                giving=giving,
                other=other,
                plan=state.plan,
                plan_version=state.plan_version,
                period_end=state.period_end,
                accept_until=giver.now + ACCEPTED_WITHIN,
            ),
            actor=giver.actor,
        )


def accept(ends: Ends) -> None:
    _require_offer(ends)
    _require_ready(ends.giver.state)
    _require_can_receive(ends.receiver.state)
    state = ends.giver.state
    for at, other, giving in sides(ends):
        at.record(
            e.TransferAgreed(
                transfer_id=_id(ends),
                giving=giving,
                other=other,
                plan=state.plan,
                plan_version=state.plan_version,
                effective_at=ends.giver.now + UNDONE_WITHIN,
            ),
            actor=ends.receiver.actor,
        )


def end(ends: Ends, by: Recorder) -> None:
    transfer = by.state.transfer
    if transfer is None:
        raise _none_under_way(by.state)
    _end(ends, ended_by(transfer), by)


def hand_over(ends: Ends) -> None:
    """When it is due. Where one of the two does not allow it any more, it ends and both are
    told."""
    giver, receiver = ends.giver, ends.receiver
    try:
        _require_ready(giver.state)
        _require_can_receive(receiver.state)
        if not _same(ends):
            raise _none_under_way(receiver.state)
    except NotAllowed:
        _end(ends, TransferEnd.NOT_POSSIBLE, giver)
        return
    before, transfer_id = giver.state, _id(ends)
    giver.record(
        e.MembershipGiven(
            transfer_id=transfer_id,
            other=receiver.state.member_id,
            plan=before.plan,
            plan_version=before.plan_version,
            period_end=before.period_end,
        ),
        cause=Cause.MEMBER_CANCELLED,
    )
    receiver.record(
        e.MembershipReceived(
            transfer_id=transfer_id,
            other=before.member_id,
            plan=before.plan,
            plan_version=before.plan_version,
            price=before.price,
            period_start=receiver.now,
            period_end=before.period_end,
            anchor=before.anchor,
            clauses=receiver.catalog.in_force(receiver.now),
        )
    )


def over_at(state: Membership) -> datetime | None:
    return course.over_at(state.transfer)


def let_end(recorder: Recorder, at: datetime) -> None:
    """Each history for itself: both know the time."""
    transfer = recorder.state.transfer
    if transfer is not None:
        recorder.record(_ended(transfer, ended_by_time(transfer)), at=at)


def stop_giving(recorder: Recorder) -> None:
    """At once and for this end alone; the other end hears when nothing came."""
    transfer = recorder.state.transfer
    if transfer is not None and transfer.giving:
        recorder.record(_ended(transfer, TransferEnd.UNDONE))


def _end(ends: Ends, how: TransferEnd, by: Recorder) -> None:
    for at in ends:
        if at.state.transfer is not None:
            at.record(_ended(at.state.transfer, how), actor=by.actor)


def _ended(transfer: Transfer, how: TransferEnd) -> e.TransferEnded:
    return e.TransferEnded(
        transfer_id=transfer.id, giving=transfer.giving, other=transfer.other, how=how
    )


def _id(ends: Ends) -> str:
    transfer = ends.giver.state.transfer
    return transfer.id if transfer else ""


def _require_offer(ends: Ends) -> None:
    """
    Raises:
        NotAllowed: no offer waits for this member, or it is agreed already.
    """
    transfer = ends.receiver.state.transfer
    if transfer is None or not awaits_consent(transfer) or not _same(ends):
        raise _none_under_way(ends.receiver.state)


def _same(ends: Ends) -> bool:
    return same(ends.giver.state.transfer, ends.receiver.state.transfer)


def _none_under_way(state: Membership) -> NotAllowed:
    return refusal(
        state, both("没有待处理的会员转赠。", "No transfer of a membership waits for you.")
    )


def _require_ready(state: Membership) -> None:
    if state.lifecycle is not Lifecycle.ACTIVE:
        raise refusal(
            state,
            both(
                "只有在有效期内的会员才能转赠。",
                "Only a membership whose period runs can be given away.",
            ),
        )
    require_no_hold(state, GIVING)
    if state.undo is not None:
        raise refusal(
            state,
            both(
                "有一项变更还可撤销；过了撤销期才能转赠。",
                "A change can still be undone; give it away once that time is over.",
            ),
        )


def _require_can_receive(state: Membership, *, anew: bool = False) -> None:
    """`anew`: for another offer than the one that may be under way."""
    busy = anew and state.transfer is not None
    if live(state) or state.lifecycle is Lifecycle.CLOSED or state.holds or busy:
        raise NotAllowed(
            both(
                "对方现在不能接收会员：已有有效的会员、会员受限，或有另一项转赠在进行。",
                "The other member cannot receive one now: a membership is running or held there, "
                "or another transfer is under way.",
            ),
            field="to",
        )


def _require_within_limit(giver: Recorder) -> None:
    state = giver.state
    most = parameter(state, giver.catalog, "transfers", "transfers_per_month", TRANSFERS_PER_MONTH)
    given = [at for at in state.gave_at if at > giver.now - COUNTED_OVER]
    if len(given) >= most:
        raise refusal(
            state,
            both(
                "{days} 天内最多转赠 {most} 次。",
                "At most {most} transfers are possible in {days} days.",
                most=int(most),
                days=COUNTED_OVER.days,
            ),
        )
