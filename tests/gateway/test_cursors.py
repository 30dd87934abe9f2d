"""Cursors and global ids are read to the letter: what trails, or was never given, is refused."""

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cursors.cursors import Cursors
from gateway.cursors.feed_cursors import feed_cursor, read_feed_cursor
from gateway.cursors.opaque import read_opaque, write_opaque
from gateway.cursors.sealing import CursorSeal
from gateway.identity.viewer import Role
from gateway.schema.basics.nodes import global_id, read_global_id
from infra.kernel.errors import InvalidInput
from infra.kernel.events import MOST_NUMBERED
from infra.kernel.feed import Place
from tests.gateway.conftest import Gateway
from tests.gateway.cursors import cursors

NOISE = ["=", "A", "!", "\n", " ", "AAAA", "%00", "é", "."]
NUMBERS = st.integers(0, MOST_NUMBERED)
PLACES = st.builds(
    lambda layout, numbers: Place(layout, tuple(numbers)),
    st.integers(1, 200),
    st.lists(NUMBERS, min_size=1, max_size=8),
) | st.builds(lambda number: Place(0, (number,)), NUMBERS)
ALERTS = cursors("alerts")


def before(version: str, kind: str, place: object) -> str:
    """As releases that sealed none wrote it."""
    return version + write_opaque(msgspec.msgpack.encode((kind, place)))


@given(st.text(max_size=20), st.text(max_size=80))
def test_a_cursor_gives_back_its_place(kind: str, place: str) -> None:
    of_kind = cursors(kind)
    assert of_kind.read(of_kind.write(place), str) == place
    assert of_kind.read(of_kind.write(place, once=True), str) == place
    assert of_kind.read(before("1", kind, place), str) == place


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: "3" + text))
def test_no_text_is_read_as_a_cursor_that_nobody_wrote(text: str) -> None:
    try:
        place = ALERTS.read(text, str)
    except ValueError:
        return
    assert text == before("1", "alerts", place)


@pytest.mark.parametrize("noise", NOISE)
def test_what_surrounds_a_cursor_is_not_passed_over(noise: str) -> None:
    place = "2026-11-26T08:00:00+00:00|a-1"
    for good in (ALERTS.write(place), before("1", "alerts", place)):
        for text in (good + noise, noise + good, good[:9] + noise + good[9:]):
            with pytest.raises(ValueError, match=r".*"):
                ALERTS.read(text, str)


def test_a_cursor_is_good_for_whom_it_was_given_to_and_for_that_list_alone() -> None:
    good = ALERTS.write("x")
    others: list[Cursors] = [
        cursors("queue"), cursors("alerts", id="m-2"), cursors("alerts", Role.PARTNER),
        cursors("alerts", Role.STAFF), ALERTS._replace(seal=CursorSeal(["another key"])),
    ]  # fmt: skip
    for other in others:
        with pytest.raises(ValueError, match="not sealed by us"):
            other.read(good, str)
    staff = cursors("alerts", Role.STAFF, "wang").write("x")
    assert cursors("alerts", Role.STAFF, "li").read(staff, str) == "x", "they see the same"


@pytest.mark.parametrize("place", [7, 451, 10**6, 10**12, [1, 7, 8, 9, 10], [1, *[10**6] * 4]])
def test_a_cursor_tells_nothing_of_its_place(place: object) -> None:
    """Neither its bytes nor their number; and one that is good once, not even that it moved."""
    lists = cursors("membership-changes")
    sealed = read_opaque(lists.write(place)[1:])
    assert len(sealed) == len(read_opaque(lists.write(0)[1:])) == 48
    assert sealed != read_opaque(lists.write(0)[1:])
    assert lists.write(place) == lists.write(place), "who begins at one place is told together"
    assert lists.write(place, once=True) != lists.write(place, once=True)


