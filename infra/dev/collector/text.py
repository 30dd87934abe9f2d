"""A trace as text: one line a span, below what it is a part of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from infra.dev.collector.told import ToldSpan

_INDENT = "  "


def tree(spans: Sequence[ToldSpan]) -> str:
    """`spans`: of one trace, as they began."""
    known = {span.id for span in spans}
    below = defaultdict[str, list[ToldSpan]](list)
    for span in spans:
        below[span.parent if span.parent in known else ""].append(span)
    lines = [f"trace {spans[0].trace}", *_lines("", below, spans[0], 0)]
    return "\n".join(lines) + "\n"


def summary(traces: Sequence[Sequence[ToldSpan]]) -> str:
    """One line a trace, with the id that `tree` is asked for by."""
    return "".join(f"{t[0].trace}  {len(t):4} spans  {t[0].name}\n" for t in traces)


def _lines(
    parent: str, below: Mapping[str, list[ToldSpan]], first: ToldSpan, depth: int
) -> Iterator[str]:
    for span in below.get(parent, ()):
        yield _line(span, first, depth)
        yield from _lines(span.id, below, first, depth + 1)


def _line(span: ToldSpan, first: ToldSpan, depth: int) -> str:
    after = (span.began - first.began).total_seconds()
    name = f"{_INDENT * depth}{span.name}"
    process = span.process.removeprefix("reinstate-")
    notes = " ".join(f"{key.rpartition('.')[2]}={value}" for key, value in span.notes.items())
    elsewhere = sum(trace != span.trace for trace, _ in span.links)
    linked = f" ({elsewhere} linked)" if elsewhere else ""
    failed = " FAILED" if span.failed else ""
    told = f"{after:9.3f}s {span.took_ms:9.1f}ms  {process:10} {name}{failed}{linked}  {notes}"
    return told.rstrip()
