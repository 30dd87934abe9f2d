"""Every command about one membership: load, decide, save."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from infra.kernel.errors import Conflict
from infra.kernel.events import NEW, EventEnvelope
from infra.kernel.idempotency import fingerprint, under
from infra.kernel.sentences import both
from infra.storage.once import once_written
from services.membership.contract import commands as c
from services.membership.contract.claim_commands import ClaimPayment, ReportUnpaidRenewal
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.method_commands import ReportPaymentMethod
from services.membership.contract.provisional_commands import RestoreProvisionally
from services.membership.contract.rectification_commands import DecideRectification
from services.membership.contract.rules import checked_member_id
from services.membership.contract.views import Outcome
from services.membership.contract.words import RemedyKind
from services.membership.domain.aggregate.evidence import Order, Payment
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.decide import decide
from services.membership.domain.deferral.knowing import newly_known
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.remedies.given import remedy_given
from services.membership.domain.tick import look_ahead
from services.membership.domain.view import not_found, view_of
from services.membership.handlers.completing import complete
from services.membership.handlers.once import earlier, keys_of
from services.membership.handlers.reports import evidence_of, refund_made, reported
from services.membership.ports import Context, Done, Loaded, Remembers, StateChange
from services.shared.callers import Caller

STARTS_A_RECORD = (
    *(c.Enrol, c.TopUp, c.ReportPayment, c.ReportLogin, c.ReportOrder),
    ReportPaymentMethod,
)
_MONEY_OF_TWO_NAMES = (c.ReportPayment, c.TopUp)
"""No row of the one refuses the other, so what came under the other name is looked for."""

_NEEDS_HISTORY = (
    c.ApplyRemedy,
    RestoreProvisionally,
    c.AllowPartner,
    c.ReturnBenefit,
    c.ReportOrderRefund,
    c.ReportRefund,
    c.ReportChargebackWon,
    ReportTakeover,
    ClaimPayment,
    ReportUnpaidRenewal,
    DecideRectification,
)


async def handle_on_membership(ctx: Context, command: c.MembershipCommand, by: Caller) -> Outcome:
    """The outcome, which is the earlier one when the command was carried out before."""
    checked_member_id(command.member_id)
    async with ctx.turns.of(command.member_id):
        carried, repeated = await once_written(
            lambda: _before(ctx, command, by), lambda: _carry_out(ctx, command, by)
        )
    if carried.state is None:
        return await outcome_with(ctx, carried.done, repeated=repeated)
    return await _outcome(ctx, carried.done, carried.state, carried.hash)


async def done_before(
    known: Remembers, command: c.MembershipCommand, by: Caller, now: datetime
) -> Done | None:
    """What was done, where it was carried out before: under one of its keys, or as the same money
    under another name.

    Raises:
        Conflict: one of its keys or ids stands for something else.
    """
    return await earlier(known, command, by) or await reported(known, command, by, now)


class _Carried(NamedTuple):
    """What was done, and what it left: the state, and the hash in which its history ends. Of what
    was done before neither is known."""

    done: Done
    state: Membership | None = None
    hash: str = ""


async def _before(ctx: Context, command: c.MembershipCommand, by: Caller) -> _Carried | None:
    done = await done_before(ctx.store, command, by, ctx.now())
    return _Carried(done) if done is not None else None


async def _carry_out(ctx: Context, command: c.MembershipCommand, by: Caller) -> _Carried:
    loaded, history, _ = await asyncio.gather(
        _held(ctx, command), _history(ctx, command), _require_new_money(ctx, command, by)
    )
    completed, now = await complete(ctx, command, history), ctx.now()
    catalog, zone = await ctx.catalog.current(), await _zone(ctx, command, loaded.state)
    recorder = Recorder(loaded.state, catalog, now, by, zone)
    payment, orders = await _payment(ctx, command), await _orders(ctx, command)
    decide(recorder, completed, history, payment, orders)
    extra = evidence_of(command, by, loaded.state, recorder)
    done = done_of(command, recorder, extra.payments)
    hashes = await ctx.store.save(
        [state_change_of(loaded, recorder)] if recorder.drafts else [],
        now,
        by,
        replace(extra, done=under(keys_of(command, by), done)),
    )
    hash = hashes.get(command.member_id, loaded.head.hash)
    return _Carried(done, recorder.state, hash)


async def _require_new_money(ctx: Context, command: c.MembershipCommand, by: Caller) -> None:
    """
    Raises:
        Conflict: it was credited under its other name.
    """
    if not isinstance(command, _MONEY_OF_TWO_NAMES):
        return
    if await reported(ctx.store, command, by, ctx.now()):
        raise Conflict(both("这笔款项已经入账。", "This money is credited already."))


async def _held(ctx: Context, command: c.MembershipCommand) -> Loaded:
    """
    Raises:
        NotFound: nothing is known of the member, and the command does not start anything.
    """
    found = (await ctx.store.load([command.member_id])).get(command.member_id)
    if found is not None:
        return found
    if not isinstance(command, STARTS_A_RECORD):
        raise not_found(command.member_id)
    return Loaded(head=NEW, state=Membership(member_id=command.member_id))


def needs_zone(ctx: Context, command: c.MembershipCommand, state: Membership) -> bool:
    """Whether it may begin a series of periods."""
    runs = live(state) and ctx.now() < state.period_end
    return not runs and isinstance(command, c.Enrol | c.ReportPayment)


async def _zone(ctx: Context, command: c.MembershipCommand, state: Membership) -> str:
    """Where the member lives, for what may begin a series of periods; empty where that is not known
    or does not matter."""
    if not needs_zone(ctx, command, state):
        return ""
    return (await ctx.zones.of([command.member_id])).get(command.member_id, "")


async def _history(ctx: Context, command: c.MembershipCommand) -> Sequence[EventEnvelope]:
    if not isinstance(command, _NEEDS_HISTORY):
        return ()
    return (await ctx.store.histories([command.member_id]))[command.member_id]


async def _payment(ctx: Context, command: c.MembershipCommand) -> Payment | None:
    """That a refund is of, or that a member says was made; then whoever's it is."""
    if not isinstance(command, c.ReportRefund | ClaimPayment):
        return None
    payment = (await ctx.store.payments([command.order_id])).get(command.order_id)
    own = payment is not None and payment.member_id == command.member_id
    return payment if own or isinstance(command, ClaimPayment) else None


