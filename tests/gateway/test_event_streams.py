"""Following over server-sent events: the same as over a WebSocket, and the ids of a browser's
EventSource lead back to where it was."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from gateway.edge import event_stream
from gateway.request.context import Context
from services.settings import Settings
from tests.gateway.conftest import Gateway
from tests.gateway.sse import ServerSent, events_of
from tests.gateway.test_subscriptions import CHANGES, at, following
from tests.waiting import eventually


@pytest.fixture
def settings() -> Settings:
    return Settings(sockets_a_caller=3)


@contextlib.asynccontextmanager
async def streamed(
    gateway: Gateway,
    query: str = CHANGES,
    *,
    headers: dict[str, str] | None = None,
    method: str = "POST",
    token: str = "",
    **variables: Any,
) -> AsyncIterator[aiohttp.ClientResponse]:
    given = {"accept": "text/event-stream", "authorization": f"Bearer {token or gateway.token()}"}
    sent: dict[str, Any] = {"json": {"query": query, "variables": variables}}
    if method == "GET":
        sent = {"params": {"query": query}}
    async with gateway.session.request(
        method, f"{gateway.url}/graphql", headers=given | (headers or {}), **sent
    ) as response:
        yield response


async def first(response: aiohttp.ClientResponse, count: int) -> list[ServerSent]:
    found: list[ServerSent] = []
    async for event in events_of(response):
        found.append(event)
        if len(found) == count:
            break
    return found


def versions(events: list[ServerSent]) -> list[int]:
    return [event.data["data"]["membershipChanged"]["version"] for event in events]


BOTH = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"
"""As urql sends it with everything."""


async def test_who_takes_json_as_well_gets_a_stream_of_what_has_many_answers(
    gateway: Gateway,
) -> None:
    for _ in range(4):  # one more than sockets: an answer that has ended counts as none
        async with streamed(gateway, "{ plans { code } }", headers={"accept": BOTH}) as response:
            assert response.content_type == "application/graphql-response+json"
            assert (await response.json())["data"]["plans"]
    async with streamed(gateway, "{ nothing }", headers={"accept": BOTH}) as response:
        assert (response.status, list(await response.json())) == (400, ["errors"])
    async with streamed(gateway, headers={"accept": BOTH}) as response:
        assert response.content_type == "text/event-stream"


async def test_replay_and_what_is_live_come_with_their_cursors_as_ids(gateway: Gateway) -> None:
    feed = gateway.apis.membership.stream
    for _ in range(3):
        await feed.add("m-1")
    async with streamed(gateway, after="") as response:
        assert response.status == 200
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        seen = await first(response, 3)
        await feed.add("m-1")
        seen += await first(response, 1)
    assert {event.event for event in seen} == {"next"}
    assert [event.id for event in seen] == [at(number) for number in (1, 2, 3, 4)]
    assert versions(seen) == [1, 2, 3, 4]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "query",
    [
        CHANGES,
        'subscription { membershipChanged(after: "") { cursor version } }',
        "subscription { membershipChanged { cursor version } }",
        "subscription { ...C } fragment C on Subscription { membershipChanged { version } }",
    ],
)
async def test_the_last_id_is_where_it_goes_on_whatever_the_document_says(
    gateway: Gateway, query: str, method: str
) -> None:
    for _ in range(4):
        await gateway.apis.membership.stream.add("m-1")
    headers = {"last-event-id": at(2)}
    async with streamed(gateway, query, headers=headers, method=method) as response:
        assert versions(await first(response, 2)) == [3, 4]


async def test_sockets_and_streams_are_told_the_same_bytes_together(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = gateway.apis.membership.stream
    query = """subscription($after: String, $member: ID) {
      membershipChanged(after: $after, memberId: $member) {
        cursor version type membership { status } } }"""
    async with (
        following(gateway, query, after="") as socket,
        streamed(gateway, query, after="") as one,
        streamed(gateway, query, after="") as other,
    ):
        await feed.add("m-1")
        seen = [await socket.next()]
        for stream in (one, other):
            [event] = await first(stream, 1)
            seen.append(event.data["data"]["membershipChanged"])
    assert seen == [seen[0]] * 3
    asked = [query for batch in gateway.apis.membership.reads for query in batch]
    assert len(asked) == 1, "the membership was read once for all three"


async def test_a_query_and_a_mutation_have_one_answer(gateway: Gateway) -> None:
    async with streamed(gateway, "{ plans { code } }", method="GET") as response:
        answer, end = [event async for event in events_of(response)]
    assert (answer.event, answer.data["data"]["plans"]) == ("next", [{"code": "gold"}])
    assert (end.event, end.data) == ("complete", None)
    mutation = "mutation { renew(input: {}) { __typename } }"
    async with streamed(gateway, mutation, method="GET") as refused:
        assert refused.status == 405
    async with streamed(gateway, mutation) as response:
        answer, _ = [event async for event in events_of(response)]
    assert answer.data["data"]["renew"] == {"__typename": "MembershipSuccess"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        (
            "query A { plans { code } } query B { plans { code } }",
            "OPERATION_NAME_REQUIRED",
        ),
    ],
)
async def test_what_cannot_run_is_no_stream(gateway: Gateway, query: str, code: str) -> None:
    """So that an EventSource does not come again and again."""
    async with streamed(gateway, query) as response:
        assert response.status == 400
        assert (await response.json())["errors"][0]["extensions"]["code"] == code


async def test_who_may_not_follow_is_told_and_it_is_over(gateway: Gateway) -> None:
    async with streamed(gateway, after="", member="m-2") as response:
        refused, end = [event async for event in events_of(response)]
    assert refused.data["errors"][0]["extensions"] == {"code": "FORBIDDEN", "field": "memberId"}
    assert end.event == "complete"
    async with streamed(gateway, token="nonsense") as response:
        assert response.status == 401


async def test_a_caller_has_so_many_streams_and_sockets_and_room_comes_back(
    gateway: Gateway,
) -> None:
    async with contextlib.AsyncExitStack() as open_lines:
        await open_lines.enter_async_context(following(gateway))
        for _ in range(2):
            response = await open_lines.enter_async_context(streamed(gateway))
            assert response.status == 200
        async with streamed(gateway) as refused:
            assert refused.status == 429
            [error] = (await refused.json())["errors"]
            assert error["extensions"]["code"] == "TOO_MANY_REQUESTS"

    async def has_room() -> bool:
        async with streamed(gateway) as response:
            return response.status == 200

    await eventually(has_room)
    await eventually(lambda: not gateway.apis.membership.stream.waiting)


async def test_a_stream_ends_with_its_token(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Context, "seconds_left", lambda _: 0.1)
    async with streamed(gateway, after="") as response:
        last, end = [event async for event in events_of(response)]
    assert last.data["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert end.event == "complete"


async def test_a_quiet_line_is_kept_alive(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "KEEP_ALIVE_SECONDS", 0.01)
    async with streamed(gateway, after="") as response:
        assert await response.content.readline() == b"retry: 1000\n"
        for _ in range(5):  # comments, each with its empty line
            assert await response.content.readline() in (b":\n", b"\n")
