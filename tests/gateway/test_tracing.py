"""What the gateway tells of a request: its operation's name, and nothing that came with it."""

from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.gateway.conftest import Gateway
from tests.gateway.test_subscriptions import following

ABROAD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
RENEW = 'mutation%s { renew(input: {idempotencyKey: "zq7"}) { __typename } }'


async def told(gateway: Gateway, exported: InMemorySpanExporter, **sent: Any) -> list[str]:
    exported.clear()
    headers = gateway.headers() | sent.pop("headers", {})
    async with gateway.session.request(
        sent.pop("method", "POST"), f"{gateway.url}{sent.pop('path', '/graphql')}",
        headers=headers, **sent,
    ) as answer:  # fmt: skip
        await answer.read()
    assert not [span for span in exported.get_finished_spans() if "zq7" in span.to_json()]
    return [span.name for span in exported.get_finished_spans()]


@pytest.mark.parametrize(
    ("name", "called"),
    [("", "mutation"), (" Renew_2", "mutation Renew_2"), (" Of13800138000", "mutation")],
)
async def test_a_request_is_called_after_its_operation(
    gateway: Gateway, exported: InMemorySpanExporter, name: str, called: str
) -> None:
    """Also where the document was seen before, and is answered by its plan."""
    for _ in range(2):
        assert await told(gateway, exported, json={"query": RENEW % name}) == [called]


async def test_a_client_sees_its_own_trace_go_on(
    gateway: Gateway, exported: InMemorySpanExporter
) -> None:
    await told(gateway, exported, json={"query": RENEW % ""}, headers={"traceparent": ABROAD})
    [span] = exported.get_finished_spans()
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == ABROAD.split("-")[1]


async def test_what_is_no_request_of_anybody_is_not_told(
    gateway: Gateway, exported: InMemorySpanExporter
) -> None:
    assert await told(gateway, exported, method="GET", path="/healthz") == []
    assert await told(gateway, exported, method="GET", path="/zq7/zq7?zq7=zq7") == ["GET"]
    streamed = {"headers": {"accept": "text/event-stream"}, "json": {"query": "{ __typename }"}}
    assert await told(gateway, exported, **streamed) == []


async def test_an_operation_over_a_socket_is_a_trace_of_its_own(
    gateway: Gateway, exported: InMemorySpanExporter
) -> None:
    async with following(gateway, RENEW % " Renew") as socket:
        assert (await socket.next())["__typename"]
    assert [span.name for span in exported.get_finished_spans()] == ["mutation Renew"]
