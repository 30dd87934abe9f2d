"""Takes over rows of an existing platform: one load and one commit a batch.

A row that is there already is unchanged; one that cannot be taken is refused and stops no other.
"""

from collections.abc import Iterator, Sequence

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.contract.import_rows import (
    ImportBatch,
)
from services.membership.contract.import_views import ImportResult
from services.membership.handlers.import_evidence import take_logins, take_orders
from services.membership.handlers.import_members import take_members
from services.membership.handlers.import_payments import take_payments
from services.membership.handlers.intake import Intake
from services.membership.ports import Context

MOST_ROWS = 1000
MOST_EVENTS = 2_000
"""A payment may bring years of due changes with it, and a commit has to fit into one document."""


class TooMuchAtOnce(Exception):
    """Nothing of it was written."""


async def import_batch(ctx: Context, batch: ImportBatch) -> ImportResult:
    """Every row in exactly one of created, unchanged and refused.

    Raises:
        InvalidInput: more than 1,000 rows.
    """
    rows = [*batch.members, *batch.payments, *batch.orders, *batch.logins]
    if len(rows) > MOST_ROWS:
        raise InvalidInput(
            both(
                "一批最多 {most} 行，此批有 {count} 行。",
                "A batch has at most {most} rows, not {count}.",
                most=MOST_ROWS,
                count=len(rows),
            )
        )
    return _together([await _taken(ctx, part) for part in _parts(batch)])


def _together(results: Sequence[ImportResult]) -> ImportResult:
    return ImportResult(
        created=sum(one.created for one in results),
        unchanged=sum(one.unchanged for one in results),
        refused=tuple(refusal for one in results for refusal in one.refused),
    )


def _parts(batch: ImportBatch) -> Iterator[ImportBatch]:
    """Members first: the others belong to them."""
    if batch.members:
        yield ImportBatch(members=batch.members, hold=batch.hold)
    if batch.payments:
        payments = sorted(batch.payments, key=lambda row: row.paid_at)
        yield ImportBatch(payments=tuple(payments))
    if batch.orders or batch.logins:
        yield ImportBatch(orders=batch.orders, logins=batch.logins)


async def _taken(ctx: Context, batch: ImportBatch) -> ImportResult:
    """In two halves, the earlier payments first, where it is too much for one commit."""
    try:
        return await _take(ctx, batch)
    except TooMuchAtOnce:
        middle = len(batch.payments) // 2
        halves = batch.payments[:middle], batch.payments[middle:]
        return _together([await _taken(ctx, ImportBatch(payments=half)) for half in halves])


async def _take(ctx: Context, batch: ImportBatch) -> ImportResult:
    try:
        return await retry_on_conflict(lambda: _once(ctx, batch))
    except DuplicateInsert:
        # the same row came in beside this batch: it is found unchanged now
        return await retry_on_conflict(lambda: _once(ctx, batch))


async def _once(ctx: Context, batch: ImportBatch) -> ImportResult:
    intake = Intake(ctx, await ctx.catalog.current(), ctx.now())
    await intake.load(row.member_id for row in batch.members)
    await take_members(intake, batch.members, hold=batch.hold)
    await intake.load(row.member_id for row in batch.payments)
    await intake.load(row.member_id for row in batch.orders)
    await intake.load(row.member_id for row in batch.logins)
    await take_payments(intake, batch.payments)
    await take_orders(intake, batch.orders)
    await take_logins(intake, batch.logins)
    await intake.let_time_pass()
    if len(batch.payments) > 1 and intake.events > MOST_EVENTS:
        raise TooMuchAtOnce
    return await intake.commit()
