"""The spans of the last traces, in memory: a collector of development, emptied by a restart."""

from collections.abc import Iterable

from infra.dev.collector.told import ToldSpan

MOST_TRACES = 2_000
MOST_SPANS = 1_000
"""Of one trace."""


class KeptTraces:
    def __init__(self) -> None:
        self._traces: dict[str, list[ToldSpan]] = {}

    def add(self, spans: Iterable[ToldSpan]) -> None:
        for span in spans:
            of_it = self._traces.setdefault(span.trace, [])
            if len(of_it) < MOST_SPANS:
                of_it.append(span)
        while len(self._traces) > MOST_TRACES:
            del self._traces[next(iter(self._traces))]

    def of(self, trace: str) -> list[ToldSpan]:
        """In the order in which they began; of the one trace whose id begins so."""
        found = [id for id in self._traces if id.startswith(trace)] if trace else []
        spans = self._traces[found[0]] if len(found) == 1 else []
        return sorted(spans, key=lambda span: span.began)

    def newest(self) -> list[list[ToldSpan]]:
        return [sorted(t, key=lambda one: one.began) for t in reversed(self._traces.values())]

    def clear(self) -> None:
        self._traces.clear()
