"""What reading appeals costs, and what it tells."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.kernel.errors import NotFound
from infra.storage.mongo import Database, database
from services.appeals.adapters.documents import APPEALS
from services.appeals.contract.commands import ReplyToAppeal, WithdrawAppeal
from services.appeals.contract.queries import GetAppeal, GetAppealsOf, GetQueue
from services.appeals.contract.views import Failed
from tests.contract.appeals_system import AppealsSystem, appeals_system
from tests.reads import reading
from tests.unit.appeals.people import MEMBER, STRANGER, by


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


@pytest.fixture
def db(system: AppealsSystem, database_prefix: str) -> Database:
    return database(system.mongo, f"{database_prefix}_appeals")


async def test_nobody_can_tell_an_appeal_of_somebody_else_from_one_that_there_is_not(
    system: AppealsSystem,
) -> None:
    theirs = await system.open()
    work = []
    for number in (theirs.number, "AP-20261121-9999"):
        with reading() as reads:
            [answer] = await system.api.read([GetAppeal(number=number, member_id=STRANGER.id)])
        assert isinstance(answer, Failed)
        assert answer.error.code == "NOT_FOUND"
        work.append(reads.names)
        for command in (WithdrawAppeal(number=number), ReplyToAppeal(number=number, text="Hm?")):
            with reading() as reads, pytest.raises(NotFound):
                await system.api.execute(command, by(STRANGER, "a key"))
            work.append(reads.names)
    assert work[:3] == work[3:]
    assert work[0] == ["find appeals"]


@pytest.mark.parametrize(
    "after", ["x", "AP-20261121-0001", "0", "2026-11-21 AP-1", "2026-11-21T12:00:00.000+00:00 "]
)
async def test_a_place_that_no_page_gave_is_refused(system: AppealsSystem, after: str) -> None:
    await system.open()
    mine = GetAppealsOf(member_id=MEMBER.id, after=after)
    for answer in await system.api.read(
        [mine, GetQueue(after=after), GetQueue(after=f"0 {after}")]
    ):
        assert isinstance(answer, Failed)
        assert (answer.error.code, answer.error.field) == ("INVALID_INPUT", "after")


async def test_the_place_in_the_queue_is_counted_and_not_read(
    system: AppealsSystem, db: Database
) -> None:
    first = await system.open()
    row = await db[APPEALS].find_one({"_id": first.number})
    assert row is not None
    due = row["state"]["first_answer_due"]
    for n, sooner in ((1, timedelta()), (2, timedelta(minutes=1)), (3, -timedelta(minutes=1))):
        await db[APPEALS].insert_one(due_at(row, f"AP-0{n}", due - sooner))
    with reading() as reads:
        assert (await system.view(first.number)).place_in_queue == 3  # the same instant, and before
    assert (await system.view("AP-03")).place_in_queue == 4
    crowd = [due_at(row, f"AP-1{n}", due - timedelta(1)) for n in range(1_100)]
    await db[APPEALS].insert_many(crowd)
    await system.view(first.number)
    with reading() as again:
        assert (await system.view(first.number)).place_in_queue == 500
    assert again.rows == reads.rows


def due_at(row: dict[str, Any], number: str, due: datetime) -> dict[str, Any]:
    """Another appeal, as the store would keep it."""
    state = {**row["state"], "first_answer_due": due, "number": number}
    key = f"{due.isoformat(timespec='milliseconds')} {number}"
    return {**row, "_id": number, "state": state, "order": key}
