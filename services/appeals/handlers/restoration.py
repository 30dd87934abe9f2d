"""A membership is restored for the time being, and that is taken back, exactly once each, whatever
dies in between: the membership does both once by their id, and the end it keeps even where it never
heard of the beginning. So a step that was cut off is taken again from its start."""

from services.appeals.context import Context
from services.appeals.domain.remedies import restoration
from services.appeals.handlers.current import BY_TIME
from services.appeals.rows import ExtraRows, Loaded


async def ask_restoration(ctx: Context, loaded: Loaded) -> None:
    """
    Raises:
        Unavailable: nothing is settled yet; to be tried again.
        VersionConflict: the appeal changed meanwhile; what is left is due again.
    """
    ctx.at("appeals.restoration.before_call")
    why_not = await ctx.memberships.restore_for_now(loaded.appeal)
    ctx.at("appeals.restoration.after_call")
    recorder = restoration.answered(loaded.appeal, why_not, ctx.now())
    await ctx.store.save(loaded, recorder, BY_TIME, ExtraRows())
    ctx.at("appeals.restoration.after_record")


async def end_restoration(ctx: Context, loaded: Loaded) -> None:
    """Raises as `ask_restoration`."""
    ctx.at("appeals.restoration.before_end")
    await ctx.memberships.end_restoration(loaded.appeal)
    ctx.at("appeals.restoration.after_end")
    recorder = restoration.ended(loaded.appeal, ctx.now())
    await ctx.store.save(loaded, recorder, BY_TIME, ExtraRows())
    ctx.at("appeals.restoration.after_end_record")
