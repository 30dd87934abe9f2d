"""An appeal as it is now: what time alone does to it is recorded before anything else."""

from infra.kernel.events import Actor
from services.appeals.context import Context
from services.appeals.domain import tick
from services.appeals.domain.aggregate.people import no_such_appeal
from services.appeals.rows import ExtraRows, Loaded
from services.shared.callers import SYSTEM, ActorKind, Caller

BY_TIME = Caller(actor=SYSTEM)


async def current(ctx: Context, number: str, by: Actor = SYSTEM) -> Loaded:
    """
    Raises:
        NotFound: there is none, or a member asks for another member's.
        VersionConflict: somebody was faster; to be tried again.
    """
    found = await _held(ctx, number, by)
    passed = tick.tick(found.appeal, ctx.now(), found.due)
    if not passed.drafts:
        return found
    await ctx.store.save(found, passed, BY_TIME, ExtraRows())
    return await _held(ctx, number, by)


async def _held(ctx: Context, number: str, by: Actor) -> Loaded:
    found = await ctx.store.load(number, by.id if by.kind == ActorKind.MEMBER else "")
    if found is None:
        raise no_such_appeal(number)
    return found
