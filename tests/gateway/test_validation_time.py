"""No document takes long to validate, however its fragments spread each other."""

import functools
import itertools
import time
from random import Random

import pytest
from graphql import parse, specified_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.documents.reading import Documents
from gateway.schema.root import build_schema
from tests.gateway.fragment_graphs import PLAIN, fragment_graph

RULES = tuple(specified_rules)
DOCUMENTS = Documents(build_schema()._schema)
AS_LONG = 5
"""It may take so many times what graphql-core takes to read the plain one. 50 ms are wanted, which
`make bench` measures."""
FAULTY = {
    "an unused variable": PLAIN.replace("query Q3", "query Q3($unused: Int)", 1),
    "an unknown field": PLAIN.replace("memberId", "membrId"),
    "a field of two meanings": PLAIN.replace("memberId", "memberId id: memberId", 1),
    "what no directive is known for": PLAIN.replace("memberId", "memberId @nothing"),
    "a fragment that nobody uses": f"{PLAIN} fragment F on Member {{ id }}",
}
_NEW = itertools.count()


def taken(text: str) -> float:
    """Seconds of the processor to read, measure and validate it."""
    unknown = f"{text} # {next(_NEW)}"
    began = time.thread_time()
    DOCUMENTS.prepare(unknown, None, RULES)
    return time.thread_time() - began


@functools.cache
def limit() -> float:
    def read() -> float:
        began = time.thread_time()
        parse(PLAIN)
        return time.thread_time() - began

    return AS_LONG * min(read() for _ in range(5))


def test_the_plain_one_is_valid_and_nearly_as_large_as_any_may_be() -> None:
    prepared = DOCUMENTS.prepare(PLAIN, None, RULES)
    assert prepared.errors == ()
    assert prepared.document is not None
    assert prepared.document.token_count > 0.8 * DOCUMENTS.limits.tokens


@pytest.mark.parametrize("text", [PLAIN, *FAULTY.values()], ids=["plain", *FAULTY])
def test_a_large_document_takes_little_longer_than_reading_it(text: str) -> None:
    assert any(taken(text) < limit() for _ in range(5))  # others may want the processor


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_fragments_that_spread_each_other_take_little_longer(seed: int) -> None:
    text = fragment_graph(Random(seed))
    assert any(taken(text) < limit() for _ in range(5))
