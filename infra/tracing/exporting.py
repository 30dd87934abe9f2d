"""Sends spans by OTLP, with OpenTelemetry: the one module that knows it.

`OTEL_EXPORTER_OTLP_ENDPOINT` turns it on. Where to, how much of it, with what headers and in what
batches is read by OpenTelemetry itself from its standard variables; so is `OTEL_SDK_DISABLED`.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from opentelemetry import trace
from opentelemetry.context import Context as OtelContext
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.trace import Link, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from infra.tracing import spans
from infra.tracing.spans import Context, Going, LiveSpan, SpanKind

_CARRIED: Final = "traceparent"
_KINDS: Final = {kind: trace.SpanKind[kind.name] for kind in SpanKind}
_w3c: Final = TraceContextTextMapPropagator()


def begin(process: str, release: str, processor: SpanProcessor | None = None) -> TracerProvider:
    """Traces this process from now on; what it names itself is seen by who reads the traces.
    `processor`: another one than what sends to the collector. What waits is sent when the process
    ends, or by the provider's `shutdown`."""
    named = {"service.namespace": "reinstate", "service.name": f"reinstate-{process}"}
    version = {"service.version": release} if release else {}
    provider = TracerProvider(resource=Resource.create({**named, **version}))
    provider.add_span_processor(processor or _sending())
    spans.trace_by(_Tracer(provider.get_tracer("reinstate")))
    return provider


def _sending() -> SpanProcessor:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 (slow)
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 (slow)

    return BatchSpanProcessor(OTLPSpanExporter())


class _Tracer:
    def __init__(self, tracer: trace.Tracer) -> None:
        self._tracer = tracer

    def span(
        self, name: str, kind: SpanKind, parent: Context, links: Sequence[Context], *, current: bool
    ) -> Going:
        before = _context_of(parent) if parent else None
        linked = [Link(one) for context in links if (one := _place_of(context)).is_valid]
        return _Going(self._tracer, name, _KINDS[kind], before, linked, current=current)

    @property
    def here(self) -> LiveSpan | None:
        going = trace.get_current_span()
        return _Span(going) if going.get_span_context().is_valid else None


class _Span:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    @property
    def context(self) -> Context:
        place = self._span.get_span_context()
        return f"00-{place.trace_id:032x}-{place.span_id:016x}-{place.trace_flags:02x}"

    def note(self, name: str, value: str | int) -> None:
        self._span.set_attribute(name, value)

    def rename(self, name: str) -> None:
        self._span.update_name(name)


class _Going:
    """One that is under way. Of an exception its kind is told: its words may quote somebody's."""

    def __init__(
        self,
        tracer: trace.Tracer,
        name: str,
        kind: trace.SpanKind,
        parent: OtelContext | None,
        links: Sequence[Link],
        *,
        current: bool,
    ) -> None:
        self._begin = partial(tracer.start_span, name, parent, kind, links=links)
        self._current = current

    def __enter__(self) -> LiveSpan:
        self._span = self._begin()
        if self._current:
            self._used = trace.use_span(
                self._span, record_exception=False, set_status_on_exception=False
            )
            self._used.__enter__()
        return _Span(self._span)

    def __exit__(self, kind: type[BaseException] | None, *error: Any) -> None:
        if self._current:
            self._used.__exit__(None, None, None)
        if kind is not None:
            self._span.set_attribute("error.type", kind.__name__)
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.end()


def _context_of(parent: Context) -> OtelContext:
    return _w3c.extract({_CARRIED: parent}, OtelContext())


def _place_of(context: Context) -> trace.SpanContext:
    return trace.get_current_span(_context_of(context)).get_span_context()
