"""Every command about an existing appeal: load, decide, save."""

from contextlib import suppress

from msgspec.structs import replace

from infra.kernel.errors import Unavailable
from infra.kernel.idempotency import under
from infra.storage.changes import DuplicateInsert
from infra.storage.once import once
from services.appeals.context import Context
from services.appeals.contract.commands import DecideAppeal
from services.appeals.contract.lifecycle_commands import EscalateAppeal, ReopenAppeal
from services.appeals.contract.quotes import Quote, Reference
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.quoting import quoted
from services.appeals.domain.decide import OnAppeal, decide
from services.appeals.domain.deciding.citing import cited
from services.appeals.domain.identity.identity import require_proven
from services.appeals.domain.opening.losses import claim_on_loss
from services.appeals.domain.opening.rounds import decided_by
from services.appeals.domain.review.proposal import Proposal, needs_second, propose
from services.appeals.handlers.answers import said_by_template, worded
from services.appeals.handlers.current import current
from services.appeals.handlers.once import earlier, outcome_of
from services.appeals.rows import Done, ExtraRows, Loaded
from services.shared.callers import Caller, keys_of


async def handle_on_appeal(ctx: Context, command: OnAppeal, by: Caller) -> bool:
    """Whether it had been done before under the same key."""
    _, repeated = await _once(ctx, command, by)
    if isinstance(command, DecideAppeal) and not repeated:
        ctx.at("appeals.decision.recorded")
    return repeated


async def _once(ctx: Context, command: OnAppeal, by: Caller) -> tuple[Done, bool]:
    while True:
        with suppress(DuplicateInsert):  # opened beside this call, about the same loss: found now
            return await once(
                lambda: earlier(ctx, command, by), lambda: _carry_out(ctx, command, by)
            )


async def _carry_out(ctx: Context, command: OnAppeal, by: Caller) -> Done:
    there = await current(ctx, command.number, by.actor)
    known, completed = await _known(ctx, command), await _completed(ctx, there, command, by)
    quotes = await _quotes(ctx, there.appeal, command)
    said = await said_by_template(ctx, there.appeal, command, by.actor)
    recorder = decide(there.appeal, worded(completed, said), by.actor, ctx.now(), known)
    recorder.complete(quotes, said)
    done = outcome_of(command, command.number)
    if isinstance(completed, DecideAppeal) and recorder.appeal.remedy_pending:
        worth = await _check_remedy(ctx, recorder.appeal)
        if needs_second(worth, ctx.four_eyes_above):
            proposal = Proposal(
                number=command.number,
                command=completed,
                said=said,
                by=by.actor,
                at=ctx.now(),
                worth=worth,
            )
            await _propose(ctx, there, proposal, done, by)
            return done
    claim = await _claim(ctx, there.appeal, recorder.appeal)
    await ctx.store.save(there, recorder, by, ExtraRows(done=under(keys_of(by), done), claim=claim))
    return done


async def _propose(ctx: Context, there: Loaded, proposal: Proposal, done: Done, by: Caller) -> None:
    """Nothing is decided until a second of the staff confirms it."""
    extra = ExtraRows(done=under(keys_of(by), done))
    with_it = await ctx.proposals.proposed(proposal, extra)
    await ctx.store.save(there, propose(there.appeal, by.actor, proposal.at), by, with_it)


async def _known(ctx: Context, command: OnAppeal) -> frozenset[str]:
    """What is no news to who opens an appeal again."""
    if not isinstance(command, ReopenAppeal):
        return frozenset()
    dossier = (await ctx.store.dossiers([command.number]))[command.number]
    return frozenset(order for message in dossier.messages for order in message.orders)


async def _quotes(ctx: Context, appeal: Appeal, command: OnAppeal) -> tuple[Quote, ...]:
    """
    Raises:
        InvalidInput: not of this case.
    """
    references: tuple[Reference, ...] = getattr(command, "quotes", ())
    if not references:
        return ()
    dossiers = await ctx.store.dossiers([appeal.number], case_files=[appeal.number])
    return quoted(references, appeal, dossiers[appeal.number].case_file)


async def _claim(ctx: Context, before: Appeal, after: Appeal) -> str | None:
    """Of an appeal that is opened again: beside it no other one about the loss is open."""
    if after.rounds == before.rounds:
        return None
    others = await ctx.store.of_members([before.member_id])
    return claim_on_loss(others, before.member_id, before.lost_at, ctx.now())


async def _completed(ctx: Context, there: Loaded, command: OnAppeal, by: Caller) -> OnAppeal:
    """A decision with what it cites of its case, and who makes it; an escalation with whether
    anybody is there for it.

    Raises:
        InvalidInput: it cites what is not of the case.
    """
    if isinstance(command, EscalateAppeal):
        but, queue = decided_by(there.appeal), there.place.queue
        others = await ctx.colleagues.anybody_for(queue, but, ctx.now())
        return replace(command, nobody_else=not others)
    if not isinstance(command, DecideAppeal):
        return command
    number = command.number
    dossier = (await ctx.store.dossiers([number], case_files=[number])).get(number)
    citing = cited(command, dossier) if dossier else command.citing
    return replace(command, citing=citing, staff_kind=by.staff_kind, confirmed_by=None)


async def _check_remedy(ctx: Context, appeal: Appeal) -> int | None:
    """What it is worth, before the member is told of it. While the membership does not answer, a
    decision is not held up: it is carried out later, and a refusal comes back to its reviewer.

    Raises:
        AppError: why the membership could not give it.
        NotAllowed: it is worth so much that its member has to prove who they are first.
    """
    with suppress(Unavailable):
        worth = await ctx.memberships.check_remedy(appeal)
        require_proven(appeal, worth, ctx.identity_above)
        return worth
    return None
