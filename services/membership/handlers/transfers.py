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
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.domain.transfers import transfers
from services.membership.domain.view import not_found
from services.membership.handlers.on_membership import outcome_with, state_change_of
from services.membership.handlers.once import earlier, keys_of
from services.membership.ports import BY_TIME, NOTHING, Context, Done, ExtraRows, Loaded
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
    pair = await _Pair.of(ctx, own, other, by)
    pair.pass_time()
    note_activity(pair.own)
    if isinstance(command, OfferTransfer):
        transfers.offer(transfers.Ends(pair.own, pair.other), new_id())
    elif isinstance(command, AcceptTransfer):
        transfers.accept(transfers.Ends(pair.other, pair.own))
    else:
        transfers.end(transfers.Ends(pair.own, pair.other), pair.own)
    done = Done(
        fingerprint=fingerprint(command),
        member_id=command.member_id,
        version=pair.own.state.version,
    )
    await pair.save(by, ExtraRows(done=under(keys_of(command, by), done)))
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
    pair = await _Pair.of(ctx, giver, receiver, None)
    pair.pass_time()
    transfers.hand_over(transfers.Ends(pair.own, pair.other))
    pair.pass_time()
    try:
        await pair.save(None)
    except VersionConflict:
        return  # somebody was faster, and what is left is found due again


class _Pair:
    """Two memberships that change together. `own`: of who asks; the other one changes by the same
    hand, without being active itself."""

    def __init__(self, ctx: Context, loaded: tuple[Loaded, Loaded], own: Recorder, other: Recorder):
        self._ctx = ctx
        self._loaded = loaded
        self.own, self.other = own, other

    @classmethod
    async def of(cls, ctx: Context, own: Loaded, other: Loaded, by: Caller | None) -> "_Pair":
        catalog, now = await ctx.catalog.current(), ctx.now()
        return cls(
            ctx,
            (own, other),
            Recorder(own.state, catalog, now, by),
            Recorder(other.state, catalog, now),
        )

    def pass_time(self) -> None:
        pass_time(self.own)
        pass_time(self.other)

    async def save(self, by: Caller | None, extra: ExtraRows = NOTHING) -> None:
        changes = [
            state_change_of(loaded, recorder)
            for loaded, recorder in zip(self._loaded, (self.own, self.other), strict=True)
            if recorder.drafts
        ]
        await self._ctx.store.save(changes, self.own.now, by or BY_TIME, extra)
