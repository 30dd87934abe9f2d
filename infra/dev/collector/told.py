"""Spans as OTLP tells them: what of a message is kept to be read by people."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

_KIND = {
    Span.SPAN_KIND_SERVER: "server",
    Span.SPAN_KIND_CLIENT: "client",
    Span.SPAN_KIND_PRODUCER: "producer",
    Span.SPAN_KIND_CONSUMER: "consumer",
}


class ToldSpan(msgspec.Struct, frozen=True, kw_only=True):
    """One span. Ids are hexadecimal; `parent` is empty where a trace begins. `links`: of other
    spans, as trace and span."""

    trace: str
    id: str
    parent: str
    name: str
    kind: str
    process: str
    began: datetime
    took_ms: float
    notes: dict[str, str]
    links: tuple[tuple[str, str], ...]
    failed: bool


def told_in(body: bytes) -> Iterator[ToldSpan]:
    """
    Raises:
        google.protobuf.message.DecodeError: it is no message of OTLP.
    """
    for of_process in ExportTraceServiceRequest.FromString(body).resource_spans:
        process = _notes(of_process.resource.attributes).get("service.name", "?")
        for scope in of_process.scope_spans:
            yield from (_told(span, process) for span in scope.spans)


def _told(span: Span, process: str) -> ToldSpan:
    return ToldSpan(
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        name=span.name,
        kind=_KIND.get(span.kind, ""),
        process=process,
        began=datetime.fromtimestamp(span.start_time_unix_nano / 1e9, UTC),
        took_ms=(span.end_time_unix_nano - span.start_time_unix_nano) / 1e6,
        notes=_notes(span.attributes),
        links=tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
        failed=span.status.code == Status.STATUS_CODE_ERROR,
    )


def _notes(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {one.key: _plain(one.value) for one in attributes}


def _plain(value: AnyValue) -> str:
    return str(getattr(value, value.WhichOneof("value") or "string_value"))
