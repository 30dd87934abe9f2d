"""Lets time pass for one membership."""

from infra.unit_of_work import VersionConflict
from services.membership.domain.decision import Decision
from services.membership.domain.tick import tick as pass_time
from services.membership.handlers.on_membership import saving_of
from services.membership.ports import Context


async def tick(ctx: Context, member_id: str) -> None:
    """Records what is due. Waking up early only corrects when to wake up next."""
    held = (await ctx.store.load([member_id])).get(member_id)
    if held is None:
        return
    now = ctx.now()
    decision = Decision(held.state, await ctx.catalog.current(), now)
    pass_time(decision)
    try:
        await ctx.store.save([saving_of(held, decision)], now)
    except VersionConflict:
        return  # somebody was faster, and what is left is found due again
