"""Documents through the real schema: over plain execution, over streams and over WebSockets."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import strawberry
import uvicorn
from graphql import NoSchemaIntrospectionCustomRule, specified_rules
from starlette.applications import Starlette
from strawberry.asgi import GraphQL
from strawberry.extensions import DisableIntrospection
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from gateway.documents.doubts.walk import Doubts
from gateway.documents.guarded import GuardedSchema
from gateway.documents.limits import DocumentLimits
from gateway.documents.reading import Documents, Prepared
from gateway.documents.recent import ENTRY, Recent
from tests.waiting import PATIENCE

RULES = tuple(specified_rules)
PHONE = "+8613800138000"
WAIT = aiohttp.ClientWSTimeout(ws_receive=PATIENCE)


@strawberry.type
class Node:
    id: int = 1

    @strawberry.field
    def friends(self, first: int = 20) -> list["Node"]:
        return [Node()] * min(first, 2)


@strawberry.type
class Query:
    @strawberry.field
    async def me(self) -> Node:
        return Node()

    @strawberry.field
    def broken(self) -> int:
        raise RuntimeError(f"call {PHONE}")


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def numbers(self, upto: int) -> AsyncIterator[int]:
        for number in range(upto):
            yield number


def schema(**options: Any) -> GuardedSchema:
    return GuardedSchema(Query, subscription=Subscription, **options)


def bomb(levels: int = 30) -> str:
    fragments = [
        f"fragment F{level} on Node {{friends{{...F{level + 1}}} n:friends{{...F{level + 1}}}}}"
        for level in range(levels)
    ]
    return "{ me { ...F0 } } " + "".join(fragments) + f"fragment F{levels} on Node {{ id }}"


@pytest.fixture
def validations(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every document that really was validated; the validation itself stays what it is."""
    seen: list[object] = []

    def counted(self: Doubts, document: Any, **how: Any) -> Any:
        seen.append(document)
        return doubts(self, document, **how)

    doubts = Doubts.__call__
    monkeypatch.setattr(Doubts, "__call__", counted)
    return seen


async def codes(guarded: GuardedSchema, text: str, **variables: object) -> list[object]:
    result = await guarded.execute(text, variable_values=variables)
    return [(error.extensions or {}).get("code") for error in result.errors or []]


async def test_a_document_is_validated_once(validations: list[object]) -> None:
    guarded = schema()
    for _ in range(5):
        result = await guarded.execute("{ me { id } }")
        assert result.errors is None
        assert result.data == {"me": {"id": 1}}
    assert len(validations) == 1


async def test_refused_documents_are_remembered_and_fresh_each_time(
    validations: list[object],
) -> None:
    guarded = schema()
    first = await guarded.execute("{ nothing }")
    assert first.errors
    first.errors.clear()
    assert await codes(guarded, "{ nothing }") == ["GRAPHQL_VALIDATION_FAILED"]
    assert len(validations) == 1


async def test_a_bomb_never_reaches_validation(validations: list[object]) -> None:
    guarded = schema()
    times = []
    for _ in range(3):  # the machine may be busy with something else for one of them
        started = time.process_time()
        assert await codes(guarded, bomb()) == ["TOO_COSTLY"]
        times.append(time.process_time() - started)
    assert min(times) < 0.05
    assert validations == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{ me { id }", "GRAPHQL_PARSE_FAILED"),
        ("{ me { " + "id " * 3_000 + "} }", "TOO_MANY_TOKENS"),
        ("# words\n" * 3_000 + "{ me { id } }", "TOO_MANY_TOKENS"),
        ("{ me { id } }" + " " * 40_000, "DOCUMENT_TOO_LARGE"),
        ("{ me { id } } # \ud800" + "é" * 20_000, "DOCUMENT_TOO_LARGE"),
        ("{ me { id } } # \ud800", "GRAPHQL_PARSE_FAILED"),
        ("{a" * 500, "TOO_DEEP"),
        ("{" * 1_500, "GRAPHQL_PARSE_FAILED"),
        ("{ me(x: " + "[" * 900 + "]" * 900 + ") { id } }", "TOO_DEEP"),
        ("{ ...A } fragment A on Query { ...A }", "FRAGMENT_CYCLE"),
    ],
)
async def test_errors_have_codes(text: str, code: str) -> None:
    assert await codes(schema(), text) == [code]


async def test_costs_are_weighed_for_the_variables_of_each_request(
    validations: list[object],
) -> None:
    guarded = schema(limits=DocumentLimits(cost=50))
    text = "query($n: Int!) { me { friends(first: $n) { id } } }"
    assert await codes(guarded, text, n=100) == ["TOO_COSTLY"]
    assert await codes(guarded, text, n=10) == []
    assert await codes(guarded, text, n=100) == ["TOO_COSTLY"]
    assert await codes(guarded, text, n=20) == []
    assert len(validations) == 1


