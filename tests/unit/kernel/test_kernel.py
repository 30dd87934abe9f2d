"""The kernel's promises: chains hold, ids follow, tables refuse, money is exact."""

import json
import random
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.backoff import equal_jitter
from infra.kernel.errors import (
    AppError,
    ErrorRecord,
    InvalidInput,
    NotAllowed,
    from_record,
    to_record,
)
from infra.kernel.events import NEW, Draft, EventEnvelope, Head, Origin, chain, verify_chain
from infra.kernel.ids import derived_id, new_id, new_id_after
from infra.kernel.sentences import Amount, Locale, both
from infra.kernel.text import without_contacts
from infra.kernel.transitions import TransitionTable
from services.shared.callers import SYSTEM

NOW = datetime(2026, 11, 21, 8, 0, 0, 123000, tzinfo=UTC)


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    words: str
    at: datetime


def history(words: list[str]) -> list[EventEnvelope]:
    drafts = [Draft(event=Noted(words=word, at=NOW), happened_at=NOW) for word in words]
    return chain(NEW, "m1", drafts, actor=SYSTEM, origin=Origin(), recorded_at=NOW)


@given(st.lists(st.text(), max_size=20))
def test_a_chain_verifies_and_goes_on_from_its_head(words: list[str]) -> None:
    first = history(words)
    assert verify_chain(first) is None
    if first:
        head = Head(version=len(first), hash=first[-1].hash, commit=None)
        more = chain(
            head, "m1", [Draft(event=Noted(words="more", at=NOW), happened_at=NOW)],
            actor=SYSTEM, origin=Origin(), recorded_at=NOW,
        )  # fmt: skip
        assert verify_chain([*first, *more]) is None


@given(st.lists(st.text(), min_size=2, max_size=8), st.data())
def test_any_tampering_is_found_where_it_is(words: list[str], data: st.DataObject) -> None:
    events = history(words)
    place = data.draw(st.integers(0, len(events) - 1))
    how = data.draw(st.sampled_from(["change", "drop", "swap"]))
    if how == "change":
        body = {**events[place].body, "words": "forged " + events[place].body["words"]}
        events[place] = msgspec.structs.replace(events[place], body=body)
    elif how == "drop":
        place = min(place, len(events) - 2)
        del events[place]
    else:
        place = min(place, len(events) - 2)
        events[place], events[place + 1] = events[place + 1], events[place]
    fault = verify_chain(events)
    assert fault is not None
    assert fault.version == place + 1


def test_a_stranger_can_verify_with_json_and_sha256_alone() -> None:
    exported = json.loads(msgspec.json.encode(history(["one", "二"])))
    previous = "0" * 64
    for event in exported:
        stated = event.pop("hash")
        canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert event["prev_hash"] == previous
        assert sha256(canonical.encode()).hexdigest() == stated
        previous = stated


def test_an_id_after_another_sorts_after_it_though_clocks_disagree() -> None:
    assert new_id_after(None) > ""
    ahead = f"{2**128 - 2:032x}"
    assert new_id_after(ahead) > ahead
    ids = [new_id()]
    for _ in range(100):
        ids.append(new_id_after(ids[-1]))
    assert ids == sorted(set(ids))


def test_derived_ids_repeat_and_keep_parts_apart() -> None:
    assert derived_id("a", "b") == derived_id("a", "b")
    assert derived_id("ab", "c") != derived_id("a", "bc")


class Door(StrEnum):
    OPEN = "OPEN"
    SHUT = "SHUT"
    GONE = "GONE"


def test_a_table_says_what_would_be_allowed() -> None:
    table = TransitionTable("door", {Door.OPEN: [Door.SHUT], Door.SHUT: [Door.OPEN, Door.GONE]})
    assert table.advance(Door.OPEN, Door.SHUT) is Door.SHUT
    with pytest.raises(NotAllowed) as raised:
        table.advance(Door.OPEN, Door.GONE)
    assert raised.value.details == {"current": "OPEN", "following": ["SHUT"]}
    assert "SHUT" in raised.value.message


@given(st.integers(1, 60), st.integers(0, 2**32))
def test_backoff_grows_to_its_cap_and_is_never_immediate(attempt: int, seed: int) -> None:
    base, cap = timedelta(seconds=2), timedelta(hours=1)
    wait = equal_jitter(attempt, base=base, cap=cap, rng=random.Random(seed))
    full = min(base * 2.0 ** min(attempt - 1, 30), cap)
    assert full / 2 <= wait <= full


@pytest.mark.parametrize(
    "text", ["call +86 138 0013 8000", "mail lin@shop.example", "13800138000", "电话138-0013-8000"]
)
def test_a_permanent_reason_holds_no_contacts(text: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        without_contacts(text, "reason")
    assert raised.value.field == "reason"
    fine = "AP-20261121-0042: order 20261121 was paid on 2026-11-21 08:00, see 10086."
    assert without_contacts(fine, "reason") == fine


def test_an_error_with_a_borrowed_code_arrives_as_the_one_that_lends_it() -> None:
    class Special(NotAllowed):
        def __init__(self) -> None:
            super().__init__("Takes no arguments.")

    assert type(from_record(to_record(Special()))) is NotAllowed


def test_errors_cross_the_wire_as_themselves() -> None:
    error = NotAllowed("No.", field="plan", details={"allowed": ["gold"]})
    again = from_record(msgspec.msgpack.decode(msgspec.msgpack.encode(to_record(error)),
                                               type=type(to_record(error))))  # fmt: skip
    assert isinstance(again, NotAllowed)
    assert isinstance(again, AppError)
    assert (again.message, again.field, again.details) == ("No.", "plan", {"allowed": ["gold"]})


NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)
SHORT = both(
    "订单 {order} 还差 {missing}，请在 {until} 前补足。",
    "Order {order} is {missing} short; add it by {until}.",
    order="A{0}",
    missing=Amount(1990),
    until=NOON,
)


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        (
            Locale(language="zh-CN", zone="Asia/Shanghai", own_zone=True, currency="CNY"),
            "订单 A{0} 还差 ¥19.90，请在 2026年11月27日12:00 前补足。",
        ),
        (
            Locale(language="en", zone="America/New_York", own_zone=True, currency="JPY"),
            "Order A{0} is ¥1,990 short; add it by 26 November 2026, 23:00.",
        ),
        (
            Locale(language="zh", zone="Asia/Shanghai", currency="CNY"),
            "订单 A{0} 还差 ¥19.90，请在 2026年11月27日12:00（Asia/Shanghai） 前补足。",
        ),
        (Locale(), "Order A{0} is 1990 short; add it by 27 November 2026, 04:00 (UTC)."),
    ],
)
def test_a_refusal_is_told_in_the_language_zone_and_currency_of_its_reader(
    locale: Locale, told: str
) -> None:
    crossed = msgspec.msgpack.decode(
        msgspec.msgpack.encode(to_record(InvalidInput(SHORT))), type=ErrorRecord
    )
    assert from_record(crossed).sentence.told(locale) == told
