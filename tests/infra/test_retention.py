"""What was kept for long enough is shown for a day, then it goes, and nothing else."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from infra.kernel.clock import FixedClock
from infra.kernel.ids import new_id
from infra.retention.course import Phase
from infra.retention.sweeping import RETENTION, RetentionRounds, RetentionRule, Row
from infra.settings import PlatformSettings
from infra.storage.mongo import Client, Database, connect, database, ensure_indexes

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def db(mongo_url: str, database_prefix: str) -> AsyncIterator[Database]:
    client: Client = connect(PlatformSettings(mongo_url=mongo_url))
    made = database(client, database_prefix)
    await ensure_indexes(made, {RETENTION: [], "letters": []})
    yield made
    await client.drop_database(database_prefix)
    client.close()


class Killed(Exception):
    pass


class Office:
    def __init__(self, db: Database, clock: FixedClock) -> None:
        self.db, self.clock, self.kill = db, clock, False
        rule = RetentionRule(
            kind="LETTERS", collection="letters", at="at", kept_for=30 * DAY, take=self.take,
            applies=lambda row: not row.get("kept"),
        )  # fmt: skip
        self.retention = RetentionRounds(db, clock, [rule])

    async def take(self, rows: Sequence[Row]) -> None:
        await self.db["letters"].delete_many({"_id": {"$in": [row["_id"] for row in rows]}})
        if self.kill:
            self.kill = False
            raise Killed

    async def letters(self, days_ago: Sequence[float], **more: object) -> None:
        rows = [{"_id": new_id(), "at": self.clock.now() - n * DAY, **more} for n in days_ago]
        await self.db["letters"].insert_many(rows)

    async def all_steps(self) -> None:
        while await self.retention.step():
            pass

    async def left(self) -> int:
        return int(await self.db["letters"].count_documents({}))


async def test_it_is_shown_for_a_day_and_then_only_that_goes(db: Database) -> None:
    office = Office(db, FixedClock(NOW))
    await office.letters([29, 31, 40, *[50] * 1_200])
    await office.letters([60], kept=True)
    await office.all_steps()
    course = (await office.retention.courses())["LETTERS"]
    assert (course.phase, course.found, course.oldest) == (Phase.SHOWN, 1_202, NOW - 50 * DAY)
    assert course.next_at == NOW + DAY
    office.clock.advance(DAY - timedelta(seconds=1))
    await office.all_steps()
    assert await office.left() == 1_204
    office.clock.advance(timedelta(seconds=1))  # by now the one of 29 days is old enough, too
    await office.all_steps()
    assert await office.left() == 2
    course = (await office.retention.courses())["LETTERS"]
    assert (course.phase, course.taken) == (Phase.DONE, 1_202)


async def test_the_next_round_comes_a_day_later(db: Database) -> None:
    office = Office(db, FixedClock(NOW))
    await office.letters([29.5])
    await office.all_steps()
    assert (await office.retention.courses())["LETTERS"].phase is Phase.DONE
    office.clock.advance(DAY)
    await office.all_steps()
    assert (await office.retention.courses())["LETTERS"].found == 1
    office.clock.advance(DAY)
    await office.all_steps()
    assert await office.left() == 0


async def test_who_is_killed_in_between_goes_on(db: Database) -> None:
    office = Office(db, FixedClock(NOW))
    await office.letters([40] * 1_500)
    await office.all_steps()
    office.clock.advance(DAY)
    office.kill = True
    with pytest.raises(Killed):
        await office.all_steps()
    another = Office(db, office.clock)
    await another.all_steps()
    assert await another.left() == 0
