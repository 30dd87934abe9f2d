"""Mail to the operator's own people, over the real broker, worker and mail sink."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.appeals.contract.notice_words import NoticeKind
from services.notify.contract.staff_mail import StaffAddress, TellStaff
from services.shared.callers import SYSTEM, Caller
from tests.contract.notify_system import House, eventually, house, running
from tests.servers import Sinks
from tests.unit.notify.samples import FOR_TODAY as SAMPLES

NUMBER = "AP-20261121-0042"
ANNA = StaffAddress(staff_id="s-1", email="anna@shop.example", language="en")
BO = StaffAddress(staff_id="s-2", email="bo@shop.example", language="zh-CN")
DESK = "https://m.shop.example/desk"
CHEN = StaffAddress(staff_id="s-3", email="chen@shop.example", language="zh-CN")


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    async with house(
        mongo_url, broker_url, database_prefix, sinks, tmp_path, staff_desk_url=f"{DESK}/"
    ) as built:
        yield built


async def tell(
    notify: House,
    *to: StaffAddress,
    event_id: str = f"{NUMBER}:4",
    kind: NoticeKind = NoticeKind.BREACH_NEAR,
) -> None:
    now = notify.clock.now()
    command = TellStaff(
        event_id=event_id, at=now, kind=kind, number=NUMBER, own=True,
        due=now + timedelta(hours=2), to=to,
    )  # fmt: skip
    await notify.api.execute(command, Caller(actor=SYSTEM))


async def mailed(notify: House, count: int) -> bool:
    return int((await notify.sinks.counts())["email"]) == count


async def mail_to(notify: House, one: StaffAddress) -> list[dict[str, Any]]:
    return await notify.sent(to=one.email)


async def test_each_is_told_once_in_their_language_however_often_it_is_asked(
    notify: House,
) -> None:
    async with running(notify):
        for _ in range(3):
            await tell(notify, ANNA, BO)
        await eventually(lambda: mailed(notify, 2))
        await tell(notify, ANNA, BO, CHEN)  # who came to the desk meanwhile
        await eventually(lambda: mailed(notify, 3))
        await tell(notify, ANNA, event_id=f"{NUMBER}:9", kind=NoticeKind.MEMBER_WROTE)
        await eventually(lambda: mailed(notify, 4))
    counts = await notify.sinks.counts()
    assert (counts["sms"], counts["duplicates"]) == (0, [])
    english, chinese = (
        (await mail_to(notify, ANNA))[-1],
        (await mail_to(notify, BO))[-1],
    )  # the first
    assert f"Appeal {NUMBER}" in english["body"]
    assert f"申诉{NUMBER}" in chinese["body"]
    assert "It is promised by" in english["body"]
    assert "承诺时间为" in chinese["body"]
    assert all(f"{DESK}/cases/{NUMBER}\n" in one["body"] for one in (english, chinese))
    assert "Open the appeal</a>" in english["html"]
    assert "打开这件申诉</a>" in chinese["html"]


async def test_what_the_appeal_has_moved_past_is_not_mailed(notify: House) -> None:
    await notify.know("m-1")
    appeals = notify.neighbours.appeals
    async with running(notify, worker=False):
        appeals.publish(NUMBER, SAMPLES["AppealSubmitted"])
        await tell(notify, ANNA, event_id=f"{NUMBER}:1")
        appeals.publish(NUMBER, SAMPLES["AppealTaken"])

        async def heard() -> bool:
            return len(await notify.alerts("m-1")) == 2

        await eventually(heard)
    async with running(notify):

        async def settled() -> bool:
            return not await notify.jobs("SEND")

        await eventually(settled)
    assert await mail_to(notify, ANNA) == []
    assert (await notify.states("staff/s-1"))["EMAIL"] == "FILTERED"
