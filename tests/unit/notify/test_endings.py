"""Every way in which a delivery can end, one after the other; afterwards nothing is left to be done
about it, and the member can read why. What only providers bring about by calling back is told in
tests/contract/test_notify_endings.py."""

from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.clock import SystemClock
from services.notify.contract.commands import (
    MarkShown,
    SendCode,
    SetContacts,
    SetPreference,
    SuppressAddress,
    Unsubscribe,
)
from services.notify.contract.words import (
    Channel,
    CodePurpose,
    DeliveryState,
    SuppressionReason,
    Topic,
)
from services.notify.core.deliveries.delivery_update import NEVER_ANSWERED, NOT_BOUNCED, TOO_LATE
from services.notify.core.deliveries.journal import NO_ADDRESS, NOT_NEEDED, OVERTAKEN
from services.notify.core.deliveries.results import Delivered
from services.notify.core.recipients.suppression import IN_WORDS, suppressed_rule
from services.notify.core.rules.alert_rules import DIGEST_EVENT
from services.notify.core.rules.reasons import (
    DIGEST,
    IN_PIECES,
    NOT_BY_THIS_CHANNEL,
    PREFERENCE,
    REASONS,
    THROTTLED,
)
from services.notify.core.rules.reasons import TOO_LATE as PAST
from services.notify.core.stores.jobs import LEASE
from tests.fakes.callers import HOST, MEMBER, staff_caller
from tests.fakes.notify.desk import TOPPED_UP, Desk, coming
from tests.fakes.notify.endings import (
    EXPIRED,
    RENEWED,
    Ending,
    Endings,
    Scene,
    all_is_done,
    it_ends_so,
)
from tests.fakes.notify.memory_house import MemoryHouse
from tests.waiting import eventually

ends = Endings()

STAFF = staff_caller("s-1")
SMS, EMAIL, IN_APP = Channel.SMS, Channel.EMAIL, Channel.IN_APP
DELIVERED, FAILED, FILTERED = DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.FILTERED
HOUR = timedelta(hours=1)
# What was received


@ends(SMS, DELIVERED)
async def the_provider_was_asked(scene: Scene) -> None:
    await scene.sms_only(callbacks="silent")
    await scene.house.attend(later=HOUR)


@ends(SMS, DELIVERED)
async def the_answer_was_lost_and_looked_up(scene: Scene) -> None:
    await scene.sms_only(callbacks="silent", sms={"status": "drop_after_accept"})
    assert (await scene.on(SMS)).state == "UNKNOWN"
    await scene.house.attend(later=timedelta(seconds=3))
    await scene.house.attend(later=HOUR)
    assert (await scene.on(SMS)).looked_up


@ends(EMAIL, DELIVERED, NOT_BOUNCED)
async def no_bounce_came_for_an_hour(scene: Scene) -> None:
    await scene.mail_only()
    await scene.house.attend(later=HOUR)


@ends(IN_APP, DELIVERED)
async def the_inbox_showed_it(scene: Scene) -> None:
    await scene.told(phone="", email="")
    [alert] = await scene.house.alerts("m-1")
    await scene.house.api.execute(MarkShown(member_id="m-1", alert_ids=(alert.id,)), MEMBER)


# What failed


@ends(SMS, FAILED, "not valid")
async def the_provider_refused_it(scene: Scene) -> None:
    await scene.sms_only(sms={"status": 400, "code": 21211})


@ends(SMS, FAILED, "given up after 8 attempts")
async def no_attempt_got_through(scene: Scene) -> None:
    await scene.sms_only(sms={"status": 500})
    for _ in range(7):
        await scene.house.attend(later=HOUR + timedelta(minutes=1))


@ends(SMS, FAILED, NEVER_ANSWERED)
async def nobody_ever_said_whether_it_went_out(scene: Scene) -> None:
    await scene.sms_only(sms={"status": "drop_before_accept"}, asked={"status": 503})
    await scene.house.attend(later=timedelta(minutes=1))
    await scene.house.attend(later=timedelta(days=3))


@ends(SMS, FAILED, TOO_LATE)
async def its_use_was_over_before_it_could_go(scene: Scene) -> None:
    await scene.house.know("m-1")
    code = SendCode(member_id="m-1", purpose=CodePurpose.RELEASE_HOLD)
    await scene.house.api.execute(code, MEMBER)
    await scene.house.attend(later=timedelta(minutes=11))


@ends(SMS, FAILED, f"; {TOO_LATE}")
async def its_use_will_be_over_before_it_may_be_tried_again(scene: Scene) -> None:
    await scene.house.know("m-1")
    await scene.house.sinks.faults(sms={"status": 429, "retry_after": 900})
    code = SendCode(member_id="m-1", purpose=CodePurpose.RELEASE_HOLD)
    await scene.house.api.execute(code, MEMBER)
    await scene.house.attend()


@ends(EMAIL, FAILED, "do not fit together")
async def there_are_no_words_for_it(scene: Scene) -> None:
    await scene.told(phone="")
    [alert] = await scene.house.stored_alerts()
    scene.house.tables["alerts"].update({"_id": alert.id}, {"facts": {}})
    await scene.house.attend()


