"""Jobs: one worker at a time, and nothing that is due is lost."""

import msgspec

from services.notify.core.deliveries.job import JobKind, Lane
from services.notify.core.stores.jobs import CODES_ENQUEUED_FOR, ENQUEUED_FOR, LEASE
from tests.contract.notify_stores.conftest import Stores
from tests.contract.notify_stores.made import MINUTE, NOW, SECOND, job


async def test_one_worker_claims_a_job(stores: Stores) -> None:
    await stores.jobs.add([job("j-1")])
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    assert (ours.lease, ours.claimed_at, ours.handed) == ("token", NOW, ())
    assert (ours.items, ours.next_due) == (job("j-1").items, NOW + LEASE)
    assert await stores.jobs.claim("j-1", "another") is None
    assert await stores.jobs.claim("none", "token") is None


async def test_what_is_there_already_is_not_added_again(stores: Stores) -> None:
    await stores.jobs.add([job("j-1")])
    await stores.jobs.claim("j-1", "token")
    await stores.jobs.add([job("j-1"), job("j-2")])
    assert await stores.jobs.claim("j-1", "another") is None
    assert await stores.jobs.claim("j-2", "another") is not None


async def test_what_is_due_is_left_to_the_queue_for_a_while(stores: Stores) -> None:
    """Whoever planned it put it there."""
    await stores.jobs.add([job("alert"), job("code", lane=Lane.CODES), job("later", MINUTE)])
    assert await stores.jobs.take_due(10) == []
    stores.clock.advance(CODES_ENQUEUED_FOR)
    assert [one.id for one in await stores.jobs.take_due(10)] == ["code"]
    assert await stores.jobs.take_due(10) == [], "it was put into the queue just now"
    stores.clock.advance(ENQUEUED_FOR - CODES_ENQUEUED_FOR)
    assert [one.id for one in await stores.jobs.take_due(10)] == ["code", "alert"]
    stores.clock.advance(MINUTE)
    assert {one.id for one in await stores.jobs.take_due(10)} == {"code", "alert", "later"}


async def test_the_longest_due_is_taken_first_and_only_so_many(stores: Stores) -> None:
    await stores.jobs.add(
        [job("third", 3 * SECOND), job("first", SECOND), job("second", 2 * SECOND)]
    )
    stores.clock.advance(MINUTE)
    assert [one.id for one in await stores.jobs.take_due(2)] == ["first", "second"]
    assert [one.id for one in await stores.jobs.take_due(2)] == ["third"]


async def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(stores: Stores) -> None:
    await stores.jobs.add([job("j-1")])
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    stores.clock.advance(2 * LEASE)  # leases run by real time
    assert await stores.jobs.take_due(10) == []
    assert await stores.jobs.abandoned(10) == []
    assert await stores.jobs.take_over(ours, "another") is None
    stores.real.advance(LEASE + SECOND)
    [left] = await stores.jobs.abandoned(10)
    over = await stores.jobs.take_over(left, "another")
    assert over is not None
    assert (over.lease, over.claimed_at) == ("another", NOW)
    assert not await stores.jobs.keep(ours, ["a-1"])
    assert await stores.jobs.take_over(left, "third") is None


async def test_a_lease_that_is_kept_lasts_and_says_what_was_handed_over(stores: Stores) -> None:
    await stores.jobs.add([job("j-1")])
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    stores.real.advance(LEASE - SECOND)
    stores.clock.advance(LEASE - SECOND)
    assert await stores.jobs.keep(ours, ["a-1"])
    stores.real.advance(LEASE - SECOND)
    stores.clock.advance(LEASE + SECOND)
    assert await stores.jobs.abandoned(10) == []
    stores.real.advance(2 * SECOND)
    [left] = await stores.jobs.abandoned(10)
    assert left.handed == ("a-1",)


async def test_only_its_worker_rewrites_a_job(stores: Stores) -> None:
    await stores.jobs.add([job("j-1")])
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    [item] = ours.items
    stranger = msgspec.structs.replace(ours, lease="another")
    await stores.jobs.rewrite(stranger, [msgspec.structs.replace(item, text="theirs")])
    await stores.jobs.rewrite(ours, [msgspec.structs.replace(item, text="ours")])
    stores.real.advance(LEASE + SECOND)
    await stores.jobs.release(ours)
    again = await stores.jobs.claim("j-1", "next")
    assert again is not None
    assert [one.text for one in again.items] == ["ours"]


