"""Several providers for a channel: when one is down, refuses or is too slow the next takes over,
and nobody is told twice. The second one here is known by settings alone."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.dev.ports import answers_http
from services.notify.contract.commands import SendCode
from services.notify.contract.words import Channel, CodePurpose, DeliveryState
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.deliveries.results import Unknown
from services.notify.delivery.attempts import CODE_HANDED_ON_AFTER
from tests.contract.notify_system import MEMBER, House, forget_gates, house
from tests.fakes.notify.desk import Desk
from tests.fakes.notify.pigeon import LOFT
from tests.servers import Sinks, running_sinks
from tests.unit.notify.samples import FOR_TODAY as SAMPLES
from tests.waiting import PATIENCE

PHONE = "+8613800138000"
PIGEONS = {"more_providers": "pigeon=tests.fakes.notify.pigeon:PIGEON"}


@pytest.fixture
def settings() -> dict[str, Any]:
    return {"sms_providers": "twilio > pigeon"}


@pytest.fixture
async def notify(
    servers: tuple[str, str, str], sinks: Sinks, tmp_path: Path, settings: dict[str, Any]
) -> AsyncIterator[House]:
    LOFT.clear()
    async with house(*servers, sinks, tmp_path, **(PIGEONS | settings)) as built:
        yield built
    await forget_gates(servers[1])


@pytest.fixture
def desk(notify: House) -> Desk:
    return Desk(notify)


async def planned(desk: Desk, member: str = "m-1", **contacts: str) -> None:
    house = desk.house
    await house.know(member, **({"phone": PHONE, "email": ""} | contacts))
    now = house.clock.now()
    house.neighbours.membership.publish(member, SAMPLES["GraceStarted"], at=now)
    await desk.catch_up(now)


async def by_sms(notify: House, member: str = "m-1") -> Delivery:
    return (await notify.deliveries(member))[Channel.SMS]


async def had(notify: House) -> tuple[int, int]:
    """How many SMS the first and the second have."""
    return (await notify.sinks.counts())["sms"], (await LOFT.counts())["sms"]


@pytest.mark.parametrize("code", [20503, 20003, 21612])
async def test_what_the_first_refuses_the_second_sends_at_once(
    notify: House, desk: Desk, code: int
) -> None:
    await planned(desk)
    status = {20503: 503, 20003: 401}.get(code, 400)
    await notify.sinks.faults(sms={"status": status, "code": code})
    for _ in ("the first", "the second"):
        await notify.attend()
    found = await by_sms(notify)
    assert (found.state, found.provider) == (DeliveryState.ACCEPTED, "pigeon")
    assert await had(notify) == (0, 1)


async def test_a_number_that_nobody_can_reach_is_not_tried_by_all(
    notify: House, desk: Desk
) -> None:
    await planned(desk)
    await notify.sinks.faults(sms={"status": 400, "code": 21211})
    for _ in range(3):
        await notify.attend(later=timedelta(minutes=1))
    assert (await by_sms(notify)).state is DeliveryState.FAILED
    assert await had(notify) == (0, 0)


@pytest.mark.parametrize(("drop", "sent"), [("drop_before_accept", 0), ("drop_after_accept", 1)])
async def test_what_may_have_gone_out_is_nobody_elses_until_it_was_looked_up(
    notify: House, desk: Desk, drop: str, sent: int
) -> None:
    await planned(desk)
    await notify.sinks.faults(sms={"status": drop, "times": 1}, asked={"status": 500})
    for _ in range(3):
        await notify.attend(later=timedelta(minutes=2))
    assert (await by_sms(notify)).state is DeliveryState.UNKNOWN
    assert await had(notify) == (sent, 0), "it could not be asked, so nobody sends"
    await notify.sinks.faults(sms={"status": 503})
    for _ in range(4):  # it is asked ever more seldom
        await notify.attend(later=timedelta(minutes=20))
    assert (await by_sms(notify)).provider == ("twilio" if sent else "pigeon")
    assert await had(notify) == (sent, 1 - sent), "told once, by whoever it was"


@pytest.mark.parametrize("status", ["timeout", "drop_before_accept", "drop_after_accept", 503])
async def test_a_code_is_with_the_second_before_two_seconds_are_over(
    notify: House, desk: Desk, status: object
) -> None:
    """All within one attempt: as long as the first may think, and the time of one send."""
    await notify.know("m-1", phone=PHONE)
    await notify.sinks.faults(sms={"status": status}, asked={"status": 500})
    await notify.api.execute(SendCode(member_id="m-1", purpose=CodePurpose.RELEASE_HOLD), MEMBER)
    async with asyncio.timeout(CODE_HANDED_ON_AFTER + 4):
        await notify.attend()
    assert (await LOFT.counts())["sms"] == 1
    [code] = await notify.stored_alerts(topic="CODE")
    [found] = (await notify.core.journal.deliveries([code]))[code.id]
    assert (found.state, found.provider) == (DeliveryState.ACCEPTED, "pigeon")


async def test_whoever_is_known_to_be_down_is_not_asked_at_all(notify: House, desk: Desk) -> None:
    await notify.core.gates.report("twilio", [Unknown(reason="no answer")] * 20)
    await planned(desk)
    await notify.attend()
    assert await had(notify) == (0, 1)
    assert (await by_sms(notify)).attempts == 1


@pytest.mark.parametrize("settings", [{"sms_providers": "pigeon > twilio", "sms_slow_after": 0.01}])
async def test_of_two_speeds_the_slow_one_is_left(notify: House, desk: Desk) -> None:
    """It takes what it was given, so nothing goes twice. It is left once ten were slow: whoever was
    handed to it before that was noticed goes with them."""
    LOFT.flight_seconds = 0.05
    for number in range(13):
        await planned(desk, f"m-{number}", phone=f"+86138001380{number:02d}")
    await notify.attend()
    fast, slow = await had(notify)
    assert fast + slow == 13
    assert 10 <= slow < 13


async def test_after_a_kill_all_are_asked_who_may_have_been_the_one(
    notify: House, desk: Desk
) -> None:
    """What was handed over by whom dies with the worker."""
    await planned(desk)
    [job] = await notify.jobs("SEND")
    claimed = await notify.core.jobs.claim(job["_id"], "a worker that dies")
    assert claimed is not None
    [item] = claimed.items
    LOFT.received(item.to, item.text)
    rows = notify.db["jobs"]
    await rows.update_many({}, {"$set": {"lease_until": notify.clock.now() - timedelta(days=1)}})
    for _ in ("taken over", "looked up"):
        await notify.attend(later=timedelta(seconds=20))
    assert (await by_sms(notify)).provider == "pigeon"
    assert await had(notify) == (0, 1)


@pytest.mark.parametrize("settings", [{"sms_providers": "CN: pigeon > twilio; DEFAULT: twilio"}])
async def test_the_order_is_the_countrys(notify: House, desk: Desk) -> None:
    await planned(desk)
    await planned(desk, "m-2", phone="+14155550123")
    await notify.attend()
    assert (await by_sms(notify, "m-1")).provider == "pigeon"
    assert (await by_sms(notify, "m-2")).provider == "twilio"


@pytest.mark.parametrize("settings", [{"sms_providers": "pigeon"}])
async def test_what_nobody_takes_goes_by_the_next_channel_at_once(
    notify: House, desk: Desk
) -> None:
    await planned(desk, phone="+14155550123")
    await notify.attend()
    assert (await by_sms(notify)).reason == "no provider takes such a message"
    assert await had(notify) == (0, 0)


async def test_mail_is_relayed_by_the_next_likewise(
    servers: tuple[str, str, str], sinks: Sinks, tmp_path: Path
) -> None:
    """Nobody listens where the first one should be."""
    relays = f"backup=smtp://{sinks.smtp_host}:{sinks.smtp_port}"
    given = {"smtp_port": 1, "smtp_relays": relays, "mail_providers": "smtp > backup"}
    async with house(*servers, sinks, tmp_path, **given) as notify:
        await planned(Desk(notify), phone="", email="wang@mail.example.com")
        for _ in ("smtp", "backup"):
            await notify.attend()
        found = (await notify.deliveries("m-1"))[Channel.EMAIL]
        assert (found.state, found.provider) == (DeliveryState.ACCEPTED, "backup")
        assert (await sinks.counts())["email"] == 1
    await forget_gates(servers[1])


@pytest.fixture
async def first(tmp_path: Path) -> AsyncIterator[Sinks]:
    """A provider in a process of its own."""
    (tmp_path / "first").mkdir()
    async with running_sinks(tmp_path / "first") as sinks:
        yield sinks


async def test_the_first_dies_in_the_middle_and_comes_back(
    servers: tuple[str, str, str], sinks: Sinks, first: Sinks, tmp_path: Path
) -> None:
    """With sends under way of which nobody knows the end. `make chaos` does it with 10,000."""
    LOFT.clear()
    given = PIGEONS | {"sms_providers": "twilio > pigeon", "twilio_base_url": first.url}
    async with house(*servers, sinks, tmp_path, **given) as notify:
        desk = Desk(notify)
        await first.faults(
            sms=[
                {"percent": 20, "status": "drop_after_accept"},
                {"percent": 20, "status": "drop_before_accept"},
            ]
        )
        await _all_planned(desk, range(30))
        await notify.attend()
        first.child.kill()
        await _all_planned(desk, range(30, 60))
        for _ in range(2):
            await notify.attend(later=timedelta(seconds=4))
        assert (await LOFT.counts())["sms"] == 30, "none of those that the first may have"
        first.child.start()
        await first.child.wait_until(lambda: answers_http("127.0.0.1", first.port), PATIENCE)
        for _ in range(4):
            await notify.attend(later=timedelta(minutes=10))
    had_by = Counter(m["to"] for m in [*await first.messages(), *await LOFT.messages()])
    assert had_by == {_phone(number): 1 for number in range(60)}
    await forget_gates(servers[1])


async def _all_planned(desk: Desk, numbers: Iterable[int]) -> None:
    for number in numbers:
        id = f"m-{number}"
        await desk.house.know(id, phone=_phone(number), email="")
        now = desk.house.clock.now()
        desk.house.neighbours.membership.publish(id, SAMPLES["GraceStarted"], at=now)
    await desk.catch_up(desk.house.clock.now())


def _phone(number: int) -> str:
    return f"+86138001380{number:02d}"
