"""Quiet hours, digest and verified contacts."""

from datetime import timedelta

import msgspec
import pytest

from infra.kernel.errors import AppError, InvalidInput, NotAllowed, NotFound, SecondFactorRequired
from services.notify.contract.commands import (
    Command,
    ContactRow,
    SendCode,
    SetContacts,
    SetDigest,
    SetQuietHours,
    VerifyContact,
)
from services.notify.contract.words import Channel, CodePurpose, DigestEvery
from services.notify.core.recipients.digest_times import Digest
from services.notify.core.recipients.quiet_hours import quiet_between
from services.notify.core.recipients.recipient import Recipient
from tests.fakes.callers import CONFIRMED, HOST, MEMBER
from tests.fakes.notify.memory_house import MemoryHouse
from tests.fakes.notify.people import PHONE, code_to, know, profile_of

OTHER = "+8613900139000"
THIRD = "+8613700137000"
MAIL = "m-1@mail.example.com"
BOUND = CodePurpose.RELEASE_HOLD


@pytest.fixture
def notify() -> MemoryHouse:
    return MemoryHouse(quiet_hours="22:00-08:00")


async def set_phone(notify: MemoryHouse, phone: str) -> None:
    await notify.api.execute(SetContacts(member_id="m-1", phone=phone), CONFIRMED)


async def prove(
    notify: MemoryHouse, code: str, channel: Channel = Channel.SMS, key: str = ""
) -> bool:
    by = msgspec.structs.replace(MEMBER, idempotency_key=key)
    command = VerifyContact(member_id="m-1", channel=channel, code=code)
    return (await notify.api.execute(command, by)).repeated


async def refused(notify: MemoryHouse, command: Command, kind: type[AppError]) -> AppError:
    with pytest.raises(kind) as refusal:
        await notify.api.execute(command, MEMBER)
    return refusal.value


async def stored(notify: MemoryHouse) -> Recipient:
    found = await notify.core.recipients.get("m-1")
    assert found is not None
    return found