async def test_what_is_done_is_gone(stores: Stores) -> None:
    await stores.jobs.add([job("j-1")])
    assert await stores.jobs.is_open("j-1")
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    await stores.jobs.done(ours)
    assert not await stores.jobs.is_open("j-1")
    await stores.jobs.done(ours)


async def test_who_lost_a_job_neither_ends_nor_frees_nor_puts_it_off(stores: Stores) -> None:
    await stores.jobs.add([job("j-1")])
    late = await stores.jobs.claim("j-1", "token")
    assert late is not None
    stores.real.advance(LEASE + SECOND)
    theirs = await stores.jobs.take_over(late, "another")
    assert theirs is not None
    await stores.jobs.done(late)
    await stores.jobs.release(late)
    await stores.jobs.put_off(late, NOW + 60 * MINUTE)
    assert await stores.jobs.is_open("j-1")
    assert await stores.jobs.claim("j-1", "third") is None
    assert await stores.jobs.keep(theirs, [])


async def test_a_job_that_is_kept_is_not_freed(stores: Stores) -> None:
    await stores.jobs.add([job("j-1")])
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    stores.real.advance(LEASE + SECOND)
    assert await stores.jobs.keep(ours, [])
    await stores.jobs.release(ours)
    assert await stores.jobs.claim("j-1", "another") is None


async def test_what_was_put_off_waits_until_it_is_hurried(stores: Stores) -> None:
    for name in ("paused", "other"):
        await stores.jobs.add([job(name, campaign=name)])
        ours = await stores.jobs.claim(name, "token")
        assert ours is not None
        await stores.jobs.put_off(ours, NOW + 60 * MINUTE)
    stores.clock.advance(MINUTE)
    assert await stores.jobs.take_due(10) == []
    await stores.jobs.hurry("paused")
    assert [one.id for one in await stores.jobs.take_due(10)] == ["paused"]


async def test_whether_a_campaign_has_anything_left_to_send(stores: Stores) -> None:
    await stores.jobs.add([job("send", campaign="c-1")])
    await stores.jobs.add([job("climb", campaign="c-2", kind=JobKind.CLIMB)])
    assert [await stores.jobs.to_send(one) for one in ("c-1", "c-2", "c-3")] == [True, False, False]


async def test_a_job_that_is_woken_is_due_now_or_added(stores: Stores) -> None:
    await stores.jobs.wake(job("new"))
    await stores.jobs.add([job("late", 60 * MINUTE)])
    await stores.jobs.wake(job("late"))
    stores.clock.advance(ENQUEUED_FOR)
    assert {one.id for one in await stores.jobs.take_due(10)} == {"new", "late"}


async def test_whoever_was_woken_cannot_leave_without_having_looked_again(stores: Stores) -> None:
    await stores.jobs.wake(job("j-1"))
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    await stores.jobs.wake(job("j-1"))
    assert not await stores.jobs.leave(ours, None)
    assert [one.id for one in await stores.jobs.take_due(10)] == ["j-1"], "nobody's, and due"
    again = await stores.jobs.claim("j-1", "another")
    assert again is not None
    assert await stores.jobs.leave(again, None)
    assert not await stores.jobs.is_open("j-1")


async def test_who_leaves_says_when_it_is_due_again(stores: Stores) -> None:
    await stores.jobs.wake(job("j-1"))
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    assert await stores.jobs.leave(ours, NOW + 5 * MINUTE)
    assert await stores.jobs.take_due(10) == []
    stores.clock.advance(5 * MINUTE)
    assert [one.id for one in await stores.jobs.take_due(10)] == ["j-1"]


async def test_who_lost_a_job_leaves_it_alone(stores: Stores) -> None:
    await stores.jobs.wake(job("j-1"))
    ours = await stores.jobs.claim("j-1", "token")
    assert ours is not None
    stores.real.advance(LEASE + SECOND)
    stores.clock.advance(LEASE + SECOND)
    over = await stores.jobs.take_over(ours, "another")
    assert over is not None
    assert not await stores.jobs.leave(ours, None)
    assert await stores.jobs.keep(over, ())
