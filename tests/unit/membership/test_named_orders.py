"""Orders that a member names, held against those on record. All expectations written by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.membership.contract.case_records import NamedOrder, NearBy, OrderMatch
from services.membership.contract.words import PaymentPurpose
from services.membership.domain.aggregate.catalog import first_versions
from services.membership.domain.aggregate.evidence import Order, Payment
from services.membership.domain.aggregate.public_facts import hash_of
from services.membership.domain.proof.bounding import CaseSpan
from services.membership.domain.proof.matching import Matcher, on_record
from services.membership.domain.proof.spelling import normalised, resembles
from services.membership.domain.wording.speech import DisplayZone, Formatter

LOST_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
WINDOW = CaseSpan(LOST_AT - timedelta(days=90), LOST_AT)
FORMATTER = Formatter(
    plans=first_versions([]), currency="CNY", display_zone=DisplayZone(zone="Asia/Shanghai")
)
PAYMENT = Payment(
    order_id="PAY-20261119-07",
    member_id="m-1",
    amount=2_500,
    paid_at=datetime(2026, 11, 18, 17, tzinfo=UTC),  # the 19th in Shanghai
    recorded_at=LOST_AT,
    purpose=PaymentPurpose.RENEWAL,
)
ORDER = Order(
    order_id="KM-88123456",
    member_id="m-1",
    at=datetime(2026, 11, 10, 2, tzinfo=UTC),
    full_price=10_000,
    paid_price=8_800,
)
OLD = Order(
    order_id="KM-11111111",
    member_id="m-1",
    at=datetime(2025, 12, 24, 2, tzinfo=UTC),
    full_price=5_000,
    paid_price=4_000,
)


def match(named: str) -> NamedOrder:
    known = on_record([PAYMENT], [ORDER, OLD])
    return Matcher(known, WINDOW, FORMATTER).match(named)


@pytest.mark.parametrize(
    ("named", "id"),
    [
        ("KM-88123456", "KM-88123456"),
        ("km 88123456", "KM-88123456"),
        (" #ＫＭ－８８１２３４５６ ", "KM-88123456"),
        ("订单号：KM88123456", "KM-88123456"),
        ("PAY-20261119-07", "PAY-20261119-07"),
        ("pay2026111907", "PAY-20261119-07"),
    ],
)
def test_the_same_number_is_found_however_it_is_written(named: str, id: str) -> None:
    found = match(named)
    assert (found.named, found.match, found.id) == (named, OrderMatch.FOUND, id)
    assert found.hash == hash_of(ORDER if id == ORDER.order_id else PAYMENT)


def test_one_of_long_ago_is_found_and_said_to_be_so() -> None:
    found = match("KM-11111111")
    assert (found.match, found.at, found.hash) == (OrderMatch.ANOTHER_TIME, OLD.at, hash_of(OLD))
    assert "早于 2026年8月22日 12:00" in found.says.zh
    assert "from before 22 August 2026, 12:00" in found.says.en


@pytest.mark.parametrize(
    ("named", "id", "near"),
    [
        ("KM-88123457", "KM-88123456", NearBy.CHARACTER),  # mistyped
        ("KM-8812345", "KM-88123456", NearBy.CHARACTER),  # left out
        ("KM-881234556", "KM-88123456", NearBy.CHARACTER),  # added
        ("KM-88124356", "KM-88123456", NearBy.CHARACTER),  # swapped
        ("¥88", "KM-88123456", NearBy.AMOUNT),
        ("100.00", "KM-88123456", NearBy.AMOUNT),
        ("25元", "PAY-20261119-07", NearBy.AMOUNT),
        ("2026-11-19", "PAY-20261119-07", NearBy.DAY),  # by the member's calendar
        ("2026年11月10日", "KM-88123456", NearBy.DAY),
        ("2026/11/10 ¥88.00", "KM-88123456", NearBy.AMOUNT_AND_DAY),
    ],
)
def test_what_is_close_is_named_with_why(named: str, id: str, near: NearBy) -> None:
    found = match(named)
    assert (found.match, found.id, found.near) == (OrderMatch.NEARLY, id, near)


@pytest.mark.parametrize(
    "named",
    [
        "KM-88129999",
        "KM-9",
        "2026-11-18",
        "¥88.01",
        "2026-13-40",
        "2026/11/11 ¥88.00",
        "？！",
        "88",
    ],
)
def test_what_is_not_on_record_names_nothing(named: str) -> None:
    found = match(named)
    assert (found.match, found.id, found.hash, found.at) == (OrderMatch.NOT_ON_RECORD, "", "", None)


def test_of_two_that_are_as_close_the_one_nearer_to_the_loss_is_meant() -> None:
    twins = [
        Order(
            order_id=f"KM-7000000{last}",
            member_id="m-1",
            at=LOST_AT - timedelta(days=days),
            full_price=1,
            paid_price=1,
        )
        for last, days in (("1", 30), ("2", 2))
    ]
    found = Matcher(on_record([], twins), WINDOW, FORMATTER).match("KM-70000003")
    assert found.id == "KM-70000002"


letters = st.text("abc12", min_size=5, max_size=12)


@given(letters, st.integers(0, 11), st.sampled_from("abc12x"))
def test_one_character_more_less_or_other_resembles(number: str, at: int, letter: str) -> None:
    at %= len(number)
    for other in (
        number[:at] + letter + number[at:],
        number[:at] + letter + number[at + 1 :],
    ):
        assert resembles(number, other)
        assert resembles(other, number)


@given(letters, letters)
def test_what_resembles_is_at_most_two_places_apart(one: str, other: str) -> None:
    if resembles(one, other) and len(one) == len(other):
        assert sum(a != b for a, b in zip(one, other, strict=True)) <= 2


@given(st.text(max_size=20))
def test_to_normalise_again_changes_nothing_that_was_a_number(text: str) -> None:
    assert normalised(text).isalnum() or normalised(text) == ""
