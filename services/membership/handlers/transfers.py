"""Transfers of a membership: both ends are loaded, decided on and saved in one commit."""

from infra.kernel.errors import NotFound
from infra.kernel.idempotency import fingerprint, under
from infra.kernel.ids import new_id
from infra.kernel.sentences import both
from infra.storage.changes import VersionConflict
from infra.storage.once import once
from services.membership.contract.rules import checked_member_id
from services.membership.contract.transfer_commands import (
    AcceptTransfer,
    AnyTransferCommand,
    OfferTransfer,
)
from services.membership.contract.views import Outcome
from services.membership.domain.holds.activity import note_activity
from services.membership.domain.transfers import transfers
from services.membership.domain.view import not_found
from services.membership.handlers.on_membership import outcome_with
from services.membership.handlers.once import earlier, keys_of
from services.membership.handlers.together import Together
from services.membership.ports import Context, Done, ExtraRows, Loaded
from services.shared.callers import Caller


async def handle_transfer(ctx: Context, command: AnyTransferCommand, by: Caller) -> Outcome:
    """
    Raises:
        NotFound: one of the two is not known.
        NotAllowed, InvalidInput, SecondFactorRequired
    """
    checked_member_id(command.member_id)
    async with ctx.turns.of(command.member_id):
        done, repeated = await once(
            lambda: earlier(ctx, command, by), lambda: _carry_out(ctx, command, by)
        )
    return await outcome_with(ctx, done, repeated=repeated)


async def _carry_out(ctx: Context, command: AnyTransferCommand, by: Caller) -> Done:
    own = await _known(ctx, command.member_id, not_found(command.member_id))
    other = await _other(ctx, command, own)
    two = await Together.of(ctx, (own, other), by)
    two.pass_time()
    this, that = two.recorders
    note_activity(this)
    if isinstance(command, OfferTransfer):
        transfers.offer(transfers.Ends(this, that), new_id())
    elif isinstance(command, AcceptTransfer):
        transfers.accept(transfers.Ends(that, this))
    else:
        transfers.end(transfers.Ends(this, that), this)
    done = Done(
        fingerprint=fingerprint(command),
        member_id=command.member_id,
        version=this.state.version,
    )
    await two.save(by, ExtraRows(done=under(keys_of(command, by), done)))
    return done


async def _other(ctx: Context, command: AnyTransferCommand, own: Loaded) -> Loaded:
    """The other end: as it is named, or of the transfer that is under way."""
    if isinstance(command, OfferTransfer):
        nobody = NotFound(
            both("没有编号为 {id} 的会员。", "There is no member {id}.", id=command.to), field="to"
        )
        return await _known(ctx, command.to, nobody)
    transfer = own.state.transfer
    return await _known(ctx, transfer.other, not_found(transfer.other)) if transfer else own


async def _known(ctx: Context, member_id: str, missing: NotFound) -> Loaded:
    found = (await ctx.store.load([member_id])).get(member_id)
    if found is None:
        raise missing
    return found


async def hand_over(ctx: Context, giver_id: str) -> None:
    """What is due; whoever else does it at the same time is faster, and nothing is done twice."""
    giver = (await ctx.store.load([giver_id]))[giver_id]
    at, transfer = transfers.handed_over_at(giver.state), giver.state.transfer
    if at is None or transfer is None or at > ctx.now():
        return
    receiver = (await ctx.store.load([transfer.other]))[transfer.other]
    two = await Together.of(ctx, (giver, receiver), None)
    two.pass_time()
    transfers.hand_over(transfers.Ends(*two.recorders))
    two.pass_time()
    try:
        await two.save(None)
    except VersionConflict:
        return  # somebody was faster, and what is left is found due again
