"""The words of docs/glossary.md are the words of the code."""

import ast
from collections import defaultdict
from itertools import chain
from pathlib import Path

import pytest

from tests.architecture.identifiers import ROOT, modules, names_in, speaks, words_of

GLOSSARY = ROOT / "docs" / "glossary.md"
COLUMNS = ["term", "meaning", "what not to say"]

OF_EACH_SERVICE = {
    # what every service has of its own, by the same name
    "Context", "Done", "Event", "ExtraRows", "Fact", "Failed", "ImportResult", "Loaded",
    "Neighbours", "Outcome", "Query", "Recorder", "Refusal",
    # a port of notification, and what implements it
    "Settling", "Stands",
}  # fmt: skip
"""A class of one of these names may be there more than once."""


def table_rows() -> list[list[str]]:
    lines = (line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("|"))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if row != COLUMNS and set("".join(row)) != {"-"}]


def forbidden() -> dict[tuple[str, ...], str]:
    """The phrases of the last column, as words of names; by phrase, what to say instead."""
    return {
        tuple(phrase.split()): term
        for term, _, phrases in table_rows()
        for phrase in phrases.lower().split(", ")
    }


def spoken(source: str, phrases: dict[tuple[str, ...], str]) -> list[str]:
    return [
        f"line {line}: {name}; say {term}"
        for name, line in names_in(source)
        for phrase, term in phrases.items()
        if speaks(name, phrase)
    ]


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_code_says_nothing_that_the_glossary_does_not(path: Path) -> None:
    phrases = forbidden()
    assert spoken(path.read_text("utf-8"), phrases) == []
    rooms = path.relative_to(ROOT).with_suffix("").parts
    assert [room for room in rooms for phrase in phrases if speaks(room, phrase)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "class CustomerView: ...",
        "async def load_customers(): ...",
        "def read(customer_id): ...",
        "lastCustomer = 1",
        "class View:\n    customers: int",
        "def read():\n    self.customer = 1",
        "for CUSTOMER in (): ...",
        "import members as customers",
    ],
)
def test_a_planted_word_is_found(planted: str) -> None:
    assert len(spoken(planted, forbidden())) == 1


def test_a_word_within_a_word_is_none() -> None:
    assert words_of("HTTPServer_error2") == ("http", "server", "error")
    assert not speaks("urban_users_of_banks", ("ban",))
    assert speaks("still_in_hand", ("in", "hand"))
    assert not speaks("hand_in", ("in", "hand"))


def test_every_row_has_a_term_a_meaning_and_what_not_to_say() -> None:
    rows = table_rows()
    assert len(rows) > 50
    assert [row for row in rows if len(row) != len(COLUMNS) or not all(row)] == []
    terms = [row[0] for row in rows if row[0] != "—"]
    assert sorted(terms) == sorted(set(terms))


def test_no_term_is_forbidden_itself() -> None:
    phrases = forbidden()
    terms = chain.from_iterable(row[0].split(", ") for row in table_rows())
    assert [term for term in terms if any(speaks(term, phrase) for phrase in phrases)] == []


def test_a_class_name_stands_for_one_thing() -> None:
    """Types of the graph are called like what they show of the services."""
    found = defaultdict[str, list[str]](list)
    for path in modules():
        if "gateway/schema" in path.as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(ROOT).as_posix())
    twice = {name: paths for name, paths in found.items() if len(paths) > 1}
    assert {n: p for n, p in twice.items() if n not in OF_EACH_SERVICE} == {}
