"""The words of docs/glossary.md are the words of the code."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

import pytest

from tests.architecture.code import ROOT, modules, said_by, said_in
from tests.architecture.identifiers import phrases_of, speaks, words_of

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


def forbidden() -> dict[str, str]:
    """The phrases of the last column and their plurals; by phrase, what to say instead."""
    said = {
        phrase: term for term, _, phrases in table_rows() for phrase in phrases.lower().split(", ")
    }
    return said | {f"{phrase}s": term for phrase, term in said.items()}


def spoken(names: Iterable[tuple[str, int]], phrases: dict[str, str]) -> list[str]:
    return [
        f"line {line}: {name}; say {phrases[phrase]}"
        for name, line in names
        for phrase in phrases_of(name) & phrases.keys()
    ]


def test_the_code_says_no_word_that_the_glossary_forbids() -> None:
    phrases, found = forbidden(), dict[str, list[str]]()
    for path in modules():
        place = path.relative_to(ROOT)
        rooms = [(room, 0) for room in place.with_suffix("").parts]
        if said := spoken([*rooms, *said_in(path).names], phrases):
            found[place.as_posix()] = said
    assert found == {}


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
    assert len(spoken(said_by(planted).names, forbidden())) == 1


def test_a_word_within_a_word_is_none() -> None:
    assert words_of("HTTPServer_error2") == ("http", "server", "error")
    assert not speaks("urban_users_of_banks", "ban")
    assert speaks("still_in_hand", "in hand")
    assert not speaks("hand_in", "in hand")


def test_every_row_has_a_term_a_meaning_and_what_not_to_say() -> None:
    rows = table_rows()
    assert len(rows) > 50
    assert [row for row in rows if len(row) != len(COLUMNS) or not all(row)] == []
    terms = [row[0] for row in rows if row[0] != "—"]
    assert sorted(terms) == sorted(set(terms))


def test_no_term_is_forbidden_itself() -> None:
    phrases = forbidden().keys()
    terms = chain.from_iterable(row[0].split(", ") for row in table_rows())
    assert [term for term in terms if any(speaks(term, phrase) for phrase in phrases)] == []


def test_a_class_name_stands_for_one_thing() -> None:
    """Types of the graph, and of the client, are called like what they show of the services; and
    the programs that strangers run stand each alone."""
    apart = ("gateway/schema", "gateway/client", "shared/packing/scripts")
    found = defaultdict[str, list[str]](list)
    for path in modules():
        if any(part in path.as_posix() for part in apart):
            continue
        for name in said_in(path).classes:
            if not name.startswith("_"):
                found[name].append(path.relative_to(ROOT).as_posix())
    twice = {name: paths for name, paths in found.items() if len(paths) > 1}
    assert {n: p for n, p in twice.items() if n not in OF_EACH_SERVICE} == {}
