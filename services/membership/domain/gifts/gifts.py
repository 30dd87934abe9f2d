"""A member gives uses of a quota to another whose plan has that quota, too.

As with a membership that is given: the giver proves it with a second factor, the receiver agrees,
24 hours later it is the receiver's, and until then either undoes it in one step. What is given
counts as used by the giver, and as more than the plan gives for the receiver, in the period of each
that runs then. Both histories change in one commit each time.
"""

from datetime import datetime
from typing import Any

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.sentences import Either, both, either
from services.membership.contract import gift_events as e
from services.membership.contract.gift_commands import OfferGift
from services.membership.contract.plans import Benefit
from services.membership.contract.words import Lifecycle, TransferEnd
from services.membership.domain.aggregate.gift import Gift
from services.membership.domain.aggregate.lifecycle import refusal, require_live, require_no_hold
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.periods import quotas
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

GIFTS_PER_MONTH = 3
GIVING = Either("转赠权益次数", "Giving uses away")
OFFERING = Either("转赠", "Giving it away")


def offer(ends: Ends, gift_id: str, command: OfferGift) -> None:
    """
    Raises:
        InvalidInput: no such quota, or to oneself.
        NotAllowed: less is left, the limit is reached, or one of the two cannot take part now.
        SecondFactorRequired
    """
    giver, receiver = ends
    if receiver.state.member_id == giver.state.member_id:
        raise InvalidInput(both("不能转赠给自己。", "Uses are given to somebody else."), field="to")
    if command.count < 1:
        raise InvalidInput(both("count 至少为 1。", "count is at least 1."), field="count")
    if giver.state.gift is not None:
        raise refusal(
            giver.state,
            both(
                "已有一项权益转赠在进行；请先结束（endGift）。",
                "A gift is under way; end it first (endGift).",
            ),
        )
    benefit = _require_ready(giver, command.benefit, command.count)
    _require_within_limit(giver)
    _require_can_receive(receiver, command.benefit, anew=True)
    require_code(giver, OFFERING)
    for at, other, giving in sides(ends):
        at.record(
            e.GiftOffered(
                gift_id=gift_id,
                giving=giving,
                other=other,
                benefit=benefit.code,
                name=benefit.name,
                count=command.count,
                accept_until=giver.now + ACCEPTED_WITHIN,
            ),
            actor=giver.actor,
        )


def accept(ends: Ends) -> None:
    gift = ends.receiver.state.gift
    if gift is None or not awaits_consent(gift) or not _same(ends):
        raise _none_under_way(ends.receiver.state)
    _require_ready(ends.giver, gift.benefit, gift.count)
    _require_can_receive(ends.receiver, gift.benefit)
    for at, other, giving in sides(ends):
        at.record(
            e.GiftAgreed(**_said(gift, other, giving), effective_at=ends.giver.now + UNDONE_WITHIN),
            actor=ends.receiver.actor,
        )


def end(ends: Ends, by: Recorder) -> None:
    gift = by.state.gift
    if gift is None:
        raise _none_under_way(by.state)
    _end(ends, ended_by(gift), by)


def hand_over(ends: Ends) -> None:
    """When it is due. Where one of the two does not allow it any more, it ends and both are
    told."""
    gift = ends.giver.state.gift
    if gift is None:
        return
    try:
        _require_ready(ends.giver, gift.benefit, gift.count)
        _require_can_receive(ends.receiver, gift.benefit)
        if not _same(ends):
            raise _none_under_way(ends.receiver.state)
    except (NotAllowed, InvalidInput):
        _end(ends, TransferEnd.NOT_POSSIBLE, ends.giver)
        return
    for at, other, giving in sides(ends):
        _make(at, gift, other, giving)


def _make(recorder: Recorder, gift: Gift, other: str, giving: bool) -> None:
    stand = quotas.stand_of(recorder, gift.benefit)
    used = stand.used + (gift.count if giving else 0)
    gifts = stand.gifts + (0 if giving else gift.count)
    recorder.record(
        e.GiftMade(
            **_said(gift, other, giving),
            used=used,
            gifts=gifts,
            left=max(stand.value + gifts - used, 0),
            resets_at=stand.resets_at,
        )
    )


def over_at(state: Membership) -> datetime | None:
    return course.over_at(state.gift)


def let_end(recorder: Recorder, at: datetime) -> None:
    """Each history for itself: both know the time."""
    gift = recorder.state.gift
    if gift is not None:
        recorder.record(_ended(gift, ended_by_time(gift)), at=at)


def stop_giving(recorder: Recorder) -> None:
    """At once and for this end alone; the other end hears when nothing came."""
    gift = recorder.state.gift
    if gift is not None and gift.giving:
        recorder.record(_ended(gift, TransferEnd.UNDONE))


def _end(ends: Ends, how: TransferEnd, by: Recorder) -> None:
    for at in ends:
        if at.state.gift is not None:
            at.record(_ended(at.state.gift, how), actor=by.actor)


def _ended(gift: Gift, how: TransferEnd) -> e.GiftEnded:
    return e.GiftEnded(**_said(gift, gift.other, gift.giving), how=how)


def _said(gift: Gift, other: str, giving: bool) -> dict[str, Any]:
    return {
        "gift_id": gift.id,
        "giving": giving,
        "other": other,
        "benefit": gift.benefit,
        "name": gift.name,
        "count": gift.count,
    }


def _same(ends: Ends) -> bool:
    return same(ends.giver.state.gift, ends.receiver.state.gift)


def _none_under_way(state: Membership) -> NotAllowed:
    return refusal(state, both("没有待处理的权益转赠。", "No gift waits for you."))


def _require_ready(giver: Recorder, benefit: str, count: int) -> Benefit:
    require_live(giver.state, GIVING)
    require_no_hold(giver.state, GIVING)
    stand = quotas.stand_of(giver, benefit)
    left = stand.value + stand.gifts - stand.used
    if left < count or giver.now >= stand.resets_at:
        raise refusal(
            giver.state,
            both(
                "「{benefit}」本期还剩 {left}，不够转赠。",
                "{left} of {benefit} is left in this period, which is not enough to give.",
                benefit=either(stand.benefit.name),
                left=max(left, 0),
            ),
        )
    return stand.benefit


def _require_can_receive(receiver: Recorder, benefit: str, *, anew: bool = False) -> None:
    """`anew`: for another offer than the one that may be under way."""
    state, plan = receiver.state, receiver.catalog.held(receiver.state)
    has_it = any(one.code == benefit for one in quotas.quotas_of(plan))
    runs = state.lifecycle is Lifecycle.ACTIVE and not state.holds
    if not (has_it and runs) or (anew and state.gift is not None):
        raise NotAllowed(
            both(
                "对方现在不能接收：需要在有效期内、套餐含有这项权益，且没有另一项转赠在进行。",
                "The other member cannot receive it now: that takes a running membership whose "
                "plan has this quota, and no other gift under way.",
            ),
            field="to",
        )


def _require_within_limit(giver: Recorder) -> None:
    most = parameter(giver.state, giver.catalog, "transfers", "gifts_per_month", GIFTS_PER_MONTH)
    made = [at for at in giver.state.gifts_at if at > giver.now - COUNTED_OVER]
    if len(made) >= most:
        raise refusal(
            giver.state,
            both(
                "{days} 天内最多转赠权益 {most} 次。",
                "At most {most} gifts are possible in {days} days.",
                most=int(most),
                days=COUNTED_OVER.days,
            ),
        )