async def _orders(ctx: Context, command: c.MembershipCommand) -> Sequence[Order]:
    """All of the member, where what they missed is to be credited."""
    if not isinstance(command, c.ApplyRemedy):
        return ()
    if all(part.kind is not RemedyKind.CREDIT for part in command.parts):
        return ()
    return (await ctx.store.orders_of([command.member_id])).get(command.member_id, [])


def state_change_of(loaded: Loaded, recorder: Recorder) -> StateChange:
    state, catalog, now = recorder.state, recorder.catalog, recorder.now
    ahead = look_ahead(state, catalog, now, recorder.quiet)
    return StateChange(
        loaded=loaded,
        state=state,
        drafts=recorder.drafts,
        shown=recorder.shown,
        next_due=ahead.next_due,
        risk=ahead.risk,
        losses=recorder.losses,
        known=newly_known(loaded.state, state, catalog, now),
    )


def done_of(command: c.MembershipCommand, recorder: Recorder, payments: Sequence[object]) -> Done:
    """What is remembered of it, just decided."""
    payment = payments[0] if payments else None
    return Done(
        fingerprint=fingerprint(command),
        member_id=command.member_id,
        version=recorder.state.version,
        renewed=getattr(payment, "renewed", False),
        missing=getattr(payment, "missing", 0),
        refund=refund_made(recorder, command),
        remedy=remedy_given(draft.event for draft in recorder.drafts)
        if isinstance(command, c.ApplyRemedy)
        else None,
    )


async def outcome_with(ctx: Context, done: Done, repeated: bool) -> Outcome:
    """With the membership as it is now."""
    loaded = (await ctx.store.load([done.member_id])).get(done.member_id)
    state, hash = (loaded.state, loaded.head.hash) if loaded else (None, "")
    return await _outcome(ctx, done, state, hash, repeated=repeated)


async def _outcome(
    ctx: Context, done: Done, state: Membership | None, hash: str, *, repeated: bool = False
) -> Outcome:
    view = None
    if state is not None and state.lifecycle is not None:
        view = view_of(state, await ctx.catalog.current(), ctx.currency, hash, ctx.now())
    return Outcome(
        member_id=done.member_id,
        version=done.version or (state.version if state else 0),
        repeated=repeated,
        renewed=done.renewed,
        missing=done.missing,
        refund=done.refund,
        remedy=done.remedy,
        membership=view,
    )
