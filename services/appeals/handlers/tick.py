"""What is due for an appeal: its clocks, its remedy, its case file, what is restored for now."""

from infra.kernel.errors import AppError
from infra.log import logger
from infra.storage.changes import VersionConflict
from infra.storage.unit_of_work import retry_on_conflict
from services.appeals.context import Context
from services.appeals.domain.due import retry_at, wants_case_file, wants_triage
from services.appeals.domain.remedies.restoration import is_to_end, is_wanted
from services.appeals.handlers.current import current
from services.appeals.handlers.remedy import settle_remedy
from services.appeals.handlers.restoration import ask_restoration, end_restoration
from services.appeals.rows import Loaded


async def tick(ctx: Context, number: str) -> None:
    """Can be repeated and can run beside another one of itself. What another service cannot do
    now is due again later, by the clock."""
    there = await retry_on_conflict(lambda: current(ctx, number))
    try:
        await _work(ctx, there)
    except VersionConflict:
        return  # it changed meanwhile, and with that it is due again if anything is left
    except AppError as error:
        logger.warning("asked again later", number=number, code=error.code)
        await ctx.store.postpone(there, retry_at(there.appeal, ctx.now()))


async def _work(ctx: Context, there: Loaded) -> None:
    if there.appeal.remedy_pending:
        await settle_remedy(ctx, there)
    elif is_wanted(there.appeal):
        await ask_restoration(ctx, there)
    elif is_to_end(there.appeal):
        await end_restoration(ctx, there)
    elif wants_case_file(there.appeal):
        await ctx.case_files.settle(there)
    elif wants_triage(there.appeal):
        await ctx.triage.look_at(there)
    else:
        await ctx.store.look(there)
