"""Whom a warning reached is told to membership; whom it did not, staff are asked to reach."""

from datetime import timedelta

from infra.kernel.feed import BEGINNING
from services.notify.contract.commands import MarkShown
from services.notify.contract.events import AlertsReceived, body_of
from services.notify.contract.words import Channel
from tests.contract.notify_system import MEMBER, House, eventually, running
from tests.unit.notify.samples import FOR_TODAY as SAMPLES


async def received(notify: House) -> list[AlertsReceived]:
    page = await notify.api.feed(BEGINNING, 100, 0)
    bodies = [body_of(numbered.event) for numbered in page.events]
    return [body for body in bodies if isinstance(body, AlertsReceived)]


async def test_the_first_receipt_of_a_warning_is_passed_on_once(notify: House) -> None:
    await notify.know("m-1")
    warning = SAMPLES["InactivityWarned"]
    async with running(notify):
        [event_id] = notify.neighbours.membership.publish("m-1", warning)
        notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"])
        await eventually(lambda: _told(notify))
        shown = tuple(alert.id for alert in await notify.alerts("m-1"))
        await notify.api.execute(MarkShown(member_id="m-1", alert_ids=shown), MEMBER)

        async def passed_on() -> bool:
            return not await notify.db["unpassed_receipts"].count_documents({})

        await eventually(passed_on)
    [body] = await received(notify)
    [receipt] = body.receipts
    assert (receipt.member_id, receipt.event_id) == ("m-1", event_id)
    assert (receipt.event_type, receipt.channel) == ("InactivityWarned", Channel.SMS)


async def _told(notify: House) -> bool:
    return bool(await received(notify))


async def test_a_warning_that_reaches_nobody_becomes_a_task_of_staff(notify: House) -> None:
    """No phone, no e-mail, and the inbox is not looked at for an hour."""
    notify.neighbours.membership.publish("m-9", SAMPLES["InactivityWarned"])
    async with running(notify, worker=False):
        await eventually(lambda: _planned(notify))
    await notify.attend(later=timedelta(hours=1, minutes=1))
    await notify.attend()
    tasks = await notify.db["staff_tasks"].find({}).to_list(None)
    assert [(task["member_id"], task["event_type"]) for task in tasks] == [
        ("m-9", "InactivityWarned")
    ]
    assert await received(notify) == []


async def _planned(notify: House) -> bool:
    return bool(await notify.alerts("m-9"))
