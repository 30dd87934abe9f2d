"""Clients of the last release go on working: what breaks them is called by its name."""

from datetime import date

import pytest

from gateway.schema.__main__ import sdl
from gateway.schema.changes import (
    RELEASED,
    Change,
    Effect,
    changes,
    kept_until,
    released,
    unannounced,
)
from gateway.schema.root import build_schema

TODAY = date(2026, 11, 28)
BEFORE = """
enum Kind { A B @deprecated(reason: "Ask for A. Kept until 2027-05-31.") }
input Wish { kind: Kind! }
type Query { old: Int @deprecated(reason: "Ask for `new`. Kept until 2027-05-31.") new: Int
             wish(wish: Wish): Kind many(first: Int = 10): [Int!]! }
"""


def breaking(after: str, today: date = TODAY) -> list[str]:
    found = changes(BEFORE, after, today)
    return [one.what for one in found if one.effect is Effect.BREAKING]


@pytest.mark.parametrize(
    ("what", "by", "said"),
    [
        (" new: Int", "", "Field Query.new was removed."),
        ("many(first: Int = 10)", "many", "Argument Query.many(first:) was removed."),
        (
            "[Int!]!",
            "[Int!]",
            "Field Query.many changed type from [Int!]! to [Int!].",
        ),
        (
            "kind: Kind! }",
            "kind: Kind! must: Int! }",
            "A required field Wish.must was added.",
        ),
    ],
)
def test_what_breaks_is_named(what: str, by: str, said: str) -> None:
    assert breaking(BEFORE.replace(what, by, 1)) == [said]


def test_what_was_announced_may_go_when_its_day_is_over() -> None:
    after = BEFORE.replace(
        'old: Int @deprecated(reason: "Ask for `new`. Kept until 2027-05-31.")', ""
    )
    after = after.replace('B @deprecated(reason: "Ask for A. Kept until 2027-05-31.")', "")
    gone = {"Enum value Kind.B was removed.", "Field Query.old was removed."}
    assert set(breaking(after, date(2027, 5, 31))) == gone
    assert breaking(after, date(2027, 6, 1)) == []


def test_what_is_new_may_surprise_and_breaks_nobody() -> None:
    after = BEFORE.replace("enum Kind { A", "enum Kind { A C").replace(
        "new: Int", "new: Int more: Int"
    )
    assert changes(BEFORE, after, TODAY) == [
        Change(Effect.DANGEROUS, "Enum value Kind.C was added.")
    ]


def test_a_breaking_change_has_to_stand_on_the_page_word_for_word() -> None:
    found = changes(BEFORE, BEFORE.replace(" new: Int", ""), TODAY)
    assert unannounced(found, "- `Field Query.newer was removed.`") == found
    assert unannounced(found, "- `Field Query.new was removed.` Ask for `more`.") == []


def test_whatever_is_out_of_date_says_until_when_it_is_kept() -> None:
    parts = [
        part
        for type_ in build_schema()._schema.type_map.values()
        if not type_.name.startswith("__")
        for group in ("fields", "values")
        for part in getattr(type_, group, {}).values()
    ]
    reasons = [part.deprecation_reason for part in parts if part.deprecation_reason]
    assert reasons
    assert [reason for reason in reasons if kept_until(reason) is None] == []


def test_what_is_kept_of_a_release_breaks_nothing_of_it() -> None:
    assert changes(sdl(), released(sdl()), TODAY) == []
    assert released(RELEASED.read_text()) == RELEASED.read_text()
