"""What can wait comes in one message: nothing twice, and nothing dropped at the edge."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notify.contract.commands import SetContacts, SetDigest
from services.notify.contract.words import Channel, DeliveryState, DigestEvery
from services.notify.core.recipients.digest_times import Digest, window_of
from services.notify.core.recipients.recipient import DEFAULT_TIME_ZONE
from services.notify.core.rules.reasons import DIGEST, THROTTLED
from tests.fakes.callers import HOST, MEMBER
from tests.fakes.notify.desk import TOPPED_UP, Desk, coming
from tests.fakes.notify.house import bodies
from tests.fakes.notify.memory_house import MemoryHouse
from tests.unit.notify.samples import SAMPLES, other

INSTANT = timedelta(milliseconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(notify: MemoryHouse) -> Desk:
    desk = Desk(notify)
    await desk.open()
    return desk


async def test_many_reminders_make_one_message_that_lists_them(
    notify: MemoryHouse, desk: Desk
) -> None:
    for hours in range(3):
        at = desk.start + hours * HOUR
        await desk.tell(coming(at, price=1234_00 + hours), at)
    await notify.attend()
    assert not await notify.sent()
    for alert in await notify.alerts("m-1"):
        by_sms = next(d for d in alert.deliveries if d.channel is Channel.SMS)
        day = f"{desk.window.end.astimezone(ZoneInfo(DEFAULT_TIME_ZONE)):%A}"
        assert by_sms.state is DeliveryState.FILTERED
        assert by_sms.reason.startswith(f"It comes in the member's digest on {day}")
        assert by_sms.reason.endswith("09:00.")
    await desk.end()
    [sms] = await notify.sent()
    assert "3 notices" in sms["body"]
    assert len(await notify.alerts("m-1")) == 3, "the inbox has them one by one"
    assert not await notify.jobs("DIGEST")
    notify.clock.advance(timedelta(minutes=11))
    for _ in range(3):
        await notify.attend()  # no receipt of the SMS: the ladder goes on to e-mail
    [mail] = bodies(await notify.sent(), "email")
    assert mail.count("1,234.02") == 3, "what the renewal costs by now"
    assert (await notify.sinks.counts())["total"] == 2


async def test_an_edge_belongs_to_the_later_window(notify: MemoryHouse, desk: Desk) -> None:
    end = desk.window.end
    for at in (end - INSTANT, end, end + INSTANT):
        await desk.tell(coming(at), at)
    await desk.end()
    assert await desk.told() == [1]
    await desk.end(end + timedelta(days=1, minutes=1))
    assert await desk.told() == [1, 2]


async def test_the_first_alert_of_a_window_may_come_after_its_end(
    notify: MemoryHouse, desk: Desk
) -> None:
    at = desk.window.end - INSTANT
    desk.move_to(desk.window.due + HOUR)
    await desk.tell(coming(at), at)
    await desk.end()
    assert await desk.told() == [1]


async def test_a_clock_that_went_back_drops_nothing(notify: MemoryHouse, desk: Desk) -> None:
    """A process whose clock is a day late collects for digests that were made already."""
    for day in range(2):
        at = desk.start + timedelta(days=day)
        await desk.tell(coming(at), at)
        await desk.end(at + timedelta(days=1, minutes=1))
    await desk.tell(coming(desk.start, price=2), desk.start)
    await desk.end(desk.start + timedelta(days=3, minutes=1))
    assert await desk.told() == [1, 1, 1]


async def test_the_same_events_again_change_nothing(notify: MemoryHouse, desk: Desk) -> None:
    for price in (1, 2):
        await desk.tell(coming(desk.start, price=price), desk.start)
    await Desk(notify, "replay").catch_up(desk.start)
    await desk.end()
    await Desk(notify, "once more").catch_up(desk.start)
    await desk.end(desk.window.end + timedelta(days=1, minutes=1))
    assert await desk.told() == [2]


async def test_what_was_collected_comes_when_the_digest_is_turned_off(
    notify: MemoryHouse, desk: Desk
) -> None:
    await desk.tell(coming(desk.start), desk.start)
    off = SetDigest(member_id="m-1", every=DigestEvery.OFF)
    await notify.api.execute(off, MEMBER)
    later = desk.start + HOUR
    desk.move_to(later)
    await desk.tell(coming(later, price=2), later)
    await notify.attend()
    assert len(bodies(await notify.sent(), "sms")) == 1, "this one on its own"
    await desk.end()
    assert await desk.told() == [1]


async def test_what_is_over_by_then_is_not_told_and_an_empty_digest_not_sent(
    notify: MemoryHouse, desk: Desk
) -> None:
    """Nobody made digests for weeks."""
    await desk.tell(coming(desk.start), desk.start)
    await desk.end(desk.start + timedelta(days=70))
    assert await desk.told() == []
    assert not await notify.sent()
    assert not await notify.jobs("DIGEST")


async def test_what_cannot_wait_for_the_digest_and_what_is_mandatory_goes_on_its_own(
    notify: MemoryHouse, desk: Desk
) -> None:
    soon = other("RenewalComing", period_end=desk.window.end + HOUR)
    await desk.tell(soon, desk.start)
    await desk.tell(SAMPLES["HoldPlaced"], desk.start)
    await notify.attend()
    assert len(bodies(await notify.sent(), "sms")) == 2
    assert not await notify.jobs("DIGEST")


async def test_what_never_rings_does_not_ring_in_a_digest(notify: MemoryHouse, desk: Desk) -> None:
    await desk.tell(TOPPED_UP, desk.start)
    await desk.end()
    assert [m["channel"] for m in await notify.sent()] == ["email"]


async def test_an_address_that_comes_later_does_not_tell_it_twice(notify: MemoryHouse) -> None:
    desk = Desk(notify)
    await desk.open(phone="")
    await desk.tell(coming(desk.start), desk.start)
    await notify.api.execute(SetContacts(member_id="m-1", phone="+8613800138000"), HOST)
    await notify.catch_up_contacts()
    await notify.attend()
    assert not await notify.sent()
    await desk.end()
    assert len(bodies(await notify.sent(), "sms")) == 1


async def test_a_digest_for_nobody_comes_once_there_is_an_address(notify: MemoryHouse) -> None:
    desk = Desk(notify)
    await desk.open(phone="", email="")
    await desk.tell(coming(desk.start), desk.start)
    await desk.end()
    assert not await notify.sent()
    await notify.api.execute(SetContacts(member_id="m-1", phone="+8613800138000"), HOST)
    await notify.catch_up_contacts()
    assert await notify.jobs("SEND")
    await notify.attend()
    assert len(bodies(await notify.sent(), "sms")) == 1


@pytest.mark.parametrize(
    "change", [datetime(2027, 3, 14, tzinfo=UTC), datetime(2027, 11, 7, tzinfo=UTC)]
)
async def test_a_change_of_clock_moves_the_edge_and_loses_nothing(
    notify: MemoryHouse, change: datetime
) -> None:
    """New York, set forward and back at two, with a digest at two every day."""
    zone, digest = "America/New_York", Digest(every=DigestEvery.DAILY, hour=2)
    desk = Desk(notify)
    noon = change.replace(hour=17)
    desk.start = window_of(noon - timedelta(days=1), digest, zone).start
    await desk.open(digest, time_zone=zone)
    times = [desk.start + n * 4 * HOUR for n in range(1, 13)]
    for at in times:
        await desk.tell(coming(at), at)
    await desk.end(times[-1] + timedelta(days=2))
    windows = [window_of(at, digest, zone) for at in times]
    ends = sorted({window.end for window in windows})
    assert await desk.told() == [sum(w.end == end for w in windows) for end in ends]


async def test_what_is_over_the_days_sms_goes_by_mail_and_says_so(notify: MemoryHouse) -> None:
    desk = Desk(notify)
    desk.move_to(desk.start)
    await notify.know("m-1")
    most = notify.settings.sms_a_day
    for n in range(most + 1):
        await desk.tell(coming(desk.start, price=n), desk.start)
    await notify.attend()
    counts = await notify.sinks.counts()
    assert (counts["sms"], counts["email"]) == (most, 1)
    rules = [
        delivery.rule for delivery in await notify.all_deliveries() if delivery.rule == THROTTLED
    ]
    assert len(rules) == 1
    said = [d.reason for alert in await notify.alerts("m-1") for d in alert.deliveries]
    assert "as many SMS that day" in " ".join(said)
    tomorrow = desk.start + timedelta(days=1)
    await desk.tell(coming(tomorrow), tomorrow)
    assert len([d for d in await notify.all_deliveries() if d.rule == THROTTLED]) == 1


async def test_one_batch_counts_itself_and_what_is_urgent_always_goes(notify: MemoryHouse) -> None:
    desk = Desk(notify)
    desk.move_to(desk.start)
    await notify.know("m-1", email="")
    most = notify.settings.sms_a_day
    batch = [coming(desk.start, price=n) for n in range(most + 2)]
    await desk.tell_all([*batch, SAMPLES["HoldPlaced"]], desk.start)
    await notify.attend()
    assert (await notify.sinks.counts())["sms"] == most + 1
    assert DIGEST not in {d.rule for d in await notify.all_deliveries()}


async def test_what_was_overtaken_before_the_digest_is_made_is_not_in_it(
    notify: MemoryHouse, desk: Desk
) -> None:
    await desk.tell(coming(desk.start), desk.start)
    await desk.tell(SAMPLES["MembershipRenewed"], desk.start + HOUR)
    await desk.end()
    assert await desk.told() == []


async def test_a_digest_that_is_tried_again_says_only_what_still_holds(
    notify: MemoryHouse, desk: Desk
) -> None:
    await desk.tell(coming(desk.start), desk.start)
    await notify.sinks.faults(sms={"status": 503, "times": 1})
    await desk.end()
    await desk.tell(SAMPLES["MembershipRenewed"], notify.clock.now())
    await notify.attend(later=timedelta(minutes=1))
    texts = bodies(await notify.sent(), "sms")
    assert ["was renewed" in text for text in texts] == [True]


async def test_a_line_of_a_digest_tells_when_it_happened(notify: MemoryHouse, desk: Desk) -> None:
    happened = desk.start + timedelta(hours=3)
    notify.neighbours.membership.publish("m-1", coming(happened), at=happened)
    desk.move_to(desk.start + timedelta(hours=5))
    await desk.catch_up(notify.clock.now())
    await desk.end()
    [digest] = await desk.digests()
    [entry] = digest.facts["entries"]
    assert datetime.fromisoformat(entry["happened_at"]) == happened
