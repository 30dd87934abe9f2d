"""No document takes long to validate, however its fragments spread each other."""

import functools
import itertools
import time
from random import Random

from graphql import specified_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.documents.reading import Documents
from gateway.schema.root import build_schema
from tests.gateway.fragment_graphs import PLAIN, fragment_graph

RULES = tuple(specified_rules)
DOCUMENTS = Documents(build_schema()._schema)
AS_LONG = 4
"""It may take so many times as long; 50 ms are wanted, and `make bench` measures them."""
_NEW = itertools.count()


def taken(text: str) -> float:
    """Seconds of the processor to read, measure and validate it."""
    unknown = f"{text} # {next(_NEW)}"
    began = time.thread_time()
    DOCUMENTS.prepare(unknown, None, RULES)
    return time.thread_time() - began


@functools.cache
def limit() -> float:
    return AS_LONG * min(taken(PLAIN) for _ in range(3))


def test_the_plain_one_is_valid_and_nearly_as_large_as_any_may_be() -> None:
    prepared = DOCUMENTS.prepare(PLAIN, None, RULES)
    assert prepared.errors == ()
    assert prepared.document is not None
    assert prepared.document.token_count > 0.8 * DOCUMENTS.limits.tokens


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_fragments_that_spread_each_other_take_as_long_as_plain_fields(seed: int) -> None:
    text = fragment_graph(Random(seed))
    assert any(taken(text) < limit() for _ in range(5))  # others may want the processor
