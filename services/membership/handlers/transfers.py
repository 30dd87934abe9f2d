"""Transfers of a membership, and gifts of a quota's uses: both ends are loaded, decided on and
saved in one commit."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from infra.kernel.errors import NotFound
from infra.kernel.ids import new_id
from infra.kernel.sentences import both
from infra.storage.changes import VersionConflict
from services.membership.contract.gift_commands import (
    AcceptGift,
    AnyGiftCommand,
    EndGift,
    OfferGift,
)
from services.membership.contract.transfer_commands import (
    AcceptTransfer,
    AnyTransferCommand,
    EndTransfer,
    OfferTransfer,
)
from services.membership.contract.views import Outcome
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.gifts import gifts
from services.membership.domain.holds.activity import note_activity
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.transfers import transfers
from services.membership.domain.transfers.course import (
    Ends,
    Passing,
    handed_over_at,
    handed_over_next,
)
from services.membership.domain.view import not_found
from services.membership.handlers.together import Together, once_together
from services.membership.ports import Context, Loaded
from services.shared.callers import Caller

_Handled = AnyTransferCommand | AnyGiftCommand


async def handle_transfer(ctx: Context, command: _Handled, by: Caller) -> Outcome:
    """
    Raises:
        NotFound: one of the two is not known.
        NotAllowed, InvalidInput, SecondFactorRequired
    """
    return await once_together(ctx, command, by, lambda: _decided(ctx, command, by))


async def _decided(ctx: Context, command: _Handled, by: Caller) -> Together:
    own = await _known(ctx, command.member_id, not_found(command.member_id))
    other = await _other(ctx, command, own)
    two = await Together.of(ctx, (own, other), by)
    two.pass_time()
    this, that = two.recorders
    note_activity(this)
    _decide(command, this, that)
    return two


def _decide(command: _Handled, own: Recorder, other: Recorder) -> None:
    """Who asks gives, or for consent receives; whoever ends it may be either."""
    given, got = Ends(own, other), Ends(other, own)
    match command:
        case OfferTransfer():
            transfers.offer(given, new_id())
        case AcceptTransfer():
            transfers.accept(got)
        case EndTransfer():
            transfers.end(given, own)
        case OfferGift():
            gifts.offer(given, new_id(), command)
        case AcceptGift():
            gifts.accept(got)
        case EndGift():
            gifts.end(given, own)


async def _other(ctx: Context, command: _Handled, own: Loaded) -> Loaded:
    """The other end: as it is named, or of what is under way."""
    if isinstance(command, OfferTransfer | OfferGift):
        nobody = NotFound(
            both("没有编号为 {id} 的会员。", "There is no member {id}.", id=command.to), field="to"
        )
        return await _known(ctx, command.to, nobody)
    gift = isinstance(command, AnyGiftCommand)
    under_way = own.state.gift if gift else own.state.transfer
    return await _known(ctx, under_way.other, not_found(under_way.other)) if under_way else own


async def _known(ctx: Context, member_id: str, missing: NotFound) -> Loaded:
    found = (await ctx.store.load([member_id])).get(member_id)
    if found is None:
        raise missing
    return found


def due_between(state: Membership, now: datetime) -> bool:
    """Whether something is to be handed over by now."""
    at = handed_over_next(state)
    return at is not None and at <= now


async def hand_over(ctx: Context, giver_id: str) -> None:
    """What is due; whoever else does it at the same time is faster, and nothing is done twice."""
    for kind in (_MEMBERSHIP, _GIFT):
        giver = (await ctx.store.load([giver_id]))[giver_id]
        under_way = kind.of(giver.state)
        at = handed_over_at(under_way)
        if at is None or under_way is None or at > ctx.now():
            continue
        receiver = (await ctx.store.load([under_way.other]))[under_way.other]
        two = await Together.of(ctx, (giver, receiver), None)
        two.pass_time()
        kind.hand_over(Ends(*two.recorders))
        two.pass_time()
        try:
            await two.save(None)
        except VersionConflict:
            return  # somebody was faster, and what is left is found due again


class _Kind(NamedTuple):
    """Of what is handed over: what is under way, and how."""

    of: Callable[[Membership], Passing | None]
    hand_over: Callable[[Ends], None]


_MEMBERSHIP = _Kind(lambda state: state.transfer, transfers.hand_over)
_GIFT = _Kind(lambda state: state.gift, gifts.hand_over)
