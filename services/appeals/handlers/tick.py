"""What is due for an appeal: its clocks, its remedy, its case file."""

import msgspec

from infra.kernel.errors import AppError, InvalidInput
from infra.log import logger
from infra.storage.changes import VersionConflict
from infra.storage.unit_of_work import retry_on_conflict
from services.appeals.domain.case_file import attach
from services.appeals.domain.due import retry_at, wants_case_file
from services.appeals.domain.recorder import Recorder
from services.appeals.handlers.current import BY_TIME, current
from services.appeals.handlers.remedy import settle_remedy
from services.appeals.handlers.submission import fetch_case_file
from services.appeals.ports import Context, ExtraRows, Loaded
from services.shared.callers import SYSTEM


async def tick(ctx: Context, number: str) -> None:
    """Can be repeated and can run beside another one of itself. What the membership cannot do
    now is due again later, by the clock."""
    there = await retry_on_conflict(lambda: current(ctx, number))
    try:
        await _work(ctx, there)
    except VersionConflict:
        return  # it changed meanwhile, and with that it is due again if anything is left
    except AppError as error:
        logger.warning("membership asked again later", number=number, code=error.code)
        await ctx.store.postpone(there, retry_at(there.appeal, ctx.now()))


async def _work(ctx: Context, there: Loaded) -> None:
    if there.appeal.remedy_pending:
        await settle_remedy(ctx, there)
    elif wants_case_file(there.appeal):
        await _attach_case_file(ctx, there)


async def _attach_case_file(ctx: Context, there: Loaded) -> None:
    appeal = there.appeal
    try:
        case = await fetch_case_file(ctx, appeal.member_id, appeal.lost_at)
    except InvalidInput:
        # taken while the membership was away, and nothing was lost then: for staff to clear up
        case = await fetch_case_file(ctx, appeal.member_id, None)
        case = msgspec.structs.replace(case, about_another_loss=True)
    recorder = Recorder(appeal, SYSTEM, ctx.now())
    attach(recorder, case)
    await ctx.store.save(there, recorder, BY_TIME, ExtraRows(case=case))
