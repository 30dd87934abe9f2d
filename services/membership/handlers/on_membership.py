"""Every command about one membership: load, decide, save."""

from collections.abc import Sequence
from dataclasses import replace

from infra.kernel.events import NEW, EventEnvelope
from infra.kernel.idempotency import fingerprint, under
from infra.storage.once import once
from services.membership.contract import commands as c
from services.membership.contract.claim_commands import ClaimPayment, ReportUnpaidRenewal
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.method_commands import ReportPaymentMethod
from services.membership.contract.rules import checked_member_id
from services.membership.contract.views import Outcome
from services.membership.domain.aggregate.evidence import Payment
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.decide import decide
from services.membership.domain.deferral.knowing import newly_known
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import look_ahead
from services.membership.domain.view import not_found, view_of
from services.membership.handlers.completing import complete
from services.membership.handlers.once import earlier, keys_of
from services.membership.handlers.reports import evidence_of, refund_made, reported
from services.membership.ports import Context, Done, Loaded, StateChange
from services.shared.callers import Caller

_STARTS_A_RECORD = (
    *(c.Enrol, c.TopUp, c.ReportPayment, c.ReportLogin, c.ReportOrder),
    ReportPaymentMethod,
)
_NEEDS_HISTORY = (
    c.ApplyRemedy,
    c.AllowPartner,
    c.ReturnBenefit,
    c.ReportOrderRefund,
    c.ReportRefund,
    c.ReportChargebackWon,
    ReportTakeover,
    ClaimPayment,
    ReportUnpaidRenewal,
)


async def handle_on_membership(ctx: Context, command: c.MembershipCommand, by: Caller) -> Outcome:
    """The outcome, which is the earlier one when the command was carried out before."""
    checked_member_id(command.member_id)
    async with ctx.turns.of(command.member_id):
        done, repeated = await once(
            lambda: _before(ctx, command, by), lambda: _carry_out(ctx, command, by)
        )
    return await outcome_with(ctx, done, repeated=repeated)


async def _before(ctx: Context, command: c.MembershipCommand, by: Caller) -> Done | None:
    """Under one of its keys, or as the same money under another name."""
    return await earlier(ctx, command, by) or await reported(ctx, command, by)


async def _carry_out(ctx: Context, command: c.MembershipCommand, by: Caller) -> Done:
    loaded, history = await _held(ctx, command), await _history(ctx, command)
    completed, now = await complete(ctx, command, history), ctx.now()
    catalog, zone = await ctx.catalog.current(), await _zone(ctx, command, loaded.state)
    recorder = Recorder(loaded.state, catalog, now, by, zone)
    decide(recorder, completed, history, await _payment(ctx, command))
    extra = evidence_of(command, by, loaded.state, recorder)
    done = _done(command, recorder, extra.payments)
    await ctx.store.save(
        [state_change_of(loaded, recorder)] if recorder.drafts else [],
        now,
        by,
        replace(extra, done=under(keys_of(command, by), done)),
    )
    return done


async def _held(ctx: Context, command: c.MembershipCommand) -> Loaded:
    """
    Raises:
        NotFound: nothing is known of the member, and the command does not start anything.
    """
    found = (await ctx.store.load([command.member_id])).get(command.member_id)
    if found is not None:
        return found
    if not isinstance(command, _STARTS_A_RECORD):
        raise not_found(command.member_id)
    return Loaded(head=NEW, state=Membership(member_id=command.member_id))


async def _zone(ctx: Context, command: c.MembershipCommand, state: Membership) -> str:
    """Where the member lives, for what may begin a series of periods; empty where that is not known
    or does not matter."""
    runs = live(state) and ctx.now() < state.period_end
    if runs or not isinstance(command, c.Enrol | c.ReportPayment):
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


def _done(command: c.MembershipCommand, recorder: Recorder, payments: Sequence[object]) -> Done:
    payment = payments[0] if payments else None
    return Done(
        fingerprint=fingerprint(command),
        member_id=command.member_id,
        version=recorder.state.version,
        renewed=getattr(payment, "renewed", False),
        missing=getattr(payment, "missing", 0),
        refund=refund_made(recorder, command),
    )


async def outcome_with(ctx: Context, done: Done, repeated: bool) -> Outcome:
    """With the membership as it is now."""
    loaded = (await ctx.store.load([done.member_id])).get(done.member_id)
    catalog = await ctx.catalog.current()
    view = None
    if loaded is not None and loaded.state.lifecycle is not None:
        view = view_of(loaded.state, catalog, ctx.currency, loaded.head.hash, ctx.now())
    return Outcome(
        member_id=done.member_id,
        version=done.version or (loaded.head.version if loaded else 0),
        repeated=repeated,
        renewed=done.renewed,
        missing=done.missing,
        refund=done.refund,
        membership=view,
    )
