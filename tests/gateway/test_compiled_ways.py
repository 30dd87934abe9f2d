"""What compiled operations do beside answering: begin at once, wait together, leave to others."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from typing import Any
from unittest.mock import patch

import pytest
import strawberry
from graphql import GraphQLObjectType, get_named_type
from prometheus_client import REGISTRY
from strawberry.schema.config import StrawberryConfig

from gateway.compiled.eager import WAITS, Started
from gateway.compiled.operations import RUNS_BEFORE_EXTRACTORS
from gateway.compiled.schema import CompiledSchema
from gateway.compiled.shapes import OfObject
from gateway.compiled.shows import read_of, shows_view
from gateway.identity.viewer import Role, Viewer
from gateway.request.loaders import Reader
from gateway.schema.member.member import Member
from gateway.schema.root import build_schema
from infra.kernel.ids import new_id
from services.membership.contract.queries import GetMembership
from services.membership.contract.views import MembershipView
from tests.fakes.services import membership
from tests.gateway.worlds import context_of

NAMED: contextvars.ContextVar[str] = contextvars.ContextVar("named", default="nobody")


async def rest_of(started: Started) -> Any:
    async def finish() -> Any:
        return await started.rest()

    started.task = asyncio.get_running_loop().create_task(finish(), context=started.context)
    return await started.task


READABLE = """{ me { membership { status plan { name { zh } benefits { code value } } price { amount
  currency } holds { kind } } appeals { totalCount nodes { number steps { type by { kind } } } }
  alerts { pageInfo { hasNextPage } edges { node { title { en } deliveries { state } } } } } }"""


async def test_what_follows_from_a_view_is_read_off_it_once_an_operation_comes_again() -> None:
    """And nothing about a good answer surprises its reader: only `me` has to be put together."""
    graph, context = build_schema(), context_of(Viewer(role=Role.MEMBER, id="m-1"))
    put_together: list[type] = []

    def noted(shape: OfObject, run: Any, value: Any, place: Any) -> Any:
        put_together.append(type(value))
        return bare(shape, run, value, place)

    bare = OfObject._put_together
    with patch.object(OfObject, "_put_together", noted):
        for _ in range(RUNS_BEFORE_EXTRACTORS):
            first = await graph.execute(READABLE, context_value=context)
        put_together.clear()
        again = await graph.execute(READABLE, context_value=context)
    assert put_together == [Member]
    assert again.data == first.data
    assert not again.errors


def test_what_is_read_of_a_view_is_what_the_graph_says() -> None:
    """A view below another is shown by its own type; what is no view is made by a function."""
    graph: Any = build_schema()
    wrong = [
        f"{name}.{field.python_name}"
        for name, kind in graph.schema_converter.type_map.items()
        if shows_view(getattr(kind.definition, "origin", None))
        for field in kind.definition.fields
        if field.base_resolver is None
        and isinstance(read_of(field), str)
        and isinstance(inner := get_named_type(_type_of(graph, name, field)), GraphQLObjectType)
        and not shows_view(graph.schema_converter.type_map[inner.name].definition.origin)
    ]
    assert wrong == []


def _type_of(graph: Any, name: str, field: Any) -> Any:
    return graph._schema.get_type(name).fields[graph.config.name_converter.from_field(field)].type


async def nothing() -> str:
    return "nothing"


async def test_what_need_not_wait_is_there_at_once() -> None:
    assert Started(nothing()).begin() == "nothing"


async def test_what_has_to_wait_goes_on_as_a_task() -> None:
    future: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def waiting() -> tuple[str, str]:
        return await future, await future

    first, second = Started(waiting()), Started(waiting())
    assert (first.begin(), second.begin()) == (WAITS, WAITS)
    future.set_result("come")
    assert await rest_of(first) == ("come", "come")
    assert await rest_of(second) == ("come", "come")


async def test_a_limit_of_time_cancels_its_own_coroutine_and_not_who_began_it() -> None:
    async def too_slow() -> str:
        try:
            async with asyncio.timeout(0):
                await asyncio.get_running_loop().create_future()
        except TimeoutError:
            return "in vain"
        return "never"

    started = Started(too_slow())
    assert started.begin() is WAITS
    assert await rest_of(started) == "in vain"
    current = asyncio.current_task()
    assert current is not None
    assert current.cancelling() == 0


async def test_who_began_it_is_the_current_task_again() -> None:
    current = asyncio.current_task()
    seen: list[object] = []

    async def looks() -> None:
        seen.append(asyncio.current_task())

    Started(looks()).begin()
    assert asyncio.current_task() is current
    assert seen != [current]


async def test_what_is_set_within_ends_within() -> None:
    async def named() -> str:
        token = NAMED.set("me")
        await asyncio.sleep(0)
        mine = NAMED.get()
        NAMED.reset(token)  # raises in another context than it was set in
        return mine

    started = Started(named())
    assert started.begin() is WAITS
    assert NAMED.get() == "nobody"
    assert await rest_of(started) == "me"


async def test_a_failure_at_the_first_step_is_raised_there() -> None:
    async def fails() -> None:
        raise ValueError("at once")

    with pytest.raises(ValueError, match="at once"):
        Started(fails()).begin()


# --- in a schema -------------------------------------------------------------------------------


Ask = Callable[[str], Awaitable[MembershipView]]


@strawberry.type
class Item:
    id: strawberry.ID

    @strawberry.field
    async def status(self, info: strawberry.Info[Any, None]) -> str:
        ask: Ask = info.context
        return (await ask(self.id)).status.value


@strawberry.type
class Query:
    @strawberry.field
    async def items(self, first: int = 3) -> list[Item]:
        return [Item(id=strawberry.ID(f"m-{n}")) for n in range(first)]


def compiled() -> CompiledSchema:
    return CompiledSchema(query=Query, config=StrawberryConfig())


def counted(by: str, reason: str) -> float:
    found = {"by": by, "reason": reason}
    return REGISTRY.get_sample_value("gateway_operations_total", found) or 0.0


async def test_a_level_asks_a_service_once_however_long_its_lists_are() -> None:
    asked: list[int] = []

    async def read(queries: list[GetMembership]) -> list[MembershipView]:
        asked.append(len(queries))
        return [membership(one.member_id) for one in queries]

    reader: Reader[GetMembership, MembershipView] = Reader(read)

    async def ask(id: str) -> MembershipView:
        return await reader.ask(GetMembership(member_id=id), MembershipView)

    found = await compiled().execute("{ items(first: 40) { status } }", context_value=ask)
    assert found.data == {"items": [{"status": "ACTIVE"}] * 40}
    assert asked == [40]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("{ items { id } __schema { queryType { name } } }", "introspection"),
        ("", "malformed"),
    ],
)
async def test_what_has_no_plan_is_executed_all_the_same_and_counted(
    query: str, reason: str
) -> None:
    before, schema = counted("standard executor", reason), compiled()
    if query:
        found = await schema.execute(query)
        assert found.data == {
            "items": [{"id": "m-0"}, {"id": "m-1"}, {"id": "m-2"}],
            "__schema": {"queryType": {"name": "Query"}},
        }
    else:
        with pytest.raises(Exception, match='missing a "query"'):
            await schema.execute(query)
    assert counted("standard executor", reason) == before + 1


async def test_each_name_of_one_document_has_its_own_plan() -> None:
    schema = compiled()
    query = "query One { items(first: 1) { id } } query Two { items(first: 2) { __typename } }"
    one = await schema.execute(query, operation_name="One")
    two = await schema.execute(query, operation_name="Two")
    assert (one.data, two.data) == (
        {"items": [{"id": "m-0"}]},
        {"items": [{"__typename": "Item"}] * 2},
    )


async def test_more_shapes_than_are_kept_are_planned_anew() -> None:
    schema = compiled()
    names = [f"v{n}" for n in range(5)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"{name}: id @include(if: ${name})" for name in names)
    query = f"query Shapes({declared}) {{ items(first: 1) {{ {fields} }} }}"
    for number in range(2 ** len(names)):
        given = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        found = await schema.execute(query, given)
        assert found.data == {"items": [dict.fromkeys([n for n in names if given[n]], "m-0")]}


async def test_cancelling_a_request_cancels_what_it_waits_for() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def ask(id: str) -> MembershipView:
        begun.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set()
        return membership(id or new_id())

    request = asyncio.create_task(
        compiled().execute("{ items(first: 2) { status } }", context_value=ask)
    )
    await begun.wait()
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    await asyncio.wait_for(ended.wait(), 5)
