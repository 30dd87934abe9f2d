"""The walk that decides what graphql-core is asked about overlooks nothing."""

import contextlib
import re
from random import Random
from typing import Any

import pytest
from graphql import (
    ExecutableDefinitionsRule,
    GraphQLError,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OverlappingFieldsCanBeMergedRule,
    parse,
    specified_rules,
    validate,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from gateway.documents.measuring import UNLIMITED
from gateway.documents.one_of import OneOfRule
from gateway.documents.reading import ERRORS, Documents, Prepared
from gateway.schema.root import build_schema
from tests.gateway.asked_operations import Writer
from tests.gateway.fragment_graphs import fragment_graph

GRAPH = build_schema()._schema
RULES = (*specified_rules, NoSchemaIntrospectionCustomRule)
ALL = (*RULES, MaybeNullValidationRule, OneOfRule)
UNSEEN = (
    "GRAPHQL_PARSE_FAILED", "FRAGMENT_CYCLE", "TOO_MANY_TOKENS", "TOO_MANY_FIELDS",
    "TOO_MANY_OPERATIONS", "TOO_MANY_COMPARISONS",
)  # fmt: skip
"""What is refused before graphql-core's rules are asked, or while they are."""
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|-?\d[\d.eE+-]*|[$@]?\w+|[^\s\w]')
FAULTS = (
    "nothing", "id", "__typename", "__schema { types { fields { name } } }", "a: id", "...F1",
    "... on Alert { id }", "... on Plan { code }", "...Nowhere", "(first: 1)", '(first: "1")',
    "(first: $v0)", "(nothing: 1)", "{", "}", "{ id }", "null", "$v0", "$undeclared", "[1]",
    "{ a: 1 a: 2 }", "@include(if: true)", "@skip(if: $v1)", "@skip", "@nothing", "@oneOf",
    "@include(if: true) @include(if: false)", "query", "mutation", "subscription", "String!",
    "($v0: Int, $v0: Int)", "($x: Nothing)", "($x: Plan)", "($x: Int = null)", "on Nothing",
)  # fmt: skip
WHOLE = (
    "fragment Unused on Member { id }", "fragment F1 on Alert { nothing }", "{ plans { code } }",
    "query Q0 { plans { code } }", "subscription { inbox { __typename } inbox { __typename } }",
    "fragment Leaf on Int { id }", "type Nothing { id: ID }",
    "query One($p: String) { findMembers(by: {phone: $p}) { __typename } }",
    "fragment One on Query { findMembers(by: {phone: $nowhere}) { __typename } }",
)  # fmt: skip


def written(seed: int) -> str:
    """A document as a client may write it."""
    chance = Random(seed)
    if chance.random() < 0.3:
        return fragment_graph(chance)
    kind = chance.choice(("query", "query", "mutation"))
    return Writer(GRAPH, chance, left=chance.choice((3, 20, 60))).operation(kind).text


def damaged(text: str, chance: Random) -> str:
    """The same with some of its words exchanged, left out or followed by what is wrong there, but
    still a document."""
    while True:
        tried = _damaged(text, chance)
        with contextlib.suppress(GraphQLSyntaxError):
            parse(tried)
            return tried


def _damaged(text: str, chance: Random) -> str:
    tokens = TOKEN.findall(text)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        words = [at for at, token in enumerate(tokens) if len(token) > 1 and token != "..."]
        at, other = chance.choice(words), chance.choice(words)
        put = ([], [tokens[other]], [tokens[at], chance.choice(FAULTS)], [chance.choice(FAULTS)])
        tokens[at : at + 1] = chance.choice((*put[:2], put[2], put[2], put[3]))
    return " ".join([*tokens, *([chance.choice(WHOLE)] if chance.random() < 0.2 else [])])


def compared(text: str) -> Prepared:
    """What is said of a document, which is what graphql-core says."""
    found = Documents(GRAPH, UNLIMITED).prepare(text, None, RULES)
    assume(not any(_code(one) in UNSEEN for one in found.errors))
    expected = validate(GRAPH, parse(text), ALL, ERRORS)
    if any(one.message.endswith("is not executable.") for one in found.errors):
        expected = validate(GRAPH, parse(text), [ExecutableDefinitionsRule], ERRORS)
    assert list(map(_told, found.errors)) == list(map(_told, expected)), text
    return found


def _told(error: GraphQLError) -> tuple[Any, ...]:
    return error.message, error.locations


def _code(error: GraphQLError) -> object:
    return (error.extensions or {}).get("code")


@pytest.mark.soak
@given(seed=st.integers(0, 2**32))
def test_a_damaged_document_is_told_the_same_faults(seed: int) -> None:
    compared(damaged(written(seed), Random(seed)))


@pytest.mark.soak
@given(seed=st.integers(0, 2**32))
def test_a_good_document_is_hardly_doubted(seed: int) -> None:
    text = written(seed)
    found = compared(text)
    assume(not found.errors and "null" not in text and found.document)
    documents = Documents(GRAPH, UNLIMITED)
    measured = documents.measure(found.document, documents.limits)
    doubted = documents.doubts(found.document, repeats=measured.repeats)
    assert set(doubted) <= {OverlappingFieldsCanBeMergedRule, OneOfRule}
