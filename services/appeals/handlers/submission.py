"""Opening an appeal, with what the member would have to prove."""

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from infra.kernel.errors import NotAllowed, Unavailable
from infra.kernel.idempotency import under
from infra.storage.changes import DuplicateInsert
from infra.storage.once import once
from services.appeals.context import Context
from services.appeals.contract.commands import OpenAppeal, OpenCase
from services.appeals.contract.evidence_events import KeptFile
from services.appeals.domain.aggregate.texts import order_numbers
from services.appeals.domain.case.case_file import SealedCaseFile
from services.appeals.domain.opening.losses import claim_on_loss, require_in_time, require_undecided
from services.appeals.domain.opening.submission import (
    check_opening,
    open_appeal,
    open_case,
    readable_number,
    require_loss,
)
from services.appeals.handlers.once import earlier, outcome_of
from services.appeals.rows import Done, ExtraRows
from services.shared.callers import Caller, keys_of


class Begun(NamedTuple):
    """What there was before it was opened. `files` come with its first message, `message_id`;
    `beside`: what else is written with it, by its number."""

    files: tuple[KeptFile, ...]
    message_id: str
    beside: Callable[[str], ExtraRows]


NOTHING_BEGUN = Begun((), "", lambda _number: ExtraRows())


async def handle_open(ctx: Context, command: OpenAppeal, by: Caller) -> tuple[str, bool]:
    """The number, and whether it had been opened before under the same key."""
    check_opening(command, by.actor, ctx.now())
    if found := await earlier(ctx, command, by):
        return found.number, True
    case = await case_of_loss(ctx, command)
    while True:
        try:
            done, repeated = await once(
                lambda: earlier(ctx, command, by),
                lambda: open_now(ctx, command, case, by, _done_by(command, by)),
            )
        except DuplicateInsert:
            continue  # a call beside this one was faster, about the same loss: it is found now
        return done.number, repeated


def _done_by(command: OpenAppeal, by: Caller) -> Callable[[str], list[Done]]:
    return lambda number: under(keys_of(by), outcome_of(command, number))


async def case_of_loss(ctx: Context, command: OpenAppeal) -> SealedCaseFile | None:
    """None while the membership does not answer.

    Raises:
        NotAllowed: nothing was lost.
    """
    case = await _case_file_now(ctx, command)
    if case is not None:
        require_loss(case)
    return case


async def handle_open_case(ctx: Context, command: OpenCase, by: Caller) -> tuple[str, bool]:
    """The number, and whether it was there already: under the same key, or about the same loss."""
    if found := await earlier(ctx, command, by):
        return found.number, True
    case = await _case_file_now(ctx, command)
    while True:
        try:
            done, repeated = await once(
                lambda: earlier(ctx, command, by), lambda: _open_case(ctx, command, case, by)
            )
        except DuplicateInsert:
            continue
        except NotAllowed as refused:
            if (number := refused.details.get("number")) is None:
                raise
            return str(number), True
        return done.number, repeated


async def _open_case(
    ctx: Context, command: OpenCase, case: SealedCaseFile | None, by: Caller
) -> Done:
    now = ctx.now()
    lost_at = case.lost_at(command.lost_at) if case else command.lost_at
    others = await ctx.store.of_members([command.member_id])
    claim = claim_on_loss(others, command.member_id, lost_at, now)
    day = ctx.operators_day(now)
    number = readable_number(day, await ctx.store.next_count(day))
    done = outcome_of(command, number)
    extra = ExtraRows(done=under(keys_of(by), done), case=case, claim=claim)
    calendar = await ctx.calendars.in_force()
    await ctx.store.save(None, open_case(command, number, case, now, calendar=calendar), by, extra)
    return done


async def _case_file_now(ctx: Context, command: OpenAppeal | OpenCase) -> SealedCaseFile | None:
    """None while the membership does not answer: the appeal is taken, the file follows."""
    orders = order_numbers(command.orders) if isinstance(command, OpenAppeal) else ()
    try:
        return await ctx.case_files.first(command.member_id, command.lost_at, orders)
    except Unavailable:
        return None


async def claim_for_new(ctx: Context, command: OpenAppeal, case: SealedCaseFile | None) -> str:
    """The key of the loss.

    Raises:
        NotAllowed: it is appealed against, was decided, or is too long ago.
    """
    now = ctx.now()
    lost_at = case.lost_at(command.lost_at) if case else command.lost_at
    others = await ctx.store.of_members([command.member_id])
    claim = claim_on_loss(others, command.member_id, lost_at, now)
    require_undecided(others, lost_at, now)
    require_in_time(lost_at, now)
    return claim


async def open_now(
    ctx: Context,
    command: OpenAppeal,
    case: SealedCaseFile | None,
    by: Caller,
    done_as: Callable[[str], list[Done]],
    *,
    begun: Begun = NOTHING_BEGUN,
) -> Done:
    """`done_as`: what is remembered of it, by the appeal's number."""
    now = ctx.now()
    claim = await claim_for_new(ctx, command, case)
    day = ctx.operators_day(now)
    number = readable_number(day, await ctx.store.next_count(day))
    calendar = await ctx.calendars.in_force()
    recorder = open_appeal(
        command, number, case, by.actor, now,
        calendar=calendar, files=begun.files, message_id=begun.message_id,
    )  # fmt: skip
    extra = replace(begun.beside(number), done=done_as(number), case=case, claim=claim)
    await ctx.store.save(None, recorder, by, extra)
    return outcome_of(command, number)
