"""An address that a member takes out of use hears of it at once: a thief must not do it unseen."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.notify.contract.commands import SetContacts
from tests.contract.notify_system import House, house
from tests.fakes.callers import CONFIRMED
from tests.fakes.notify.people import PHONE, know, profile_of
from tests.servers import Sinks

OTHER = "+8613900139000"
MAIL = "m-1@mail.example.com"
OTHER_MAIL = "other@mail.example.com"
SAID = "freeze your membership"


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as built:
        await know(built, "m-1", language="en")
        yield built


async def set_contacts(notify: House, **given: str) -> None:
    await notify.api.execute(SetContacts(member_id="m-1", **given), CONFIRMED)


async def warnings(notify: House) -> list[dict[str, Any]]:
    await notify.attend()
    return [message for message in await notify.sent() if SAID in message["body"]]


async def test_two_calls_at_once_warn_once(notify: House) -> None:
    await asyncio.gather(*(set_contacts(notify, phone="") for _ in range(3)))
    found = await warnings(notify)
    assert sorted(message["to"] for message in found) == [PHONE, MAIL]
    assert (await profile_of(notify)).phone == ""
    assert len(await notify.alerts("m-1")) == 1
