"""What people write can be erased from a history, and from nowhere else."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.kernel.events import (
    NEW,
    Actor,
    Draft,
    EventEnvelope,
    Origin,
    canonical,
    chain,
    verify_chain,
    without_texts,
)
from infra.kernel.free_text import ERASED, FreeText, TextSeal, free_texts, path_of, pointer

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
STAFF = Actor(kind="STAFF", id="s-1", name="Lin")
TEXTS = st.text(min_size=1, max_size=30)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    words: FreeText
    code: str = ""


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    first: Said
    others: tuple[Said, ...] = ()
    summary: FreeText | None = None
    place: str = ""


def history(*events: msgspec.Struct, actor: Actor = STAFF) -> list[EventEnvelope]:
    drafts = [Draft(event=event, happened_at=NOW) for event in events]
    return chain(NEW, "m1", drafts, actor=actor, origin=Origin(), recorded_at=NOW)


def test_marks_are_found_wherever_they_are() -> None:
    assert set(free_texts(Meeting)) == {("first", "words"), ("others", "*", "words"), ("summary",)}


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
def test_the_hash_covers_no_text_and_erasing_leaves_it(words: list[str], name: str) -> None:
    said = [Said(words=word) for word in words]
    meeting = Meeting(first=said[0], others=tuple(said[1:]), summary=words[-1], place="Room 3")
    events = history(meeting, Said(words="…"), actor=Actor(kind="STAFF", id="s-1", name=name))
    assert len(events[0].texts) == len(words) + 2
    for event in events:
        fields = msgspec.json.decode(canonical(event))
        assert fields["body"].get("place", "Room 3") == "Room 3"
        assert fields["actor"]["name"] == event.texts["/actor/name"].sha256
    erased = [without_texts(event) for event in events]
    assert verify_chain(erased) is None
    assert [event.hash for event in erased] == [event.hash for event in events]
    assert erased[0].body["first"]["words"] == erased[0].actor.name == ERASED
    assert erased == [without_texts(event) for event in erased]


def test_the_same_text_twice_cannot_be_told_from_its_digests() -> None:
    one, two = history(Said(words="no"), Said(words="no"))
    assert one.texts["/body/words"].sha256 != two.texts["/body/words"].sha256


def test_nothing_is_sealed_where_nobody_wrote() -> None:
    [event] = history(Said(words=""), actor=Actor(kind="SYSTEM"))
    assert event.texts == {}
    assert b"texts" not in msgspec.json.encode(event)


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("Another", None),
        (ERASED, None),
        ("A reason", {}),
        ("Another", {"/body/words": {"sha256": "as it was"}}),
        ("A reason", {"/body/words": {"sha256": "as it was"}}),
        ("A reason", {"/body/words": {"sha256": "as it was", "salt": "0" * 32}}),
        ("A reason", {"/body/words": {"sha256": "0" * 64, "salt": "as it was"}}),
        ("A reason", {"/body/nowhere": {"sha256": "as it was"}}),
    ],
)
def test_a_text_that_is_not_the_one_written_is_found(
    words: str, texts: dict[str, dict[str, str]] | None
) -> None:
    [event] = history(Said(words="A reason"), actor=Actor(kind="HOST"))
    true = msgspec.to_builtins(event.texts["/body/words"])
    forged = event.texts
    if texts is not None:
        forged = {
            at: TextSeal(**{k: true[k] if v == "as it was" else v for k, v in one.items()})
            for at, one in texts.items()
        }
    body = {**event.body, "words": words}
    fault = verify_chain([msgspec.structs.replace(event, body=body, texts=forged)])
    assert fault is not None
    assert fault.version == 1


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_a_pointer_leads_back_to_its_path(names: list[str]) -> None:
    assert path_of(pointer(tuple(names))) == tuple(names)
