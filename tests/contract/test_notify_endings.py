"""Ends that providers bring about by what they tell later, over HTTP, and the end of a campaign;
all others are in tests/unit/notify/test_endings.py."""

from datetime import timedelta

import pytest

from services.notify.contract.campaigns import CancelCampaign, StartCampaign
from services.notify.contract.words import Channel, DeliveryState, Topic
from tests.contract.notify_system import House, callbacks, eventually, running
from tests.fakes.callers import staff_caller
from tests.fakes.notify.desk import Desk
from tests.fakes.notify.endings import Ending, Endings, Scene, it_ends_so
from tests.unit.notify.samples import SAMPLES

ends = Endings()

STAFF = staff_caller("s-1")
SMS, EMAIL = Channel.SMS, Channel.EMAIL
DELIVERED, FAILED = DeliveryState.DELIVERED, DeliveryState.FAILED


@ends(SMS, DELIVERED)
async def the_provider_called_back(scene: Scene) -> None:
    async with callbacks(scene.house):
        await scene.sms_only()
        await until(scene, SMS, DELIVERED)


@ends(EMAIL, DELIVERED)
async def the_mail_server_reported_it(scene: Scene) -> None:
    async with callbacks(scene.house):
        await scene.mail_only(reports=_reports(scene, action="delivered"))
        await until(scene, EMAIL, DELIVERED)


@ends(EMAIL, DELIVERED)
async def the_member_complained_about_it(scene: Scene) -> None:
    async with callbacks(scene.house):
        await scene.mail_only(reports=_reports(scene, action="complaint"))
        await until(scene, EMAIL, DELIVERED)


@ends(SMS, FAILED, "landline")
async def the_provider_told_later_that_it_cannot(scene: Scene) -> None:
    async with callbacks(scene.house):
        await scene.sms_only(outcome={"status": "undelivered", "code": 30006})
        await until(scene, SMS, FAILED)


@ends(SMS, FAILED, "given up after 2 attempts")
async def a_carrier_refused_it_twice(scene: Scene) -> None:
    async with callbacks(scene.house):
        await scene.sms_only(outcome={"status": "undelivered", "code": 30008})
        await until(scene, SMS, DeliveryState.PLANNED)
        await scene.house.attend(later=timedelta(minutes=1))
        await until(scene, SMS, FAILED)


@ends(SMS, FAILED, "the campaign was cancelled")
async def its_campaign_was_cancelled(scene: Scene) -> None:
    house = scene.house
    await house.know("m-1")
    start = StartCampaign(topic=Topic.RENEWAL, announcement=SAMPLES["Announcement"])
    begun = (await house.api.execute(start, STAFF)).campaign
    assert begun is not None

    async def planned() -> bool:
        return bool(await house.alerts("m-1"))

    async with running(house, worker=False):
        await eventually(planned)
    await house.api.execute(CancelCampaign(campaign_id=begun.id), STAFF)
    await house.attend(later=timedelta(seconds=30))


@ends(EMAIL, FAILED, "no such mailbox")
async def the_mail_came_back(scene: Scene) -> None:
    async with callbacks(scene.house):
        await scene.mail_only(reports=_reports(scene, action="failed", status="5.1.1"))
        await until(scene, EMAIL, FAILED)


def _reports(scene: Scene, **report: str) -> dict[str, str]:
    """To where this test listens."""
    url = f"http://127.0.0.1:{scene.house.settings.notify_port}/inbound/mail"
    return {"url": url, **report}


async def until(scene: Scene, channel: Channel, state: DeliveryState) -> None:
    async def there() -> bool:
        return (await scene.on(channel)).state is state

    await eventually(there)


@pytest.fixture
def scene(notify: House) -> Scene:
    return Scene(notify, Desk(notify))


@pytest.mark.parametrize("ending", ends, ids=lambda ending: ending.bring_about.__name__)
async def test_it_ends_so_says_why_and_leaves_nothing_to_be_done(
    scene: Scene, ending: Ending
) -> None:
    await it_ends_so(scene, ending)
