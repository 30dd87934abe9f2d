"""An address in use was vouched for by the host or proven by the member, whatever came before."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.errors import AppError, InvalidInput, NotAllowed, SecondFactorRequired
from services.notify.contacts.domain.verified import (
    PROVEN_BY,
    mark_of,
    proven,
    vouches,
    where_code_goes,
    with_contacts,
)
from services.notify.contract.commands import SetContacts
from services.notify.contract.words import Channel, CodePurpose
from services.notify.core.alerts.catch_up import gaps_filled_by
from services.notify.core.recipients.recipient import Recipient
from services.shared.callers import ActorKind
from tests.unit.notify.clocks import patient
from tests.unit.notify.samples import NOW

PHONES = ("", "+8613800138000", "+8613900139000")
EMAILS = ("", "a@mail.example.com", "b@mail.example.com")
NOBODY = Recipient(id="m-1", created_at=NOW)

steps = st.lists(
    st.tuples(
        st.sampled_from(["host", "member", "confirmed member", "ask", "prove"]),
        st.none() | st.sampled_from(PHONES),
        st.none() | st.sampled_from(EMAILS),
        st.sampled_from(sorted(PROVEN_BY)),
    ),
    max_size=12,
)


class Person:
    """Does what a step says, and keeps what the host said and what was read at an address."""

    def __init__(self) -> None:
        self.recipient = NOBODY
        self.known: set[str] = {""}
        self.codes: dict[CodePurpose, tuple[str, str]] = {}

    def do(self, who: str, phone: str | None, email: str | None, channel: Channel) -> None:
        purpose = PROVEN_BY[channel]
        if who == "ask":
            seen = where_code_goes(self.recipient, purpose)
            self.codes[purpose] = mark_of(seen, purpose), seen.address(channel)
        elif who == "prove" and purpose in self.codes:
            mark, address = self.codes[purpose]
            self.recipient = proven(self.recipient, purpose, mark, NOW)
            self.known.add(address)
        elif who != "prove":
            command = SetContacts(member_id="m-1", phone=phone, email=email)
            by = {"vouched": who == "host", "confirmed": who == "confirmed member"}
            self.recipient = with_contacts(self.recipient, command, NOW, **by)
            self.known |= {phone or "", email or ""} if who == "host" else set()


@patient
@given(steps)
def test_what_is_in_use_was_vouched_for_or_proven(taken: list[tuple[object, ...]]) -> None:
    person = Person()
    for step in taken:
        before = person.recipient
        try:
            person.do(*step)  # type: ignore[arg-type]  # as drawn
        except AppError:
            assert person.recipient == before
        after = person.recipient
        assert {after.phone, after.email} <= person.known
        for used, at, new in (
            (after.phone, after.phone_verified_at, after.new_phone),
            (after.email, after.email_verified_at, after.new_email),
        ):
            assert bool(used) == (at is not None)
            assert not new or new != used
        if step[0] != "host":
            outside = bool(before.phone or before.email)
            assert not outside or after.phone or after.email
        if step[0] in {"member", "ask"}:
            assert (after.phone, after.email) == (before.phone, before.email)


def test_a_code_is_good_for_the_address_that_it_was_sent_to() -> None:
    person = Person()
    person.do("member", PHONES[1], None, Channel.SMS)
    person.do("ask", None, None, Channel.SMS)
    person.do("member", PHONES[2], None, Channel.SMS)
    with pytest.raises(InvalidInput):
        person.do("prove", None, None, Channel.SMS)
    person.do("member", PHONES[1], None, Channel.SMS)
    person.do("prove", None, None, Channel.SMS)
    assert person.recipient.phone == PHONES[1]


def test_a_claim_gets_its_code_and_nothing_else() -> None:
    start = with_contacts(
        Recipient(id="m-1", created_at=NOW, name="王小明"),
        SetContacts(member_id="m-1", email=EMAILS[1]),
        NOW,
        vouched=True,
    )
    claim = SetContacts(member_id="m-1", phone=PHONES[1])
    waiting = with_contacts(start, claim, NOW, vouched=False, confirmed=True)
    assert waiting.address(Channel.SMS) == ""
    assert gaps_filled_by(waiting, start) == ()
    seen = where_code_goes(waiting, CodePurpose.VERIFY_PHONE)
    assert [seen.address(channel) for channel in PROVEN_BY] == [PHONES[1], ""]
    assert seen.name == ""
    mark = mark_of(seen, CodePurpose.VERIFY_PHONE)
    used = proven(waiting, CodePurpose.VERIFY_PHONE, mark, NOW)
    assert used.address(Channel.SMS) == PHONES[1]
    assert [gap.channel for gap in gaps_filled_by(used, waiting)] == [Channel.SMS]


def test_only_the_host_and_the_house_vouch() -> None:
    assert {kind for kind in ActorKind if vouches(kind)} == {
        ActorKind.HOST,
        ActorKind.STAFF,
        ActorKind.SYSTEM,
    }


def test_the_same_word_again_keeps_the_time() -> None:
    said = SetContacts(member_id="m-1", phone=PHONES[1])
    once = with_contacts(NOBODY, said, NOW, vouched=True)
    assert with_contacts(once, said, NOW + timedelta(days=1), vouched=True) == once
    other = SetContacts(member_id="m-1", phone=PHONES[2])
    later = with_contacts(once, other, NOW + timedelta(days=1), vouched=True)
    assert later.phone_verified_at == NOW + timedelta(days=1)


def test_codes_of_other_purposes_go_where_the_member_is_reached() -> None:
    once = with_contacts(NOBODY, SetContacts(member_id="m-1", phone=PHONES[1]), NOW, vouched=True)
    for purpose in (CodePurpose.RELEASE_HOLD, CodePurpose.CHANGE_CONTACT):
        assert where_code_goes(once, purpose) is once
        assert mark_of(once, purpose) == ""
    with pytest.raises(NotAllowed):
        where_code_goes(once, CodePurpose.VERIFY_PHONE)


def test_language_and_time_zone_take_no_second_factor() -> None:
    once = with_contacts(NOBODY, SetContacts(member_id="m-1", phone=PHONES[1]), NOW, vouched=True)
    moved = SetContacts(member_id="m-1", language="en", time_zone="Asia/Kathmandu")
    assert with_contacts(once, moved, NOW, vouched=False).time_zone == "Asia/Kathmandu"
    with pytest.raises(SecondFactorRequired):
        with_contacts(once, SetContacts(member_id="m-1", email=EMAILS[1]), NOW, vouched=False)
    with pytest.raises(InvalidInput):
        with_contacts(once, SetContacts(member_id="m-1", phone="1"), NOW, vouched=False)
