"""Every command about an existing appeal: load, decide, save."""

from contextlib import suppress

from infra.kernel.errors import Unavailable
from infra.kernel.idempotency import under
from infra.storage.once import once
from services.appeals.contract.commands import DecideAppeal
from services.appeals.domain.decide import OnAppeal, decide
from services.appeals.domain.state import Appeal
from services.appeals.handlers.current import current
from services.appeals.handlers.once import earlier, outcome_of
from services.appeals.ports import Context, Done, ExtraRows
from services.shared.callers import Caller, keys_of


async def handle_on_appeal(ctx: Context, command: OnAppeal, by: Caller) -> bool:
    """Whether it had been done before under the same key."""
    _, repeated = await once(
        lambda: earlier(ctx, command, by), lambda: _carry_out(ctx, command, by)
    )
    if isinstance(command, DecideAppeal) and not repeated:
        ctx.at("appeals.decision.recorded")
    return repeated


async def _carry_out(ctx: Context, command: OnAppeal, by: Caller) -> Done:
    there = await current(ctx, command.number, by.actor)
    recorder = decide(there.appeal, command, by.actor, ctx.now())
    if isinstance(command, DecideAppeal) and recorder.appeal.remedy_pending:
        await _check_remedy(ctx, recorder.appeal)
    done = outcome_of(command, command.number)
    await ctx.store.save(there, recorder, by, ExtraRows(done=under(keys_of(by), done)))
    return done


async def _check_remedy(ctx: Context, appeal: Appeal) -> None:
    """Before the member is told of it. While the membership does not answer, a decision is not
    held up: it is carried out later, and a refusal comes back to its reviewer.

    Raises:
        AppError: why the membership could not give it.
    """
    with suppress(Unavailable):
        await ctx.memberships.check_remedy(appeal)
