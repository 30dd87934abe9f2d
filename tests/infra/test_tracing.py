"""Spans: parts of one trace across processes, nothing of anybody in them, and nothing when off."""

import asyncio
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from infra.log import logger
from infra.tracing import spans
from infra.tracing.contracts import traced
from infra.tracing.spans import SpanKind
from tests.infra.conftest import House, change

ABROAD = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
"""The example of W3C Trace Context."""
UNSAMPLED = ABROAD.removesuffix("01") + "00"


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def trace_of(span: ReadableSpan) -> str:
    return f"{span.context.trace_id:032x}" if span.context else ""


def parent_of(span: ReadableSpan) -> int:
    return span.parent.span_id if span.parent else 0


def id_of(span: ReadableSpan) -> int:
    return span.context.span_id if span.context else 0


def test_what_comes_in_with_a_trace_goes_on_in_it(exported: InMemorySpanExporter) -> None:
    with spans.root("POST", SpanKind.SERVER, ABROAD):
        spans.here().rename("mutation Leave")
        with spans.span("commit", SpanKind.PRODUCER):
            left = spans.context()
    with spans.span("follow", SpanKind.CONSUMER, left):
        pass
    told = by_name(exported)
    assert {trace_of(span) for span in told.values()} == {ABROAD.split("-")[1]}
    assert parent_of(told["mutation Leave"]) == int(ABROAD.split("-")[2], 16)
    assert parent_of(told["commit"]) == id_of(told["mutation Leave"])
    assert parent_of(told["follow"]) == id_of(told["commit"])
    assert told["follow"].resource.attributes["service.name"] == "reinstate-test"


def test_a_part_of_nothing_is_not_told(exported: InMemorySpanExporter) -> None:
    with spans.span("poll") as going:
        assert going.context == spans.context() == ""
    assert not exported.get_finished_spans()


@pytest.mark.parametrize("context", ["", "00-1-2-01", "nonsense", ABROAD.replace("0af7", "zzzz")])
def test_what_is_no_context_begins_a_trace_of_its_own(
    exported: InMemorySpanExporter, context: str
) -> None:
    with spans.root("GET", SpanKind.SERVER, context):
        pass
    [span] = exported.get_finished_spans()
    assert span.parent is None
    assert trace_of(span) != ABROAD.split("-")[1]


def test_a_batch_is_a_part_of_each_trace_and_linked_to_all(exported: InMemorySpanExporter) -> None:
    contexts = []
    for name in ("one", "other"):
        with spans.root(name) as going:
            contexts.append(going.context)
    with spans.each("plan", ["", *contexts, contexts[0], UNSAMPLED]) as onward:
        with spans.span("commit"):
            pass
        assert onward[UNSAMPLED] == UNSAMPLED, "who did not ask to be traced is not"
    told = by_name(exported)
    batch, parts = told["plan (2)"], [s for s in exported.get_finished_spans() if s.name == "plan"]
    assert {trace_of(part) for part in parts} == {trace_of(told["one"]), trace_of(told["other"])}
    assert {onward[c].split("-")[2] for c in contexts} == {f"{id_of(part):016x}" for part in parts}
    assert {link.context.span_id for link in batch.links} == {
        id_of(told["one"]), id_of(told["other"]),
    }  # fmt: skip
    assert trace_of(told["commit"]) == trace_of(batch)


def test_a_batch_of_one_trace_is_a_part_of_it(exported: InMemorySpanExporter) -> None:
    with spans.each("plan", [ABROAD, ABROAD]) as onward, spans.span("commit"):
        pass
    told = by_name(exported)
    assert set(told) == {"plan", "commit"}
    assert onward[ABROAD].split("-")[2] == f"{id_of(told['plan']):016x}"
    assert parent_of(told["commit"]) == id_of(told["plan"])


def test_of_a_failure_the_kind_is_told_and_no_word(exported: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="13800138000"), spans.root("send"):
        raise ValueError("no such number: 13800138000")
    [span] = exported.get_finished_spans()
    assert span.attributes == {"error.type": "ValueError"}
    assert not span.events
    assert "13800138000" not in span.to_json()


def test_lines_of_the_log_name_their_trace(
    exported: InMemorySpanExporter, logged: io.StringIO
) -> None:
    with spans.root("send", parent=ABROAD):
        logger.warning("slow")
    logger.warning("quiet")
    slow, quiet = (json.loads(line) for line in logged.getvalue().splitlines())
    [span] = exported.get_finished_spans()
    assert (slow["trace_id"], slow["span_id"]) == (trace_of(span), f"{id_of(span):016x}")
    assert "trace_id" not in quiet


async def test_an_event_carries_its_trace_beside_its_history(
    house: House, exported: InMemorySpanExporter
) -> None:
    with spans.root("mutation", parent=ABROAD):
        await house.uow.commit([change("traced")])
    await house.uow.commit([change("untraced")])
    await house.number_all()
    one, other = sorted(await house.events(), key=lambda event: event.event.aggregate)
    told = by_name(exported)
    assert one.trace.split("-")[1:3] == [trace_of(told["relay"]), f"{id_of(told['relay']):016x}"]
    assert parent_of(told["relay"]) == id_of(told["commit"])
    assert other.trace == ""
    assert "trace" not in msgspec.to_builtins(one.event)


class Leave(msgspec.Struct):
    phone: str


class Contract(Protocol):
    async def execute(self, command: Leave) -> str: ...


class Service:
    async def execute(self, command: Leave) -> str:
        return command.phone


async def test_calls_are_told_by_the_names_of_their_commands(
    exported: InMemorySpanExporter,
) -> None:
    api = traced(Contract, Service(), "membership")
    with spans.root("mutation"):
        assert await api.execute(Leave("13800138000")) == "13800138000"
    called = by_name(exported)["membership.execute"]
    assert called.attributes == {"reinstate.called_with": "Leave"}
    assert "13800138000" not in called.to_json()


def test_off_a_contract_is_what_it_was() -> None:
    service = Service()
    assert traced(Contract, service, "membership") is service


def test_who_is_not_traced_loads_nothing_that_traces() -> None:
    """The client of Valkey loads OpenTelemetry's metrics wherever they are installed."""
    program = (
        "import sys, services.compose, services.serve\n"
        "heavy = ('opentelemetry.sdk.trace', 'opentelemetry.exporter', 'google.protobuf')\n"
        "sys.exit(', '.join(name for name in sys.modules if name.startswith(heavy)) or None)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def _seconds(work: Callable[[], Any]) -> float:
    best = float("inf")
    for _ in range(7):
        began = time.perf_counter()
        for _ in range(2_000):
            work()
        best = min(best, time.perf_counter() - began)
    return best


def test_off_a_span_costs_about_as_much_as_an_empty_block() -> None:
    empty = spans.NOTHING

    def bare() -> None:
        with empty:
            pass

    def off() -> None:
        with spans.span("commit", SpanKind.PRODUCER):
            pass

    assert spans.span("commit") is spans.root("GET") is spans.NOTHING, "nothing is made"
    assert _seconds(off) < 4 * _seconds(bare)


async def test_tasks_of_a_request_belong_to_it(exported: InMemorySpanExporter) -> None:
    async def part() -> None:
        with spans.span("load"):
            pass

    with spans.root("query"):
        await asyncio.gather(part(), part())
    loads = [span for span in exported.get_finished_spans() if span.name == "load"]
    assert {parent_of(span) for span in loads} == {id_of(by_name(exported)["query"])}
