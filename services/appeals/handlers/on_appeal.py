"""Every command about an existing appeal: load, decide, save; again if somebody was faster."""

from contextlib import suppress

from infra.kernel.caller import Caller
from infra.kernel.errors import AppError, Unavailable
from infra.storage.unit_of_work import retry_on_conflict
from services.appeals.contract.commands import DecideAppeal
from services.appeals.domain.decide import OnAppeal, decide
from services.appeals.domain.state import Appeal
from services.appeals.handlers.context import Context
from services.appeals.handlers.current import current
from services.appeals.handlers.once import done_by, earlier
from services.appeals.ports import Beside


async def handle_on_appeal(ctx: Context, command: OnAppeal, by: Caller) -> bool:
    """Whether it had been done before under the same key."""
    if await earlier(ctx, command, by):
        return True
    try:
        await retry_on_conflict(lambda: _once(ctx, command, by))
    except AppError:
        # the same call beside this one may have been faster, and be why it is refused now
        if await earlier(ctx, command, by):
            return True
        raise
    if isinstance(command, DecideAppeal):
        ctx.at("appeals.decision.recorded")
    return False


async def _once(ctx: Context, command: OnAppeal, by: Caller) -> None:
    there = await current(ctx, command.number, by.actor)
    progress = decide(there.appeal, command, by.actor, ctx.now())
    if isinstance(command, DecideAppeal) and progress.appeal.remedy_pending:
        await _check_remedy(ctx, progress.appeal)
    done = done_by(command, by, command.number)
    await ctx.store.save(there, progress, by, Beside(done=done))


async def _check_remedy(ctx: Context, appeal: Appeal) -> None:
    """Before the member is told of it. While the membership does not answer, a decision is not
    held up: it is carried out later, and a refusal comes back to its reviewer.

    Raises:
        AppError: why the membership could not give it.
    """
    with suppress(Unavailable):
        await ctx.memberships.check_remedy(appeal)