@ends(EMAIL, FAILED, "the mail's content was refused (5.6.0)")
async def the_mail_server_refused_it(scene: Scene) -> None:
    await scene.mail_only(email={"code": 554, "enhanced": "5.6.0"})


@ends(EMAIL, FAILED, "the address was removed")
async def the_address_was_removed_before_its_turn(scene: Scene) -> None:
    await scene.told()
    await scene.house.api.execute(SetContacts(member_id="m-1", email=""), HOST)
    await _its_turn_comes(scene)


@ends(EMAIL, FAILED, IN_WORDS[SuppressionReason.BY_STAFF])
async def the_address_was_suppressed_before_its_turn(scene: Scene) -> None:
    await scene.told()
    await _suppressed_by_staff(scene, EMAIL)
    await _its_turn_comes(scene)


async def _its_turn_comes(scene: Scene) -> None:
    """No receipt of the SMS for ten minutes."""
    await scene.house.sinks.faults(callbacks="silent", outcome={"status": "sent"})
    await scene.house.attend()
    await scene.house.attend(later=timedelta(minutes=11))
    await scene.house.attend()


# What stays as unclear as it is


@ends(EMAIL, DeliveryState.UNKNOWN, "")
async def the_line_to_the_mail_server_broke(scene: Scene) -> None:
    await scene.mail_only(email={"code": "drop_after_body"})


@ends(EMAIL, DeliveryState.UNKNOWN, "the worker stopped between sending and recording")
async def the_worker_was_killed_with_the_mail_on_its_way(scene: Scene) -> None:
    await scene.told(phone="")
    [job] = [job for job in await scene.house.jobs("SEND") if job["channel"] == EMAIL]
    house, real, jobs = scene.house, SystemClock(), scene.house.core.jobs
    claimed = await jobs.claim(job["_id"], "a worker that dies")
    assert claimed is not None
    assert await jobs.keep(claimed, [item.alert_id for item in claimed.items])
    over = {"lease_until": real.now() - timedelta(seconds=1)}
    house.tables["jobs"].update({"_id": job["_id"]}, over)
    house.clock.advance(LEASE)
    await house.sweep()


@ends(SMS, DeliveryState.ACCEPTED, "")
async def the_carrier_never_tells(scene: Scene) -> None:
    await scene.sms_only(callbacks="silent", outcome={"status": "sent"})
    for _ in range(4):
        await scene.house.attend(later=timedelta(days=1))


# What a rule kept back


@ends(SMS, FILTERED, NOT_BY_THIS_CHANNEL)
async def such_news_never_rings(scene: Scene) -> None:
    await scene.told(TOPPED_UP)


@ends(SMS, FILTERED, PREFERENCE)
async def the_member_wants_it_elsewhere(scene: Scene) -> None:
    await scene.house.know("m-1")
    wanted = SetPreference(member_id="m-1", topic=Topic.RENEWAL, channels=(EMAIL,))
    await scene.house.api.execute(wanted, MEMBER)
    await scene.told(coming(scene.house.clock.now()))


@ends(SMS, FILTERED, NO_ADDRESS)
async def there_is_no_phone(scene: Scene) -> None:
    await scene.told(phone="")


@ends(SMS, FILTERED, PAST)
async def what_it_reminds_of_is_over(scene: Scene) -> None:
    await scene.told(coming(scene.house.clock.now() - timedelta(days=100)))


@ends(SMS, FILTERED, DIGEST)
async def it_comes_in_the_digest(scene: Scene) -> None:
    await scene.desk.open()
    await scene.desk.tell(coming(scene.desk.start), scene.desk.start)


@ends(IN_APP, FILTERED, IN_PIECES)
async def the_inbox_has_what_the_digest_lists(scene: Scene) -> None:
    await it_comes_in_the_digest(scene)
    await scene.desk.end()
    told = await scene.house.stored_alerts()
    scene.house.tables["alerts"].delete(a.id for a in told if a.event_type != DIGEST_EVENT)


@ends(SMS, FILTERED, THROTTLED)
async def the_day_had_its_sms(scene: Scene) -> None:
    await scene.house.know("m-1")
    now = scene.house.clock.now()
    await scene.desk.tell_all([coming(now)] * (scene.house.settings.sms_a_day + 1), now)
    throttled = [d for d in await scene.house.all_deliveries() if d.rule == THROTTLED]
    kept = [delivery.alert_id for delivery in throttled]
    told = await scene.house.stored_alerts()
    scene.house.tables["alerts"].delete(a.id for a in told if a.id not in kept)
    by_sms = [job["_id"] for job in await scene.house.jobs() if job["channel"] == SMS]
    scene.house.tables["jobs"].delete(by_sms)