def test_what_an_older_key_sealed_is_read_until_that_key_is_gone() -> None:
    of_old = ALERTS._replace(seal=CursorSeal(["old"]))
    both = ALERTS._replace(seal=CursorSeal(["new", "older", "old"]))
    of_new = ALERTS._replace(seal=CursorSeal(["new"]))
    assert both.read(of_old.write("x"), str) == "x"
    assert both.write("x") == of_new.write("x")
    with pytest.raises(ValueError, match="not sealed by us"):
        of_new.read(of_old.write("x"), str)


@given(PLACES)
def test_a_cursor_of_a_feed_gives_back_its_place(place: Place) -> None:
    changes = cursors("changes")
    assert read_feed_cursor(changes, feed_cursor(changes, place)) == place


BEFORE = {
    "1krJtZW1iZXJzaGlwLWNoYW5nZXPNAcM": Place(0, (451,)),
    before("2", "membership-changes", [1, 3, 4]): Place(1, (3, 4)),
}


@pytest.mark.parametrize("text", BEFORE)
def test_cursors_from_before_they_were_sealed_stay_good(text: str) -> None:
    """As they were given to clients: the kind and the place, MessagePack in base64url."""
    changes = cursors("membership-changes")
    assert read_feed_cursor(changes, text) == BEFORE[text]
    with pytest.raises(ValueError, match="not sealed"):
        read_feed_cursor(changes._replace(unsealed=False), text)
    for other in ("2" + text[1:], "1" + text[1:], text + "A"):
        if other != text:
            with pytest.raises(ValueError, match=r".*"):
                read_feed_cursor(changes, other)
    with pytest.raises(ValueError, match="not of this kind"):
        read_feed_cursor(cursors("appeal-steps"), text)


@pytest.mark.parametrize(
    "place", [[0, 7], [1], [], [1, -1], [-1, 1], [1, MOST_NUMBERED + 1], [1, "7"], "7", -1, None]
)
def test_what_is_no_place_of_a_feed_is_refused(place: object) -> None:
    changes = cursors("changes")
    for text in (changes.write(place), before("2", "changes", place)):
        with pytest.raises(ValueError, match=r".*"):
            read_feed_cursor(changes, text)


@pytest.mark.parametrize("noise", NOISE)
def test_what_surrounds_a_global_id_is_not_passed_over(noise: str) -> None:
    good = global_id("Appeal", "AP-20261121-0001")
    assert read_global_id(good) == ("Appeal", "AP-20261121-0001")
    for text in (good + noise, noise + good, good[:9] + noise + good[9:]):
        with contextlib.suppress(InvalidInput):
            assert global_id(*read_global_id(text)) == text  # another id, to the letter


async def test_node_refuses_an_id_with_something_behind_it(gateway: Gateway) -> None:
    ask = "query($node: ID!) { node(id: $node) { id } }"
    good = global_id("Member", "m-1")
    assert (await gateway.data(ask, node=good))["node"] == {"id": good}
    for trailing in ("!", "=", "==", "\n", " "):
        answer = await gateway.post(ask, node=good + trailing)
        assert answer["errors"][0]["extensions"] == {"code": "INVALID_INPUT", "field": "id"}


LISTS = {
    "member": ["me { alerts(after: $after) { totalCount } }",
               "me { appeals(after: $after) { totalCount } }",
               "me { membership { timeline(after: $after) { totalCount } } }"],
    "staff": ["appealQueue(after: $after) { totalCount }",
              "staffTasks(after: $after) { totalCount }",
              "deadLetters(after: $after) { totalCount }"],
}  # fmt: skip


@pytest.mark.parametrize("after", ["", "alert-1", "WyJhbGVydHMiLCJub25zZW5zZSIsMF0", "1", "é"])
async def test_no_list_starts_over_at_a_cursor_that_it_did_not_give(
    gateway: Gateway, after: str
) -> None:
    for role, lists in LISTS.items():
        for one in lists:
            ask = f"query($after: String) {{ {one} }}"
            assert await gateway.code(ask, role, after=after) == "INVALID_INPUT", one
