"""Rows about one member are taken in the order of the file, and nothing else has to wait."""

import asyncio
from pathlib import Path

from services.importing.deliver import SentBatch
from services.importing.pipe import delivered
from services.importing.records import records
from services.importing.row_counts import RowCounts
from services.importing.rows import RowBatch, batches
from services.importing.seen import SeenRows
from services.importing.tables import member_of
from tests.unit.importing.working import AT, ORDER_HEADER, checked, write


def of_members(*members: str) -> list[str]:
    lines = [f"o{n},{member},{AT},10.00,9.00" for n, member in enumerate(members)]
    return [ORDER_HEADER, *lines]


def batches_of(folder: Path, size: int, *members: str) -> list[RowBatch]:
    file = write(folder / "orders.csv", of_members(*members))
    with checked(file) as (source, table), SeenRows(folder / "seen") as seen:
        return list(batches(records(source, source.start, table.free_text), table, seen, size))


def members_in(batch: RowBatch) -> str:
    return "".join(member_of(row) for row in batch.rows)


def test_a_batch_ends_where_one_members_rows_end(tmp_path: Path) -> None:
    found = batches_of(tmp_path, 4, *"aabbbbbccd")
    assert [members_in(one) for one in found] == ["aa", "bbbb", "bcc", "d"]


async def test_a_batch_waits_for_those_before_it_that_are_about_one_of_its_members(
    tmp_path: Path,
) -> None:
    busy: set[str] = set()
    started: list[str] = []
    two = asyncio.Event()

    async def deliver(batch: RowBatch) -> SentBatch:
        members = {member_of(row) for row in batch.rows}
        assert not members & busy
        busy.update(members)
        started.append(members_in(batch))
        if len(started) == 2:
            two.set()
        await two.wait()
        busy.difference_update(members)
        return SentBatch(batch=batch, row_counts=RowCounts(), refused=())

    found = batches_of(tmp_path, 2, *"aabbaaccdd")
    sent = [members_in(one.batch) async for one in delivered(iter(found), deliver, 3)]
    assert sent == started == ["aa", "bb", "aa", "cc", "dd"]
