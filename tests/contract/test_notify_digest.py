"""What can wait comes in one message: nothing twice, and nothing dropped at the edge."""

import asyncio
from datetime import timedelta

import pytest

from infra.storage.changes import VersionConflict
from tests.contract.notify_system import House, bodies
from tests.fakes.notify.desk import Desk, coming

INSTANT = timedelta(milliseconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(notify: House) -> Desk:
    desk = Desk(notify)
    await desk.open()
    return desk


async def test_a_late_commit_finds_the_digest_made_and_comes_in_the_next(
    notify: House, desk: Desk
) -> None:
    """The plan was made in the window; its commit comes after the digest went out."""
    at = desk.window.end - INSTANT
    await desk.tell(coming(at), at)
    with pytest.raises(VersionConflict):
        await desk.tell(coming(at, price=2), at, meddle=desk.end)
    assert await desk.told() == [1]
    await desk.catch_up(at)  # the feed shows it again
    await desk.end(desk.window.end + timedelta(days=1, minutes=1))
    assert await desk.told() == [1, 1]
    listed = [e["id"] for digest in await desk.digests() for e in digest.facts["entries"]]
    assert len(set(listed)) == 2


async def test_an_alert_that_comes_while_the_digest_is_made_is_in_it(
    notify: House, desk: Desk
) -> None:
    at = desk.window.end - INSTANT
    await desk.tell(coming(at), at)
    desk.move_to(desk.window.due)
    await desk.digesting(lambda: desk.tell(coming(at, price=2), at)).make(await desk.job())
    assert await desk.told() == [2]


async def test_made_twice_and_by_two_at_once_it_is_one_digest(notify: House, desk: Desk) -> None:
    await desk.tell(coming(desk.start), desk.start)
    desk.move_to(desk.window.due)
    job = await desk.job()
    await asyncio.gather(desk.digesting().make(job), desk.digesting().make(job))
    await desk.digesting().make(job)  # as after a kill before the job was deleted
    await notify.attend()
    assert await desk.told() == [1]
    assert len(bodies(await notify.sent(), "sms")) == 1


async def test_a_worker_that_dies_before_the_commit_leaves_the_digest_to_another(
    notify: House, desk: Desk
) -> None:
    async def die() -> None:
        raise asyncio.CancelledError

    await desk.tell(coming(desk.start), desk.start)
    desk.move_to(desk.window.due)
    with pytest.raises(asyncio.CancelledError):
        await desk.digesting(die).make(await desk.job())
    assert await desk.told() == []
    await desk.end()
    assert await desk.told() == [1]
