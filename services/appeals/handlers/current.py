"""An appeal as it is now: what time alone does to it is recorded before anything else."""

from infra.kernel.caller import Caller
from infra.kernel.events import SYSTEM
from services.appeals.domain import tick
from services.appeals.domain.people import no_such_appeal
from services.appeals.handlers.context import Context
from services.appeals.ports import Beside, Held

BY_TIME = Caller(actor=SYSTEM)


async def current(ctx: Context, number: str) -> Held:
    """
    Raises:
        NotFound
        VersionConflict: somebody was faster; to be tried again.
    """
    found = await _held(ctx, number)
    passed = tick.tick(found.appeal, ctx.now())
    if not passed.drafts:
        return found
    await ctx.store.save(found, passed, BY_TIME, Beside())
    return await _held(ctx, number)


async def _held(ctx: Context, number: str) -> Held:
    found = await ctx.store.load(number)
    if found is None:
        raise no_such_appeal(number)
    return found
