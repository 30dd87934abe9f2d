"""From an event in a feed to what the member reads, over the real broker, worker and sinks."""

import io
import time
from datetime import timedelta
from typing import Any, cast

from services.notify.contract.words import Channel
from tests.contract.notify_system import House, bodies, eventually, running
from tests.unit.notify.samples import FOR_TODAY as SAMPLES


async def test_a_change_is_told_on_every_channel_and_the_receipt_comes_back(
    notify: House,
) -> None:
    await notify.know("m-1")
    async with running(notify):
        notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"])

        async def received() -> bool:
            states = await notify.states("m-1")
            return states == {"SMS": "DELIVERED", "EMAIL": "ACCEPTED", "IN_APP": "ACCEPTED"}

        await eventually(received)
    [alert] = await notify.alerts("m-1")
    assert alert.received
    assert "3,990.00" in alert.text.zh
    assert "3,990.00" in alert.text.en
    messages = await notify.sent()
    [sms] = bodies(messages, "sms")
    assert sms.startswith("【Reinstate】您的会员已于")
    [mail] = [m for m in messages if m["channel"] == "email"]
    assert "3,990.00" in mail["body"]
    assert "<h1" in mail["html"]
    by_channel = {delivery.channel: delivery for delivery in alert.deliveries}
    assert by_channel[Channel.EMAIL].id in mail["message_id"]


async def test_an_idle_system_tells_at_once(notify: House) -> None:
    await notify.know("m-1")
    await notify.know("m-2", phone="+8613800138002")
    async with running(notify):
        notify.neighbours.membership.publish("m-2", SAMPLES["GraceStarted"])
        await eventually(lambda: _count(notify, 2))
        took = [await _told(notify, 2 * number) for number in range(2, 6)]
    assert min(took) < 5.0, took  # a tenth of a second alone; it may be busy with something else


async def _told(notify: House, count: int) -> float:
    """Seconds that one more change takes until so many messages are there."""
    begun = time.monotonic()
    notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"])
    await eventually(lambda: _count(notify, count))
    return time.monotonic() - begun


async def _count(notify: House, expected: int) -> bool:
    return int((await notify.sinks.counts())["total"]) == expected


async def _all_left(notify: House) -> bool:
    return not await notify.jobs("SEND")


async def test_many_changes_are_each_told_once(notify: House) -> None:
    members = [f"m-{i}" for i in range(60)]
    for i, member in enumerate(members):
        await notify.know(member, phone=f"+86138001380{i:02d}")
        notify.neighbours.membership.publish(member, SAMPLES["MembershipExpired"])
    async with running(notify):
        await eventually(lambda: _count(notify, 120))
        await eventually(lambda: _all_left(notify))
        counts = await notify.sinks.counts()
    assert counts["total"] == 120
    assert counts["duplicates"] == []


async def test_what_a_flushed_queue_lost_the_sweeper_finds(notify: House) -> None:
    await notify.know("m-1")
    async with running(notify, worker=False):
        notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"])

        async def planned() -> bool:
            return len(await notify.states("m-1")) == 3

        await eventually(planned)
        notify.broker.flush_all()
    notify.clock.advance(timedelta(seconds=11))
    async with running(notify):
        await eventually(lambda: _count(notify, 2))


async def test_the_queue_holds_ids_only(notify: House) -> None:
    await notify.know("m-1")
    async with running(notify, worker=False):
        notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"])

        async def queued() -> bool:
            return len(_queue(notify)) > 0

        await eventually(queued)
    for content in _queue(notify).values():
        assert "13800138000" not in content
        assert "mail.example.com" not in content
        assert "王小明" not in content


def _queue(notify: House) -> dict[str, str]:
    raw = cast(Any, notify.broker).client.hgetall("dramatiq:alerts.msgs")
    return {key.decode(): value.decode() for key, value in raw.items()}


async def test_following_again_from_the_start_tells_nobody_twice(notify: House) -> None:
    await notify.know("m-1")
    async with running(notify):
        notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"])
        await eventually(lambda: _count(notify, 2))
    await notify.db["positions"].delete_many({})
    notify.neighbours.membership.publish("m-1", SAMPLES["MembershipExpired"])
    async with running(notify):
        await eventually(lambda: _count(notify, 4))
    assert len(await notify.alerts("m-1")) == 2
    assert (await notify.sinks.counts())["total"] == 4


async def test_logs_hold_nothing_personal(notify: House, logged: io.StringIO) -> None:
    await notify.know("m-1")
    await notify.sinks.faults(sms={"status": 401, "code": 20003}, email={"code": 550})
    async with running(notify):
        notify.neighbours.appeals.publish("AP-1", SAMPLES["InformationAsked"])

        async def refused(channels: int) -> bool:
            return len([d for d in await notify.all_deliveries() if d.reason]) == channels

        await eventually(lambda: refused(1))
        notify.clock.advance(timedelta(minutes=11))
        await eventually(lambda: refused(2))
    assert "needs its operator" in logged.getvalue()
    for personal in ("13800138000", "m-1@mail", "王小明", "核对了您的订单"):
        assert personal not in logged.getvalue()