@ends(SMS, FILTERED, OVERTAKEN)
async def it_was_not_true_any_more_when_it_was_tried_again(scene: Scene) -> None:
    await scene.sms_only(sms={"status": 503, "times": 1})
    scene.house.neighbours.membership.publish("m-1", EXPIRED, at=scene.house.clock.now())
    await scene.desk.catch_up(scene.house.clock.now())
    await scene.house.attend(later=timedelta(minutes=1))
    told = await scene.house.stored_alerts(event_type="MembershipExpired")
    scene.house.tables["alerts"].delete(alert.id for alert in told)


@ends(EMAIL, FILTERED, NOT_NEEDED)
async def it_was_received_elsewhere(scene: Scene) -> None:
    await scene.told()
    await scene.house.attend()
    await scene.house.attend(later=timedelta(minutes=9, seconds=50))


async def _suppressed_by_staff(scene: Scene, channel: Channel) -> None:
    reason = "asked for it on the phone"
    command = SuppressAddress(member_id="m-1", channel=channel, reason=reason)
    await scene.house.api.execute(command, STAFF)


@ends(SMS, FILTERED, suppressed_rule(SuppressionReason.BY_STAFF))
async def staff_stopped_it(scene: Scene) -> None:
    await scene.house.know("m-1")
    await _suppressed_by_staff(scene, SMS)
    await scene.told()


@ends(EMAIL, FILTERED, suppressed_rule(SuppressionReason.UNSUBSCRIBED))
async def the_member_unsubscribed(scene: Scene) -> None:
    await scene.house.know("m-1")
    await scene.house.api.execute(Unsubscribe(member_id="m-1", topic=Topic.RENEWAL), MEMBER)
    await scene.told(coming(scene.house.clock.now()))


@ends(SMS, FILTERED, suppressed_rule(SuppressionReason.STOP))
async def the_member_sent_stop(scene: Scene) -> None:
    await _told_again_after(scene, sms={"status": 400, "code": 21610})


@ends(SMS, FILTERED, suppressed_rule(SuppressionReason.INVALID_NUMBER))
async def the_number_was_found_to_be_none(scene: Scene) -> None:
    await _told_again_after(scene, sms={"status": 400, "code": 21211})


@ends(EMAIL, FILTERED, suppressed_rule(SuppressionReason.HARD_BOUNCE))
async def the_mailbox_was_found_to_be_none(scene: Scene) -> None:
    await _told_again_after(scene, email={"code": 550, "enhanced": "5.1.1"})


@ends(EMAIL, FILTERED, suppressed_rule(SuppressionReason.COMPLAINT))
async def the_member_had_complained(scene: Scene) -> None:
    await scene.house.know("m-1")
    complaint = Delivered(suppress=SuppressionReason.COMPLAINT)
    to = "m-1@mail.example.com"
    await scene.house.core.suppressions.learn("m-1", EMAIL, to, complaint)
    await scene.told()


async def _told_again_after(scene: Scene, **faults: Any) -> None:
    """The first time it is found out by sending, the second time it is known."""
    await scene.told(EXPIRED)
    await scene.house.sinks.faults(**faults)
    await scene.house.attend()
    await _forget_all_but_suppressions(scene)
    await scene.told(EXPIRED)


async def _forget_all_but_suppressions(scene: Scene) -> None:
    for name in ("alerts", "journal", "jobs"):
        scene.house.tables.pop(name, None)


async def test_a_provider_that_is_silent_for_a_day_leaves_nothing_in_doubt(scene: Scene) -> None:
    house, phones = scene.house, [f"+861380013800{n}" for n in range(3)]
    for n, phone in enumerate(phones):
        await house.know(f"m-{n}", phone=phone, email="")
        house.neighbours.membership.publish(f"m-{n}", RENEWED, at=house.clock.now())
    await scene.desk.catch_up(house.clock.now())
    lost = {"to": phones[0], "status": "drop_after_accept"}
    never_there = {"to": phones[1], "status": "drop_before_accept"}
    asked = {"status": 503}
    await house.sinks.faults(sms=[lost, never_there], asked=asked, callbacks="silent")
    await house.attend()
    for _ in range(24):
        await house.attend(later=HOUR)
    states = [(await house.states(f"m-{n}"))["SMS"] for n in range(3)]
    assert states == ["UNKNOWN", "UNKNOWN", "ACCEPTED"]
    await house.sinks.faults(callbacks="silent")
    await eventually(lambda: all_is_done(house))
    for n, phone in enumerate(phones):
        assert (await house.states(f"m-{n}"))["SMS"] == "DELIVERED"
        assert len(await house.sent(phone)) == 1


def test_every_rule_is_reached() -> None:
    assert {ending.words for ending in ends if ending.state is FILTERED} == set(REASONS)


@pytest.fixture
def scene(notify: MemoryHouse) -> Scene:
    return Scene(notify, Desk(notify))


@pytest.mark.parametrize("ending", ends, ids=lambda ending: ending.bring_about.__name__)
async def test_it_ends_so_says_why_and_leaves_nothing_to_be_done(
    scene: Scene, ending: Ending
) -> None:
    await it_ends_so(scene, ending)
