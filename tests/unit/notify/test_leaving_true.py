"""What leaves is true when it leaves, and a phone rings at night only for what cannot wait."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.notify.contract.commands import SetContacts, SetQuietHours
from services.notify.contract.staff import DeadLetterFilter, ReplayDeliveries
from services.notify.contract.words import Channel, DeliveryState, SkipReason, StepKind
from tests.fakes.callers import HOST, MEMBER, staff_caller
from tests.fakes.notify.desk import Desk
from tests.fakes.notify.house import bodies
from tests.fakes.notify.memory_house import MemoryHouse
from tests.unit.notify.samples import SAMPLES, other

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RENEWED, EXPIRED = SAMPLES["MembershipRenewed"], SAMPLES["MembershipExpired"]
ENROLLED, CANCELLED = SAMPLES["MembershipEnrolled"], SAMPLES["MembershipCancelled"]
UNDONE, COMING = SAMPLES["ChangeUndone"], SAMPLES["RenewalComing"]


class Night:
    """A member in Beijing whose phone is quiet from 22:00 to 08:00."""

    def __init__(self, house: MemoryHouse) -> None:
        self.house, self.desk = house, Desk(house)

    async def at(self, hour: int, minute: int = 0) -> None:
        """The next time that the clock on the wall shows this, with all that is due by then."""
        now = self.house.clock.now()
        wall = datetime.combine(now.astimezone(ZONE).date(), time(hour, minute), ZONE)
        await self.house.attend(later=wall + (DAY if wall <= now else timedelta(0)) - now)

    async def happens(self, *events: Any) -> None:
        """In one commit, and planned."""
        now = self.house.clock.now()
        self.house.neighbours.membership.publish("m-1", *events, at=now)
        await self.desk.catch_up(now)

    async def sms(self) -> list[str]:
        """Oldest first."""
        return bodies(await self.house.sent(), "sms")[::-1]

    async def history(self, event_type: str, channel: Channel = Channel.SMS) -> list[Any]:
        [alert] = [a for a in await self.house.alerts("m-1") if a.event_type == event_type]
        [delivery] = [d for d in alert.deliveries if d.channel is channel]
        return [delivery.state, delivery.rule, *(step.kind for step in delivery.history)]


@pytest.fixture
async def night(notify: MemoryHouse) -> Night:
    await notify.know("m-1", language="en", email="")
    quiet = SetQuietHours(member_id="m-1", begins="22:00", ends="08:00")
    await notify.api.execute(quiet, MEMBER)
    return Night(notify)


async def test_what_one_commit_says_and_takes_back_is_not_said(night: Night) -> None:
    await night.at(23)
    await night.happens(EXPIRED, RENEWED)
    assert [a.event_type for a in await night.house.alerts("m-1")] == ["MembershipRenewed"]
    await night.house.attend()
    assert await night.sms() == [], (
        "the alarm never left, so its correction rings nobody out of bed"
    )
    await night.at(8)
    [said] = await night.sms()
    assert "was renewed" in said


async def test_an_alarm_that_rang_at_night_is_taken_back_at_once_and_by_the_same_ways(
    night: Night,
) -> None:
    contacts = SetContacts(member_id="m-1", email="m-1@mail.example.com")
    await night.house.api.execute(contacts, HOST)
    await night.at(23)
    await night.happens(EXPIRED)
    await night.house.attend()
    await night.happens(RENEWED)
    await night.house.attend()
    ended, renewed = await night.sms()
    assert "Pay" in ended
    assert "was renewed" in renewed
    assert len(bodies(await night.house.sent(), "email")) == 2


async def test_an_alarm_that_never_left_does_not_and_its_correction_waits(night: Night) -> None:
    await night.at(23)
    await night.house.sinks.faults(sms={"status": 503, "times": 1})
    await night.happens(EXPIRED)
    await night.house.attend()
    await night.happens(RENEWED)
    await night.house.attend(later=MINUTE)
    assert await night.sms() == []
    state, rule, *steps = await night.history("MembershipExpired")
    assert (state, rule) == (DeliveryState.FILTERED, "OVERTAKEN")
    assert steps[-1] is StepKind.FILTERED
    await night.at(8)
    [renewed] = await night.sms()
    assert "was renewed" in renewed


async def test_why_names_what_overtook_it_and_when(night: Night) -> None:
    await night.at(23)
    await night.happens(ENROLLED)
    await night.happens(CANCELLED)
    await night.at(8)
    [cancelled] = await night.sms()
    assert "was cancelled" in cancelled
    [welcome] = [a for a in await night.house.alerts("m-1") if a.event_type == "MembershipEnrolled"]
    step = next(d for d in welcome.deliveries if d.channel is Channel.SMS).history[-1]
    assert "the membership was cancelled (" in step.says.en
    assert "23:00" in step.says.en
    assert "会员已取消" in step.says.zh


async def test_good_news_of_the_evening_is_not_told_after_the_loss_of_the_night(
    night: Night,
) -> None:
    await night.at(20)
    await night.happens(CANCELLED)
    await night.house.attend()
    await night.at(23)
    await night.happens(UNDONE)
    await night.at(2)
    await night.happens(EXPIRED)
    await night.at(8)
    texts = await night.sms()
    assert [("undone" in text, "ended" in text) for text in texts[-1:]] == [(False, True)]
    assert not [text for text in texts if "was undone" in text]


async def test_a_retry_does_not_ring_in_quiet_hours(night: Night) -> None:
    await night.at(21, 58)
    await night.house.sinks.faults(sms={"status": 500})
    await night.happens(ENROLLED)
    await night.house.attend()
    for _ in range(4):
        await night.house.attend(later=MINUTE)
    await night.house.sinks.faults()
    await night.at(22, 29)
    await night.house.attend(later=MINUTE)
    assert await night.sms() == []
    _, _, *steps = await night.history("MembershipEnrolled")
    assert steps[-1] is StepKind.HELD
    await night.at(8)
    assert len(await night.sms()) == 1


async def test_after_a_jump_of_the_clock_nothing_rings_at_night_or_speaks_of_the_past(
    night: Night,
) -> None:
    await night.at(23)
    await night.happens(ENROLLED)
    await night.house.attend(later=20 * DAY + 3 * HOUR)  # it is 02:00
    assert await night.sms() == []
    await night.house.attend(later=60 * DAY)  # past the period's end
    await night.at(8)
    assert await night.sms() == []
    state, rule, *_ = await night.history("MembershipEnrolled")
    assert (state, rule) == (DeliveryState.FILTERED, "OVERTAKEN")


async def test_what_can_no_longer_be_undone_is_told_without_a_date_to_undo_it(
    night: Night,
) -> None:
    await night.at(12)
    await night.house.sinks.faults(sms={"status": 500, "times": 1})
    until = night.house.clock.now() + DAY
    await night.happens(other("MembershipCancelled", undo_until=until))
    await night.house.attend()
    await night.house.attend(later=2 * DAY)
    [said] = await night.sms()
    assert "can no longer be undone" in said
    assert "undo it in the member centre by" not in said


async def test_a_date_says_its_year_by_the_day_on_which_it_is_sent(night: Night) -> None:
    new_year = datetime(2027, 1, 1, tzinfo=ZONE)
    await night.house.attend(later=new_year - HOUR - night.house.clock.now())
    await night.happens(RENEWED)
    await night.at(8)
    [said] = await night.sms()
    assert "runs until 29 Jan, 17:05" in said


async def test_a_change_that_is_not_planned_yet_overtakes_too(night: Night) -> None:
    await night.at(12)
    await night.happens(EXPIRED)
    now = night.house.clock.now()
    night.house.neighbours.membership.publish("m-1", RENEWED, at=now + MINUTE)
    await night.house.attend()
    assert await night.sms() == []


async def test_a_reminder_says_the_balance_of_now_and_nothing_once_it_is_enough(
    night: Night,
) -> None:
    await night.at(23)
    await night.happens(SAMPLES["BalanceLow"])
    await night.happens(other("BalanceToppedUp", amount=100, balance_after=200))
    await night.at(8)
    [said] = await night.sms()
    assert "3,988.00" in said, "399,000 less 200, in fen"
    await night.at(23)
    await night.happens(SAMPLES["BalanceLow"])
    await night.happens(other("BalanceToppedUp", amount=399_000, balance_after=399_200))
    await night.at(8)
    assert len(await night.sms()) == 1


async def test_what_was_overtaken_is_not_sent_again_by_staff(night: Night) -> None:
    await night.at(12)
    await night.house.sinks.faults(sms={"status": 400, "code": 21211, "times": 1})
    await night.happens(ENROLLED)
    await night.house.attend()
    await night.happens(CANCELLED)
    everything = ReplayDeliveries(only=DeadLetterFilter())
    outcome = await night.house.api.execute(everything, staff_caller("zhou"))
    assert outcome.replay is not None
    assert [one.reason for one in outcome.replay.skipped] == [SkipReason.OVERTAKEN]


async def test_the_ladder_does_not_climb_with_what_was_overtaken(night: Night) -> None:
    contacts = SetContacts(member_id="m-1", email="m-1@mail.example.com")
    await night.house.api.execute(contacts, HOST)
    await night.at(12)
    await night.happens(RENEWED)
    await night.house.attend()
    await night.happens(EXPIRED)
    await night.house.attend(later=HOUR)
    assert ["ended" in mail for mail in bodies(await night.house.sent(), "email")] == [True]
    state, rule, *_ = await night.history("MembershipRenewed", Channel.EMAIL)
    assert (state, rule) == (DeliveryState.FILTERED, "OVERTAKEN")


async def test_a_correction_that_is_overtaken_hands_on_what_it_was_to_take_back(
    night: Night,
) -> None:
    await night.at(23)
    await night.happens(EXPIRED)
    await night.house.attend()
    await night.house.sinks.faults(sms={"status": 503, "times": 1})
    await night.happens(RENEWED)
    await night.house.attend()
    await night.happens(SAMPLES["MembershipUpgraded"])
    await night.house.attend(later=MINUTE)
    ended, upgraded = await night.sms()
    assert "ended" in ended
    assert "went up" in upgraded, "good news, at night: it takes back what rang"
