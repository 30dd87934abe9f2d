"""Cursors and global ids are read to the letter: what trails, or was never given, is refused."""

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.schema.basics.cursors import PLACE, read_cursor, write_cursor
from gateway.schema.basics.feed_cursors import feed_cursor, read_feed_cursor
from gateway.schema.basics.nodes import global_id, read_global_id
from gateway.schema.basics.opaque import write_opaque
from infra.kernel.errors import InvalidInput
from infra.kernel.events import MOST_NUMBERED
from infra.kernel.feed import Place
from tests.gateway.conftest import Gateway

NOISE = ["=", "A", "!", "\n", " ", "AAAA", "%00", "é", "."]


@given(st.text(max_size=20), st.text(max_size=80))
def test_a_cursor_gives_back_its_place(kind: str, place: str) -> None:
    assert read_cursor(kind, write_cursor(kind, place), str) == place


@given(st.text(max_size=60))
def test_no_text_is_read_as_a_cursor_that_nobody_wrote(text: str) -> None:
    try:
        place = read_cursor("alerts", text, str)
    except ValueError:
        return
    assert write_cursor("alerts", place) == text


@pytest.mark.parametrize("noise", NOISE)
def test_what_surrounds_a_cursor_is_not_passed_over(noise: str) -> None:
    good = write_cursor("alerts", "2026-11-26T08:00:00+00:00|a-1")
    for text in (good + noise, noise + good, good[:9] + noise + good[9:]):
        with pytest.raises(ValueError, match=r".*"):
            read_cursor("alerts", text, str)


def test_a_cursor_is_of_one_kind_and_one_version() -> None:
    good = write_cursor("alerts", "x")
    for text, kind in ((good, "queue"), ("2" + good[1:], "alerts"), (good[1:], "alerts")):
        with pytest.raises(ValueError, match="not"):
            read_cursor(kind, text, str)
    longer = "1" + write_opaque(msgspec.msgpack.encode(("alerts", "x")) + b"\xc0")
    with pytest.raises(ValueError, match=r".*"):
        read_cursor("alerts", longer, str)


NUMBERS = st.integers(0, MOST_NUMBERED)


@given(st.integers(1, 200), st.lists(NUMBERS, min_size=1, max_size=8))
def test_a_cursor_of_a_divided_feed_gives_back_its_place(layout: int, numbers: list[int]) -> None:
    place = Place(layout, tuple(numbers))
    assert read_feed_cursor("changes", feed_cursor("changes", place)) == place


def test_cursors_from_before_feeds_had_partitions_stay_good() -> None:
    """As they were given to clients: the kind and a number, MessagePack in base64url."""
    assert feed_cursor("membership-changes", Place(0, (451,))) == "1krJtZW1iZXJzaGlwLWNoYW5nZXPNAcM"
    place = read_feed_cursor("membership-changes", "1krJtZW1iZXJzaGlwLWNoYW5nZXPNAcM")
    assert place == Place(0, (451,))


@pytest.mark.parametrize(
    "place", [[0, 7], [1], [], [1, -1], [-1, 1], [1, MOST_NUMBERED + 1], [1, "7"], 7, None]
)
def test_what_is_no_place_of_a_divided_feed_is_refused(place: object) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_feed_cursor("changes", write_cursor("changes", place, PLACE))


def test_a_cursor_of_a_divided_feed_is_of_one_kind() -> None:
    good = feed_cursor("changes", Place(1, (1, 2)))
    for text, kind in ((good, "steps"), ("1" + good[1:], "changes"), (good + "A", "changes")):
        with pytest.raises(ValueError, match=r".*"):
            read_feed_cursor(kind, text)


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
