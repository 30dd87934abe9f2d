"""What is told where an address is missing, a receipt does not come, or nothing arrives."""

from datetime import timedelta
from typing import Any

import msgspec

from services.notify.contract.words import Channel, DeliveryState
from tests.fakes.notify.desk import Desk
from tests.fakes.notify.memory_house import MemoryHouse
from tests.unit.notify.samples import FOR_TODAY as SAMPLES


async def happens(notify: MemoryHouse, event: Any, *members: str) -> None:
    """To each of them, and planned."""
    now = notify.clock.now()
    for member in members:
        notify.neighbours.membership.publish(member, event, at=now)
    await Desk(notify).catch_up(now)


async def test_an_imported_member_without_contacts_has_an_inbox(notify: MemoryHouse) -> None:
    await happens(notify, SAMPLES["MembershipExpired"], "m-9")
    [alert] = await notify.alerts("m-9")
    reasons = {d.channel: (d.state, d.reason) for d in alert.deliveries}
    assert reasons[Channel.SMS][0] is DeliveryState.FILTERED
    assert "No address" in reasons[Channel.SMS][1]
    assert reasons[Channel.IN_APP][0] is DeliveryState.ACCEPTED


async def test_a_reminder_that_comes_too_late_is_not_sent_and_says_why(notify: MemoryHouse) -> None:
    await notify.know("m-1")
    over = notify.clock.now() - timedelta(seconds=1)
    late = msgspec.structs.replace(SAMPLES["RenewalComing"], period_end=over)
    await happens(notify, late, "m-1")
    assert set((await notify.states("m-1")).values()) == {"FILTERED"}
    [alert] = await notify.alerts("m-1")
    assert len(alert.deliveries) == 3
    assert all("passed already" in delivery.reason for delivery in alert.deliveries)


async def test_accepted_mail_counts_as_received_after_an_hour(notify: MemoryHouse) -> None:
    await notify.know("m-1", phone="")
    await happens(notify, SAMPLES["GraceStarted"], "m-1")
    await notify.attend()
    assert (await notify.states("m-1"))["EMAIL"] == "ACCEPTED"
    await notify.attend(later=timedelta(minutes=61))
    assert (await notify.states("m-1"))["EMAIL"] == "DELIVERED"


async def test_no_receipt_of_an_sms_brings_the_mail_and_a_receipt_keeps_it_back(
    notify: MemoryHouse,
) -> None:
    await notify.know("m-1")
    await notify.know("m-2", phone="+8613800138002")
    await notify.sinks.faults(outcome={"status": "sent", "to": "+8613800138000"})
    await happens(notify, SAMPLES["MembershipRenewed"], "m-1", "m-2")
    await notify.attend()
    assert [(await notify.states(m))["SMS"] for m in ("m-1", "m-2")] == ["ACCEPTED"] * 2
    await notify.attend(later=timedelta(minutes=9, seconds=49))
    assert (await notify.states("m-2"))["SMS"] == "DELIVERED"
    assert (await notify.states("m-1"))["EMAIL"] == "WAITING"
    assert (await notify.sinks.counts())["email"] == 0
    await notify.attend(later=timedelta(seconds=11))  # the ladder climbs
    await notify.attend()  # and the mail goes
    assert (await notify.sinks.counts())["total"] == 3
    assert (await notify.states("m-1"))["EMAIL"] == "ACCEPTED"
    [alert] = await notify.alerts("m-2")
    reasons = {d.channel: d.reason for d in alert.deliveries}
    assert "another channel" in reasons[Channel.EMAIL]


async def test_a_loss_that_nobody_can_be_told_of_becomes_a_task_for_a_person(
    notify: MemoryHouse,
) -> None:
    await notify.know("m-1")
    await notify.sinks.faults(sms={"status": 400, "code": 21211}, email={"code": 550})
    await happens(notify, SAMPLES["MembershipExpired"], "m-1")
    await notify.attend()
    states = await notify.states("m-1")
    assert states["SMS"] == states["EMAIL"] == "FAILED"
    tasks = notify.tables["staff_tasks"]
    assert tasks.find() == []
    for later in (timedelta(0), timedelta(hours=1, minutes=1)):
        await notify.attend(later=later)
    [task] = tasks.find()
    assert (task["member_id"], task["event_type"]) == ("m-1", "MembershipExpired")
    assert {tried["channel"] for tried in task["tried"]} == {"SMS", "EMAIL", "IN_APP"}
