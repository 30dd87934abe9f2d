"""Compiled operations answer what the standard executor answers."""

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec
import pytest
from graphql import GraphQLError, execute, parse, validate
from hypothesis import assume, given
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.utils.await_maybe import await_maybe

from gateway.compiled.operations import RUNS_BEFORE_EXTRACTORS, Operation
from gateway.documents.guarded import GuardedSchema
from gateway.identity.viewer import Role, Viewer
from gateway.schema.permissions import Allow
from gateway.schema.root import GatewaySchema
from gateway.schema.root import build_schema as build_gateway
from services.shared.callers import StaffKind
from tests.gateway.asked_operations import Asked, Writer
from tests.gateway.worlds import World, build_schema, context_of

SCHEMA = build_schema()
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
"""The standard executor leaves some of them where their neighbours fail."""


@pytest.fixture(scope="module", autouse=True)
def let_go() -> Iterator[None]:
    """Of what was left here no other test is warned."""
    yield
    gc.collect()


@dataclass
class Answer:
    """`errors`: with where null stands in their stead, each as a client reads it."""

    data: bytes
    errors: list[tuple[str, bytes]]

    @property
    def nulls(self) -> list[str]:
        return sorted({null for null, _ in self.errors})


async def standard(asked: Asked, context: Any, schema: GuardedSchema = SCHEMA) -> Answer:
    found: Any = await await_maybe(
        execute(
            schema._schema,
            parse(asked.text),
            variable_values=asked.variables,
            context_value=context,
            executor_class=StrawberryGraphQLCoreExecutionContext,
        )
    )
    return _written(found.data, found.errors or [])


async def compiled(
    asked: Asked, context: Any, schema: GuardedSchema = SCHEMA, *, again: bool = False
) -> Answer:
    """`again`: as an operation that ran often enough to have extractors."""
    document = parse(asked.text)
    operation = Operation(schema, document, None, hide_suggestions=False, most_errors=50)
    operation.ran = RUNS_BEFORE_EXTRACTORS if again else 0
    variables = operation.variables(asked.variables)
    if isinstance(variables, list):
        return _written(None, variables)
    run = await operation.run(variables, None, context)
    return _written(run.data, run.errors)


def _written(data: Any, errors: list[GraphQLError]) -> Answer:
    """What was asked at the same time fails in no order."""
    told = [
        (_null_of(data, one), msgspec.json.encode((one.formatted, _cause(one)))) for one in errors
    ]
    return Answer(msgspec.json.encode(data), sorted(told))


def _null_of(data: Any, error: GraphQLError) -> str:
    path: list[str] = []
    for step in error.path or ():
        if data is None:
            break
        data = data[step]
        path.append(str(step))
    return ".".join(path)


def _cause(error: GraphQLError) -> str:
    return type(error.original_error).__name__


def _compare(found: Answer, expected: Answer, faults: set[str], asked: Asked) -> None:
    """Of several faults that null comes up from to one place, any may be told: section 6.4.4 of the
    GraphQL specification."""
    assert found.data == expected.data, asked
    if len(faults) <= 1:
        assert found.errors == expected.errors, asked
    assert found.nulls == expected.nulls, asked


@pytest.mark.soak
@given(seed=st.integers(0, 2**32), faulty=st.sampled_from((0, 12, 60)), again=st.booleans())
async def test_the_same_bytes_and_the_same_errors(seed: int, faulty: int, *, again: bool) -> None:
    chance = Random(seed)
    kind = chance.choice(("query", "query", "mutation"))
    asked = Writer(SCHEMA._schema, chance).operation(kind)
    assert not validate(SCHEMA._schema, parse(asked.text)), asked.text
    there, here = World(seed, faulty), World(seed, faulty)
    expected, found = await standard(asked, there), await compiled(asked, here, again=again)
    _compare(found, expected, here.faults | there.faults, asked)
    if kind == "mutation":
        assert here.changed == there.changed


VIEWERS = (
    Viewer(role=Role.MEMBER, id="m-1"),
    Viewer(role=Role.STAFF, id="s-1", staff_kind=StaffKind.ADMIN, second_factor=True),
)
NEVER = frozenset({"Query.pass", "Appeal.package"})
"""They are made anew each time."""


@pytest.mark.soak
@given(seed=st.integers(0, 2**32), again=st.booleans())
async def test_our_own_graph_likewise(seed: int, *, again: bool) -> None:
    chance, graph = Random(seed), build_gateway()
    viewer = chance.choice(VIEWERS)
    asked = Writer(
        graph._schema, chance, deepest=5, left=80, never=NEVER | _closed(graph, viewer)
    ).operation("query")
    documents = graph.documents.prepare(asked.text, asked.variables, ())
    assume(not documents.errors)
    expected = await standard(asked, context_of(viewer), graph)
    found = await compiled(asked, context_of(viewer), graph, again=again)
    _compare(found, expected, {f"{null}: {told!r}" for null, told in expected.errors}, asked)


def _closed(graph: GatewaySchema, viewer: Viewer) -> frozenset[str]:
    """Roots that are for others: null would come up from each of them."""
    open_to = viewer.staff_kind or viewer.role
    return frozenset(
        f"Query.{graph.config.name_converter.get_graphql_name(one)}"
        for one in graph.query.__strawberry_definition__.fields  # type: ignore[attr-defined]
        for allow in one.extensions
        if isinstance(allow, Allow) and open_to not in allow.who
    )
