"""An address that goes out of use hears of it: a thief must not change it unnoticed."""

from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import TooManyRequests
from services.notify.contract.commands import (
    SendCode,
    SetContacts,
    SetPreference,
    VerifyContact,
)
from services.notify.contract.words import Channel, CodePurpose, Topic
from services.notify.core.alerts.codes import PAUSE, PER_HOUR
from tests.fakes.callers import CONFIRMED, HOST, MEMBER, member_caller
from tests.fakes.notify.memory_house import MemoryHouse
from tests.fakes.notify.people import PHONE, code_to, know

OTHER = "+8613900139000"
MAIL = "m-1@mail.example.com"
OTHER_MAIL = "other@mail.example.com"
SAID = "freeze your membership"


@pytest.fixture
async def notify() -> MemoryHouse:
    house = MemoryHouse()
    await know(house, "m-1", language="en")
    return house


async def set_contacts(notify: MemoryHouse, **given: str) -> None:
    await notify.api.execute(SetContacts(member_id="m-1", **given), CONFIRMED)


async def prove(notify: MemoryHouse, channel: Channel) -> None:
    by_sms = channel is Channel.SMS
    purpose = CodePurpose.VERIFY_PHONE if by_sms else CodePurpose.VERIFY_EMAIL
    _, code = await code_to(notify, purpose)
    command = VerifyContact(member_id="m-1", channel=channel, code=code)
    await notify.api.execute(command, MEMBER)


async def warnings(notify: MemoryHouse) -> list[dict[str, Any]]:
    await notify.attend()
    return [message for message in await notify.sent() if SAID in message["body"]]


async def told(notify: MemoryHouse) -> set[str]:
    return {message["to"] for message in await warnings(notify)}


async def test_the_old_phone_hears_that_it_was_replaced(notify: MemoryHouse) -> None:
    await set_contacts(notify, phone=OTHER)
    assert await told(notify) == set(), "a claim changes nothing yet"
    await prove(notify, Channel.SMS)
    assert await told(notify) == {PHONE, MAIL}, "the old phone, and not the new one"
    assert "phone number" in (await warnings(notify))[0]["body"]
    [alert] = await notify.alerts("m-1")
    assert (alert.event_type, alert.topic) == ("ContactChanged", Topic.SECURITY)
    assert alert.title.en == "Your phone number was changed"
    assert alert.title.zh == "手机号码已更改"


async def test_the_old_mailbox_hears_at_once_and_not_only_if_the_sms_fails(
    notify: MemoryHouse,
) -> None:
    await set_contacts(notify, email=OTHER_MAIL)
    await prove(notify, Channel.EMAIL)
    assert await told(notify) == {PHONE, MAIL}
    notify.clock.advance(timedelta(hours=2))
    for _ in range(3):
        await notify.attend()
    assert OTHER_MAIL not in await told(notify)


async def test_a_removed_phone_hears_of_it(notify: MemoryHouse) -> None:
    await set_contacts(notify, phone="")
    assert await told(notify) == {PHONE, MAIL}
    [alert] = await notify.alerts("m-1")
    assert alert.title.en == "Your phone number was removed"


async def test_a_member_who_wants_no_sms_is_warned_by_sms_all_the_same(notify: MemoryHouse) -> None:
    quiet = SetPreference(member_id="m-1", topic=Topic.SECURITY, channels=(Channel.EMAIL,))
    await notify.api.execute(quiet, MEMBER)
    await set_contacts(notify, phone="")
    assert PHONE in await told(notify)


async def test_a_first_address_and_what_the_host_changes_warn_nobody(notify: MemoryHouse) -> None:
    await notify.api.execute(SetContacts(member_id="m-1", phone=OTHER), HOST)
    await notify.api.execute(SetContacts(member_id="m-2", phone=OTHER), member_caller("m-2"))
    _, code = await code_to(notify, CodePurpose.VERIFY_PHONE, "m-2")
    first = VerifyContact(member_id="m-2", channel=Channel.SMS, code=code)
    await notify.api.execute(first, member_caller("m-2"))
    assert await told(notify) == set()


async def test_many_accounts_together_do_not_ring_a_strangers_phone(notify: MemoryHouse) -> None:
    sent = list[bool]()
    for number in range(PER_HOUR + 2):
        by = member_caller(f"m-1{number}")
        await notify.api.execute(SetContacts(member_id=by.actor.id, phone=OTHER), by)
        asks = SendCode(member_id=by.actor.id, purpose=CodePurpose.VERIFY_PHONE)
        try:
            await notify.api.execute(asks, by)
        except TooManyRequests:
            sent.append(False)
        else:
            sent.append(True)
        notify.clock.advance(PAUSE)
    assert sent == [True] * PER_HOUR + [False] * 2


async def test_each_change_warns_anew(notify: MemoryHouse) -> None:
    for phone in (OTHER, PHONE, OTHER):
        notify.clock.advance(timedelta(minutes=11))
        await set_contacts(notify, phone=phone)
        await prove(notify, Channel.SMS)
    assert len(await notify.alerts("m-1")) == 3
    by_sms = [m["to"] for m in await warnings(notify) if m["channel"] == "sms"]
    assert sorted(by_sms) == sorted([PHONE, OTHER, PHONE])
