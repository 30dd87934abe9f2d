"""Readable numbers of incidents, such as `IN-20261127-0001`."""

from services.appeals.context import Context


async def next_number(ctx: Context) -> str:
    """By the operator's day, and the place within it."""
    day = ctx.operators_day(ctx.now())
    return f"IN-{day:%Y%m%d}-{await ctx.store.next_count(day, of='incidents'):04d}"
