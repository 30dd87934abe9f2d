"""Contacts, preferences and one-time codes."""

import re
from datetime import timedelta

import msgspec
import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound, TooManyRequests
from services.notify.contract.commands import (
    ContactRow,
    SendCode,
    SetContacts,
    SetPreference,
    VerifyCode,
)
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import Failed, ProfileView
from services.notify.contract.words import Channel, CodePurpose, Topic
from tests.fakes.callers import HOST, MEMBER
from tests.fakes.notify.memory_house import MemoryHouse
from tests.fakes.notify.people import know

PURPOSE = CodePurpose.RELEASE_HOLD


async def sent_code(notify: MemoryHouse) -> str:
    await notify.api.execute(SendCode(member_id="m-1", purpose=PURPOSE), MEMBER)
    await notify.attend()
    newest = (await notify.sent())[0]
    found = re.search(r"\d{6}", newest["body"])
    assert found is not None
    return found.group()


async def verify(notify: MemoryHouse, code: str) -> None:
    await notify.api.execute(VerifyCode(member_id="m-1", purpose=PURPOSE, code=code), MEMBER)


async def test_the_call_that_spent_a_code_may_be_repeated_and_no_other(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    code = await sent_code(notify)
    command = VerifyCode(member_id="m-1", purpose=PURPOSE, code=code)
    once = msgspec.structs.replace(MEMBER, idempotency_key="k-1")
    other = msgspec.structs.replace(MEMBER, idempotency_key="k-2")
    assert not (await notify.api.execute(command, once)).repeated
    assert (await notify.api.execute(command, once)).repeated
    with pytest.raises(InvalidInput):
        await notify.api.execute(command, other)
    with pytest.raises(InvalidInput):
        await notify.api.execute(msgspec.structs.replace(command, code="000000x"), once)
    notify.clock.advance(timedelta(minutes=10))
    with pytest.raises(InvalidInput):
        await notify.api.execute(command, once)


@pytest.mark.parametrize("id", ["", "li@example.cn", "+8613800138000", "clause-x", "m" * 65])
async def test_contacts_belong_to_an_id_that_is_none_itself(notify: MemoryHouse, id: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await notify.api.execute(SetContacts(member_id=id, name="Li"), HOST)
    assert refused.value.field == "member_id"
    row = ContactRow(row=1, member_id=id, name="", phone="", email="", language="", time_zone="")
    kept = await notify.api.import_contacts([row])
    assert [one.field for one in kept.refused] == ["member_id"]


async def test_five_wrong_tries_end_a_code(notify: MemoryHouse) -> None:
    await know(notify, "m-1", phone="")
    code = await sent_code(notify)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(InvalidInput):
            await verify(notify, wrong)
    with pytest.raises(InvalidInput, match="ask for a new one"):
        await verify(notify, code)


async def test_codes_expire_and_are_not_sent_too_often(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    first = await sent_code(notify)
    with pytest.raises(TooManyRequests) as refusal:
        await sent_code(notify)
    assert refusal.value.details["retry_after"] in range(1, 61)
    notify.clock.advance(timedelta(minutes=2))
    second = await sent_code(notify)
    if first != second:
        with pytest.raises(InvalidInput):
            await verify(notify, first)
    notify.clock.advance(timedelta(minutes=11))
    with pytest.raises(InvalidInput):
        await verify(notify, second)


async def test_a_code_that_comes_too_late_is_not_sent(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    await notify.sinks.faults(sms={"status": 500})
    await notify.api.execute(SendCode(member_id="m-1", purpose=PURPOSE), MEMBER)
    await notify.attend()
    notify.clock.advance(timedelta(minutes=11))
    await notify.sweep()
    await notify.sinks.faults()
    await notify.attend()
    assert (await notify.sinks.counts())["sms"] == 0
    assert await notify.states("m-1") == {"SMS": "FAILED"}


async def test_contacts_are_checked_changed_and_removed(notify: MemoryHouse) -> None:
    await know(notify, "m-1", phone="+86 138 0013 8000")
    [profile, unknown] = await notify.api.read(
        [GetProfile(member_id="m-1"), GetProfile(member_id="m-2")]
    )
    assert isinstance(profile, ProfileView)
    assert profile.phone == "+8613800138000"
    assert isinstance(unknown, Failed)
    outcome = await notify.api.execute(SetContacts(member_id="m-1", email=""), HOST)
    assert outcome.profile is not None
    assert (outcome.profile.email, outcome.profile.name) == ("", "王小明")
    for field, value in {
        "phone": "123",
        "email": "nobody",
        "language": "fr",
        "time_zone": "Mars/Base",
    }.items():
        with pytest.raises(InvalidInput) as refusal:
            await notify.api.execute(SetContacts(member_id="m-1", **{field: value}), HOST)
        assert refusal.value.field == field


async def test_a_mandatory_topic_cannot_be_silenced(notify: MemoryHouse) -> None:
    with pytest.raises(NotFound):
        await notify.api.execute(
            SetPreference(member_id="m-1", topic=Topic.STATUS, channels=()), MEMBER
        )
    await know(notify, "m-1", email="")
    for channels in ((), (Channel.EMAIL,)):
        with pytest.raises(NotAllowed):
            await notify.api.execute(
                SetPreference(member_id="m-1", topic=Topic.STATUS, channels=channels), MEMBER
            )
    await notify.api.execute(
        SetPreference(member_id="m-1", topic=Topic.STATUS, channels=(Channel.SMS,)), MEMBER
    )
    with pytest.raises(NotAllowed):
        await notify.api.execute(SetContacts(member_id="m-1", phone=""), HOST)
    outcome = await notify.api.execute(
        SetPreference(member_id="m-1", topic=Topic.RENEWAL, channels=()), MEMBER
    )
    assert outcome.profile is not None
    chosen = {p.topic: p.channels for p in outcome.profile.preferences}
    assert (chosen[Topic.STATUS], chosen[Topic.RENEWAL]) == ((Channel.SMS,), ())


async def test_an_import_twice_changes_nothing_and_names_what_it_refuses(
    notify: MemoryHouse,
) -> None:
    good = ContactRow(
        row=2,
        member_id="m-1",
        name="李雷",
        phone="+8613800138000",
        email="li@mail.example.com",
        language="zh-CN",
        time_zone="Asia/Shanghai",
    )
    bad = ContactRow(
        row=3, member_id="m-2", name="", phone="+86", email="", language="en", time_zone=""
    )
    first = await notify.api.import_contacts([good, bad])
    assert (first.created, first.unchanged) == (1, 0)
    assert [(refusal.row, refusal.field) for refusal in first.refused] == [(3, "phone")]
    await notify.api.execute(SetContacts(member_id="m-1", name="韩梅梅"), MEMBER)
    again = await notify.api.import_contacts([good, good, bad])
    assert (again.created, again.unchanged) == (0, 2)
    [profile] = await notify.api.read([GetProfile(member_id="m-1")])
    assert isinstance(profile, ProfileView)
    assert profile.name == "韩梅梅"
