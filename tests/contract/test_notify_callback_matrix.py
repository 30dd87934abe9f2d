"""Every status that Twilio reports, before and after every other, doubled, contradicted by
forgeries and told again late, as signed callbacks over HTTP: nothing learned is unlearned."""

import asyncio
from collections.abc import Iterable

import aiohttp
import pytest
from pydantic import SecretStr
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from infra.dev.ports import free_port
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.deliveries.journal import Delivery
from services.notify.providers.twilio.assembly import twilio_feature
from tests.contract.notify_system import served
from tests.fakes.notify.desk import Desk
from tests.fakes.notify.memory_house import MemoryHouse
from tests.servers import TOKEN
from tests.unit.notify.samples import SAMPLES
from tests.unit.notify.statuses import ARRIVED, STATUSES, UNDER_WAY

S = DeliveryState
Status = tuple[str, str]
PAIRS = [(first, second) for first in STATUSES for second in STATUSES]
HEIGHT = {S.PLANNED: 0, S.ACCEPTED: 1, S.FAILED: 2, S.DELIVERED: 3}
AT_ONCE = 32


@pytest.fixture
def notify() -> MemoryHouse:
    return MemoryHouse(notify_port=free_port(), twilio_auth_token=SecretStr(TOKEN))


async def test_no_terminal_state_is_ever_downgraded(notify: MemoryHouse) -> None:
    await notify.know("m-1", email="")
    await notify.sinks.faults(callbacks="silent")
    await Desk(notify).tell_all([SAMPLES["MembershipExpired"]] * len(PAIRS), notify.clock.now())
    await notify.attend()
    ids = [d.id for d in await sms(notify)]
    routes, port = twilio_feature(notify.settings, notify.core).routes, notify.settings.notify_port
    async with served(routes, port), aiohttp.ClientSession() as session:
        line = Line(notify, session)
        pairs = list(zip(ids, PAIRS, strict=True))
        await line.tell((id, first) for id, (first, _) in pairs)
        begun = await states(notify)
        await line.forge((id, opposite(first)) for id, (first, _) in pairs)
        assert await states(notify) == begun
        await line.tell([(id, second) for id, (_, second) in pairs] * 2)
        told = await states(notify)
        await line.tell((id, first) for id, (first, _) in reversed(pairs))
        assert await states(notify) == told, "late news is old news"
    for id, (first, second) in pairs:
        assert told[id] in expected({first[0], second[0]}), (first, second)
        if begun[id] in (S.DELIVERED, S.FAILED):
            assert HEIGHT[told[id]] >= HEIGHT[begun[id]], (first, second)


def expected(names: set[str]) -> set[DeliveryState]:
    if names & ARRIVED:
        return {S.DELIVERED}
    return {S.ACCEPTED} if names <= UNDER_WAY else {S.PLANNED, S.FAILED}


def opposite(status: Status) -> Status:
    return ("undelivered", "30005") if status[0] in ARRIVED else ("delivered", "")


class Line:
    """From Twilio to us."""

    def __init__(self, notify: MemoryHouse, session: aiohttp.ClientSession) -> None:
        self._base = f"http://127.0.0.1:{notify.settings.notify_port}/callbacks/twilio/"
        self._session = session
        self._places = asyncio.Semaphore(AT_ONCE)

    async def tell(self, news: Iterable[tuple[str, Status]]) -> None:
        answers = await asyncio.gather(*(self._post(id, status, TOKEN) for id, status in news))
        assert set(answers) == {204}

    async def forge(self, news: Iterable[tuple[str, Status]]) -> None:
        answers = await asyncio.gather(*(self._post(id, status, "guessed") for id, status in news))
        assert set(answers) == {403}

    async def _post(self, id: str, status: Status, token: str) -> int:
        url = f"{self._base}{id}~1~STATUS~"
        form = {"MessageSid": "SM1", "MessageStatus": status[0], "ErrorCode": status[1]}
        signature = RequestValidator(token).compute_signature(url, form)
        headers = {"X-Twilio-Signature": signature}
        async with (
            self._places,
            self._session.post(url, data=form, headers=headers) as answer,
        ):
            return answer.status


async def sms(notify: MemoryHouse) -> list[Delivery]:
    found = [d for d in await notify.all_deliveries() if d.channel is Channel.SMS]
    return sorted(found, key=lambda delivery: delivery.id)


async def states(notify: MemoryHouse) -> dict[str, DeliveryState]:
    return {delivery.id: delivery.state for delivery in await sms(notify)}