async def test_quiet_hours_are_the_operators_until_the_member_chooses(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    assert msgspec.structs.astuple((await profile_of(notify)).quiet_hours) == (
        *("22:00", "08:00"),
        *(False, True),
    )
    chosen = SetQuietHours(member_id="m-1", begins="23:30", ends="07:15")
    outcome = await notify.api.execute(chosen, MEMBER)
    profile = await profile_of(notify)
    assert outcome.profile == profile
    assert msgspec.structs.astuple(profile.quiet_hours) == ("23:30", "07:15", False, False)
    assert (await stored(notify)).quiet == quiet_between("23:30", "07:15")
    await notify.api.execute(SetQuietHours(member_id="m-1", off=True), MEMBER)
    quiet = (await profile_of(notify)).quiet_hours
    assert (quiet.off, quiet.default) == (True, False)
    await notify.api.execute(SetQuietHours(member_id="m-1"), MEMBER)
    assert (await profile_of(notify)).quiet_hours.default
    assert (await stored(notify)).quiet is None


async def test_quiet_hours_that_are_none_are_refused(notify: MemoryHouse) -> None:
    await refused(notify, SetQuietHours(member_id="m-1", off=True), NotFound)
    await know(notify, "m-1")
    for field, given in {
        "begins": {"ends": "08:00"},
        "ends": {"begins": "22:00", "ends": "8"},
        "off": {"begins": "22:00", "ends": "08:00", "off": True},
    }.items():
        command = SetQuietHours(member_id="m-1", **given)  # type: ignore[arg-type]  # mixed
        assert (await refused(notify, command, InvalidInput)).field == field


async def test_a_digest_is_off_until_the_member_wants_one(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    assert (await profile_of(notify)).digest.every is DigestEvery.OFF
    command = SetDigest(member_id="m-1", every=DigestEvery.WEEKLY, hour=18)
    await notify.api.execute(command, MEMBER)
    digest = (await profile_of(notify)).digest
    assert (digest.every, digest.hour) == (DigestEvery.WEEKLY, 18)
    assert (await stored(notify)).digest == Digest(every=DigestEvery.WEEKLY, hour=18)
    late = SetDigest(member_id="m-1", every=DigestEvery.DAILY, hour=24)
    assert (await refused(notify, late, InvalidInput)).field == "hour"


async def test_what_the_host_says_is_verified_as_of_then(notify: MemoryHouse) -> None:
    now = notify.clock.now()
    await know(notify, "m-1")
    row = ContactRow(
        row=1, member_id="m-2", name="", phone=OTHER, email="", language="", time_zone=""
    )
    await notify.api.import_contacts([row])
    first, second = await profile_of(notify), await profile_of(notify, "m-2")
    assert first.phone_verified_at is not None
    assert now <= first.phone_verified_at == first.email_verified_at
    assert second.phone_verified_at is not None
    assert second.email_verified_at is None
    notify.clock.advance(timedelta(days=1))
    await know(notify, "m-1", email="other@mail.example.com")
    again = await profile_of(notify)
    assert again.phone_verified_at == first.phone_verified_at
    assert again.email_verified_at is not None
    assert again.email_verified_at > first.phone_verified_at


async def test_a_new_phone_is_used_when_it_is_proven_and_not_before(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    await set_phone(notify, OTHER)
    waiting = await profile_of(notify)
    assert (waiting.phone, waiting.unverified_phone) == (PHONE, OTHER)
    assert (await code_to(notify, BOUND))[0] == PHONE
    to, code = await code_to(notify, CodePurpose.VERIFY_PHONE)
    assert to == OTHER
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(InvalidInput):
        await prove(notify, wrong)
    assert (await profile_of(notify)).phone == PHONE
    notify.clock.advance(timedelta(seconds=1))
    assert not await prove(notify, code, key="k-1")
    proven = await profile_of(notify)
    assert (proven.phone, proven.unverified_phone) == (OTHER, "")
    assert proven.phone_verified_at > waiting.phone_verified_at  # type: ignore[operator]  # known
    assert await prove(notify, code, key="k-1")
    notify.clock.advance(timedelta(minutes=2))
    assert (await code_to(notify, BOUND))[0] == OTHER


async def test_a_new_mail_address_is_proven_by_mail(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    change = SetContacts(member_id="m-1", email="new@mail.example.com")
    await notify.api.execute(change, CONFIRMED)
    to, code = await code_to(notify, CodePurpose.VERIFY_EMAIL)
    assert to == "new@mail.example.com"
    assert "王小明" not in (await notify.sent(to))[0]["body"]
    assert (await profile_of(notify)).email == MAIL
    await prove(notify, code, Channel.EMAIL)
    assert (await profile_of(notify)).email == "new@mail.example.com"


async def test_a_code_proves_the_address_that_it_was_sent_to_and_no_other(
    notify: MemoryHouse,
) -> None:
    await know(notify, "m-1")
    await set_phone(notify, OTHER)
    _, code = await code_to(notify, CodePurpose.VERIFY_PHONE)
    await set_phone(notify, THIRD)
    with pytest.raises(InvalidInput, match="ask for a new one"):
        await prove(notify, code)
    profile = await profile_of(notify)
    assert (profile.phone, profile.unverified_phone) == (PHONE, THIRD)


async def test_a_kill_after_the_code_was_spent_is_mended_by_the_repeated_call(
    notify: MemoryHouse,
) -> None:
    await know(notify, "m-1")
    await set_phone(notify, OTHER)
    _, code = await code_to(notify, CodePurpose.VERIFY_PHONE)
    await prove(notify, code, key="k-1")
    lost = {"phone": PHONE, "new_phone": OTHER}
    notify.tables["recipients"].update({"_id": "m-1"}, lost)
    assert await prove(notify, code, key="k-1")
    assert (await profile_of(notify)).phone == OTHER


async def test_a_thief_with_the_session_cannot_silence_the_owner(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    for change in ({"phone": OTHER}, {"email": "thief@mail.example.com"}, {"phone": ""}):
        command = SetContacts(member_id="m-1", **change)
        assert (await refused(notify, command, SecondFactorRequired)).field == "code"
    assert (await code_to(notify, CodePurpose.CHANGE_CONTACT))[0] == PHONE
    profile = await profile_of(notify)
    assert (profile.phone, profile.email) == (PHONE, MAIL)
    assert profile.unverified_phone == profile.unverified_email == ""


async def test_the_last_verified_address_stays(notify: MemoryHouse) -> None:
    await know(notify, "m-1", email="")
    await notify.api.execute(SetContacts(member_id="m-1", email=MAIL), CONFIRMED)
    with pytest.raises(NotAllowed, match="last verified"):
        await set_phone(notify, "")
    _, code = await code_to(notify, CodePurpose.VERIFY_EMAIL)
    await prove(notify, code, Channel.EMAIL)
    await set_phone(notify, "")
    profile = await profile_of(notify)
    assert (profile.phone, profile.phone_verified_at, profile.email) == ("", None, MAIL)


async def test_who_is_not_reached_yet_names_the_first_address_alone(notify: MemoryHouse) -> None:
    await notify.api.execute(SetContacts(member_id="m-1", phone=PHONE), MEMBER)
    assert (await profile_of(notify)).phone == ""
    await refused(notify, SendCode(member_id="m-1", purpose=BOUND), NotAllowed)
    to, code = await code_to(notify, CodePurpose.VERIFY_PHONE)
    assert to == PHONE
    await prove(notify, code)
    assert (await profile_of(notify)).phone == PHONE


async def test_naming_the_address_in_use_takes_the_claim_back(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    await set_phone(notify, OTHER)
    await notify.api.execute(SetContacts(member_id="m-1", phone=PHONE), MEMBER)
    assert (await profile_of(notify)).unverified_phone == ""
    send = SendCode(member_id="m-1", purpose=CodePurpose.VERIFY_PHONE)
    await refused(notify, send, NotAllowed)


async def test_the_hosts_word_ends_a_claim(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    await set_phone(notify, OTHER)
    await notify.api.execute(SetContacts(member_id="m-1", phone=THIRD), HOST)
    profile = await profile_of(notify)
    assert (profile.phone, profile.unverified_phone) == (THIRD, "")


async def test_the_inbox_is_nobodys_to_verify(notify: MemoryHouse) -> None:
    await know(notify, "m-1")
    command = VerifyContact(member_id="m-1", channel=Channel.IN_APP, code="123456")
    assert (await refused(notify, command, InvalidInput)).field == "channel"
