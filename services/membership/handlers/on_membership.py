"""Every command about one membership: load, decide, save."""

from collections.abc import Sequence
from dataclasses import replace

from infra.kernel.events import NEW, EventEnvelope
from infra.kernel.idempotency import fingerprint, under
from infra.storage.once import once
from services.membership.contract import commands as c
from services.membership.contract.rules import checked_member_id
from services.membership.contract.views import Outcome
from services.membership.domain.decide import decide
from services.membership.domain.decision import Decision
from services.membership.domain.state import Membership
from services.membership.domain.tick import next_due
from services.membership.domain.view import not_found, view_of
from services.membership.handlers.once import earlier, keys_of
from services.membership.handlers.reports import evidence_of, reported
from services.membership.ports import Context, Done, Held, Saving
from services.shared.callers import Caller

_STARTS_A_RECORD = (c.Enrol, c.TopUp, c.ReportPayment, c.ReportLogin, c.ReportOrder)


async def handle_on_membership(ctx: Context, command: c.MembershipCommand, by: Caller) -> Outcome:
    """The outcome, which is the earlier one when the command was carried out before."""
    checked_member_id(command.member_id)
    async with ctx.turns.of(command.member_id):
        done, repeated = await once(
            lambda: _before(ctx, command, by), lambda: _carry_out(ctx, command, by)
        )
    return await _outcome(ctx, done, repeated=repeated)


async def _before(ctx: Context, command: c.MembershipCommand, by: Caller) -> Done | None:
    """Under one of its keys, or as the same money under another name."""
    return await earlier(ctx, command, by) or await reported(ctx, command, by)


async def _carry_out(ctx: Context, command: c.MembershipCommand, by: Caller) -> Done:
    held = await _held(ctx, command)
    now = ctx.now()
    decision = Decision(held.state, await ctx.catalog.current(), now, by)
    decide(decision, command, await _history(ctx, command))
    beside = evidence_of(command, by, held.state, decision)
    done = _done(command, decision, beside.payments)
    await ctx.store.save(
        [saving_of(held, decision)] if decision.drafts else [],
        now,
        by,
        replace(beside, done=under(keys_of(command, by), done)),
    )
    return done


async def _held(ctx: Context, command: c.MembershipCommand) -> Held:
    """
    Raises:
        NotFound: nothing is known of the member, and the command does not start anything.
    """
    found = (await ctx.store.load([command.member_id])).get(command.member_id)
    if found is not None:
        return found
    if not isinstance(command, _STARTS_A_RECORD):
        raise not_found(command.member_id)
    return Held(head=NEW, state=Membership(member_id=command.member_id))


async def _history(ctx: Context, command: c.MembershipCommand) -> Sequence[EventEnvelope]:
    if not isinstance(command, c.ApplyRemedy):
        return ()
    return (await ctx.store.histories([command.member_id]))[command.member_id]


def saving_of(held: Held, decision: Decision) -> Saving:
    return Saving(
        held=held,
        state=decision.state,
        drafts=decision.drafts,
        next_due=next_due(decision.state, decision.catalog),
    )


def _done(command: c.MembershipCommand, decision: Decision, payments: Sequence[object]) -> Done:
    payment = payments[0] if payments else None
    return Done(
        fingerprint=fingerprint(command),
        member_id=command.member_id,
        version=decision.state.version,
        renewed=getattr(payment, "renewed", False),
        missing=getattr(payment, "missing", 0),
    )


async def _outcome(ctx: Context, done: Done, repeated: bool) -> Outcome:
    """With the membership as it is now."""
    held = (await ctx.store.load([done.member_id])).get(done.member_id)
    catalog = await ctx.catalog.current()
    view = None
    if held is not None and held.state.lifecycle is not None:
        view = view_of(held.state, catalog, ctx.currency, held.head.hash)
    return Outcome(
        member_id=done.member_id,
        version=done.version or (held.head.version if held else 0),
        repeated=repeated,
        renewed=done.renewed,
        missing=done.missing,
        membership=view,
    )