async def test_rules_added_by_extensions_count(validations: list[object]) -> None:
    guarded = schema(extensions=[DisableIntrospection])
    assert await codes(guarded, "{ __schema { types { name } } }")
    assert not guarded.documents.prepare("{ __schema { types { name } } }", None, RULES).errors
    strict = (*RULES, NoSchemaIntrospectionCustomRule)
    assert guarded.documents.prepare("{ __schema { types { name } } }", None, strict).errors


async def test_a_flood_of_refused_documents_leaves_the_good_ones_in_place(
    validations: list[object],
) -> None:
    known = Documents(schema()._schema)
    for text in ("{ me { id } }", *(f"{{ nothing{number} }}" for number in range(400))):
        known.prepare(text, None, RULES)
    assert len(known.refused) < 300
    validations.clear()
    assert known.known("{ me { id } }", None, RULES)
    assert validations == []


@pytest.mark.parametrize(
    ("text", "variables", "line", "column"),
    [
        ("{ me { id } }", {"x" * 129: 1}, None, None),
        ("query($n: Int!) {\n me { friends(first: $n) { id } } }", {"n": "many"}, 1, 7),
        ("{ me { id }\n  broken }", {}, 2, 3),
        ("{ me { id }\n  nothing }", {}, 2, 3),
    ],
)
async def test_errors_say_where_also_from_memory(
    text: str, variables: dict[str, Any], line: int | None, column: int | None
) -> None:
    guarded = schema()
    for _ in range(2):
        result = await guarded.execute(text, variable_values=variables)
        [error] = result.errors or []
        found = [(place.line, place.column) for place in error.locations or []]
        assert found == ([(line, column)] if line else [])


async def test_a_name_in_the_variables_is_no_text() -> None:
    text = "query($n: Int!) { me { friends(first: $n) { id } } }"
    for name in ("x" * 129, "长" * 129):
        assert await codes(schema(), text, n={name: 1}) == ["NAME_TOO_LONG"]
        assert await codes(schema(), text, n=[[{name[1:]: 1}]]) == [None]


def test_recent_texts_keep_to_their_budget() -> None:
    recent: Recent[str, Prepared] = Recent(3 * (ENTRY + 10))
    for key in "abc":
        recent.put(key, Prepared(), 10)
    assert recent.get("a")
    recent.put("d", Prepared(), 10)
    assert [key for key in "abcd" if recent.get(key)] == ["a", "c", "d"]
    recent.put("huge", Prepared(), 10_000)
    assert len(recent) == 3
    recent.put("a", Prepared(), 10)
    assert recent.used == 3 * (ENTRY + 10)


async def test_streams_answer_errors_instead_of_breaking() -> None:
    guarded = schema()
    for text in ("subscription {", "subscription { nothing }", bomb()):
        stream: Any = await guarded.stream(text)
        answers = [answer async for answer in stream]
        assert len(answers) == 1
        assert answers[0].errors


async def test_subscriptions_share_what_is_known(validations: list[object]) -> None:
    guarded = schema()

    async def numbers() -> list[Any]:
        stream: Any = await guarded.subscribe("subscription { numbers(upto: 3) }")
        return [answer.data["numbers"] async for answer in stream]

    for answer in await asyncio.gather(numbers(), numbers()):
        assert answer == [0, 1, 2]
    assert len(validations) == 1


@asynccontextmanager
async def serving(guarded: GuardedSchema) -> AsyncIterator[str]:
    """The schema behind a real server on a free port; gives the address of its WebSocket."""
    view: Any = GraphQL(guarded, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])
    app = Starlette()
    app.mount("/graphql", view)
    config = uvicorn.Config(app, lifespan="off", log_level="warning", ws="websockets-sansio")
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}/graphql/"
    finally:
        server.should_exit = True
        await task


async def test_the_websocket_goes_on_after_a_refused_document() -> None:
    async with (
        serving(schema()) as address,
        aiohttp.ClientSession() as client,
        client.ws_connect(address, protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL], timeout=WAIT) as line,
    ):
        await line.send_json({"type": "connection_init"})
        assert (await line.receive_json())["type"] == "connection_ack"
        for number, text in enumerate((bomb(), "subscription { nothing }")):
            answer = await asked(line, f"bad{number}", text)
            assert (answer["type"], answer["id"]) == ("error", f"bad{number}")
            assert answer["payload"][0]["extensions"]["code"]
        answer = await asked(line, "good", "subscription { numbers(upto: 1) }")
        assert answer["payload"]["data"] == {"numbers": 0}
        assert (await line.receive_json())["type"] == "complete"


async def asked(line: aiohttp.ClientWebSocketResponse, name: str, text: str) -> Any:
    await line.send_json({"id": name, "type": "subscribe", "payload": {"query": text}})
    return await line.receive_json()


async def test_logs_say_where_a_resolver_failed_but_nothing_that_a_caller_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    await codes(schema(), f'{{ nobody(phone: "{PHONE}") }}')
    assert caplog.text == ""
    await codes(schema(), f"{{ secret: broken }} # {PHONE}")
    assert "secret" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "in broken" in caplog.text
    assert PHONE not in caplog.text
