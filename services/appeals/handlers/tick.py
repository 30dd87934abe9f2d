"""What is due for an appeal: its clocks, its remedy, its case file."""

from infra.kernel.caller import Caller
from infra.kernel.errors import AppError
from infra.kernel.events import SYSTEM
from infra.log import logger
from infra.unit_of_work import VersionConflict, retry_on_conflict
from services.appeals.domain import tick as clocks
from services.appeals.domain.case_file import attach
from services.appeals.domain.clocks import retry_at, wants_case_file
from services.appeals.domain.progress import Progress
from services.appeals.handlers.context import Context
from services.appeals.handlers.on_appeal import held
from services.appeals.handlers.remedy import settle_remedy
from services.appeals.handlers.submission import fetch_case_file
from services.appeals.ports import Beside, Held

_BY_TIME = Caller(actor=SYSTEM)


async def tick(ctx: Context, number: str) -> None:
    """Can be repeated and can run beside another one of itself. What the membership cannot do
    now is due again later, by the clock."""
    await retry_on_conflict(lambda: _run_clocks(ctx, number))
    current = await held(ctx, number)
    try:
        await _work(ctx, current)
    except VersionConflict:
        return  # it changed meanwhile, and with that it is due again if anything is left
    except AppError as error:
        logger.warning("membership asked again later", number=number, code=error.code)
        await ctx.store.postpone(current, retry_at(current.appeal, ctx.now()))


async def _run_clocks(ctx: Context, number: str) -> None:
    current = await held(ctx, number)
    progress = clocks.tick(current.appeal, ctx.now())
    if progress.drafts:
        await ctx.store.save(current, progress, _BY_TIME, Beside())


async def _work(ctx: Context, current: Held) -> None:
    if current.appeal.remedy_pending:
        await settle_remedy(ctx, current)
    elif wants_case_file(current.appeal):
        await _attach_case_file(ctx, current)


async def _attach_case_file(ctx: Context, current: Held) -> None:
    appeal = current.appeal
    case = await fetch_case_file(ctx, appeal.member_id, appeal.lost_at)
    progress = Progress(appeal, SYSTEM, ctx.now())
    attach(progress, case)
    await ctx.store.save(current, progress, _BY_TIME, Beside(case=case))
