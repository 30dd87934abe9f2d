"""An address that a member takes out of use hears of it at once: a thief must not do it unseen."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.notify.contract.commands import SetContacts
from services.notify.contract.events import AddressesMoved, AddressMove, body_of
from services.notify.contract.queries import GetContactsAt
from services.notify.contract.views import ContactsThen
from services.notify.contract.words import Channel
from services.notify.core.recipients.moves import KEPT_FOR
from services.notify.core.stores.collections import MOVES
from services.notify.planning.receipts import Receipts
from services.shared.callers import SYSTEM, Caller
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


async def set_contacts(notify: House, **given: Any) -> None:
    by = msgspec.structs.replace(CONFIRMED, device_id="d-9")
    await notify.api.execute(SetContacts(member_id="m-1", **given), by)


async def warnings(notify: House) -> list[dict[str, Any]]:
    await notify.attend()
    return [message for message in await notify.sent() if SAID in message["body"]]


async def test_two_calls_at_once_warn_once(notify: House) -> None:
    await asyncio.gather(*(set_contacts(notify, phone="") for _ in range(3)))
    found = await warnings(notify)
    assert sorted(message["to"] for message in found) == [PHONE, MAIL]
    assert (await profile_of(notify)).phone == ""
    assert len(await notify.alerts("m-1")) == 1


async def test_what_a_member_took_out_of_use_is_kept_for_a_while(notify: House) -> None:
    """Sealed, with the device that did it, and in the feed for whoever finds members by it."""
    before = notify.clock.now()
    notify.clock.advance(timedelta(hours=1))
    await set_contacts(notify, phone="")
    await know(notify, "m-1", phone=OTHER, language="en")  # the shop's word is nobody's doing
    [row] = await notify.db[MOVES].find().to_list(None)
    assert PHONE not in str(row)
    assert await contacts_at(notify, before) == (PHONE, MAIL)
    assert await contacts_at(notify, notify.clock.now()) == (OTHER, MAIL)
    assert await moves_told(notify) == [
        AddressMove(member_id="m-1", channel=Channel.SMS, device_id="d-9")
    ]
    for days, kept in ((89, PHONE), (91, "")):
        old = notify.clock.now() + timedelta(days=days) - KEPT_FOR
        await notify.core.recipients.forget_moves(old)
        assert (await contacts_at(notify, before))[0] == kept


async def test_what_somebody_else_named_hears_why_it_goes(notify: House) -> None:
    back = SetContacts(member_id="m-1", phone=OTHER, restored=True)
    await notify.api.execute(back, Caller(actor=SYSTEM))
    await notify.attend()
    [said] = [one for one in await notify.sent() if one["to"] == PHONE]
    assert "somebody else had brought it into use" in said["body"]
    assert await notify.db[MOVES].count_documents({}) == 0


async def contacts_at(notify: House, at: datetime) -> tuple[str, str]:
    [then] = await notify.api.read([GetContactsAt(member_id="m-1", at=at)])
    assert isinstance(then, ContactsThen)
    return then.phone, then.email


async def moves_told(notify: House) -> list[AddressMove]:
    core = notify.core
    receipts = Receipts(
        uow=notify.uow,
        unpassed=core.unpassed,
        alerts=core.alerts,
        campaigns=core.campaigns,
        clock=notify.clock,
        due=core.due,
    )
    await receipts.gather()
    events = await notify.uow.history("addresses-moved")
    bodies = [body_of(event) for event in events]
    return [move for one in bodies if isinstance(one, AddressesMoved) for move in one.moves]
