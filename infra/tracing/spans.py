"""What goes on, told as spans of one trace, from a request to what comes of it days later.

Off unless a process begins `exporting`: then nothing here costs more than looking whether it is on,
and OpenTelemetry is not imported. Where a wait lies between two steps, the first writes down its
`context` beside what it leaves (a row, a message), and the next goes on from it.

What is noted of a span comes from our own words (names of commands, events, channels) or is a
number: never what somebody sent.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import Enum
from typing import Final, Protocol

Context = str
"""A `traceparent` of W3C Trace Context, level 1; empty where there is none."""
_UNSAMPLED = "-00"


class SpanKind(Enum):
    """As OpenTelemetry has them. PRODUCER leaves what a CONSUMER goes on with later."""

    INTERNAL = "INTERNAL"
    SERVER = "SERVER"
    CLIENT = "CLIENT"
    PRODUCER = "PRODUCER"
    CONSUMER = "CONSUMER"


class LiveSpan(Protocol):
    """`context`: for what comes of it."""

    @property
    def context(self) -> Context: ...

    def note(self, name: str, value: str | int) -> None: ...

    def rename(self, name: str) -> None: ...


Going = AbstractContextManager[LiveSpan]
"""While it is entered, it is what goes on."""


class Tracer(Protocol):
    """What tells the spans; see `exporting`."""

    def span(
        self, name: str, kind: SpanKind, parent: Context, links: Sequence[Context], *, current: bool
    ) -> Going: ...

    @property
    def here(self) -> LiveSpan | None: ...


class _Nothing:
    """The one span of whoever is not traced."""

    context: Context = ""

    def note(self, name: str, value: str | int) -> None:
        pass

    def rename(self, name: str) -> None:
        pass

    def __enter__(self) -> LiveSpan:
        return self

    def __exit__(self, *_error: object) -> None:
        pass


NOTHING: Final = _Nothing()
_NO_LINKS: Final[tuple[Context, ...]] = ()
_tracer: Tracer | None = None


def trace_by(tracer: Tracer | None) -> None:
    """For the whole process; none: not at all."""
    global _tracer  # noqa: PLW0603 (one process, one way to be traced)
    _tracer = tracer


def is_on() -> bool:
    return _tracer is not None


def root(name: str, kind: SpanKind = SpanKind.INTERNAL, parent: Context = "") -> Going:
    """Where a trace begins, or what came in with one goes on."""
    if _tracer is None:
        return NOTHING
    return _tracer.span(name, kind, parent, _NO_LINKS, current=True)


def span(name: str, kind: SpanKind = SpanKind.INTERNAL, parent: Context = "") -> Going:
    """A part of `parent`, or of what goes on here; nothing where there is neither."""
    if _tracer is None or not (parent or _tracer.here):
        return NOTHING
    return _tracer.span(name, kind, parent, _NO_LINKS, current=True)


def here() -> LiveSpan:
    """What goes on; its notes go nowhere where nothing does."""
    return (_tracer and _tracer.here) or NOTHING


def context() -> Context:
    """Of what goes on, to be written beside what is left for later."""
    return here().context if _tracer is not None else ""


Onward = Mapping[Context, Context]
"""From what was read beside a piece of work, to what is written beside what comes of it."""
_NOWHERE: Final[Onward] = {}


class _Untraced:
    def __enter__(self) -> Onward:
        return _NOWHERE

    def __exit__(self, *_error: object) -> None:
        pass


_UNTRACED: Final = _Untraced()


def each(
    name: str, contexts: Iterable[Context], kind: SpanKind = SpanKind.CONSUMER
) -> AbstractContextManager[Onward]:
    """A batch: a span in every trace that a piece of it belongs to. What is done for all of them
    at once is a part of the one trace, or of a trace of its own with links to them, as the semantic
    conventions for messaging want it."""
    if _tracer is None:
        return _UNTRACED
    return _each(_tracer, name, dict.fromkeys(filter(None, contexts)), kind)


@contextmanager
def _each(
    tracer: Tracer, name: str, contexts: Iterable[Context], kind: SpanKind
) -> Iterator[Onward]:
    told = [context for context in contexts if not context.endswith(_UNSAMPLED)]
    same = {context: context for context in contexts}
    if len(told) < 2:
        with (
            tracer.span(name, kind, told[0], _here(tracer), current=True) if told else NOTHING as it
        ):
            yield same | dict.fromkeys(told, it.context)
        return
    with tracer.span(f"{name} ({len(told)})", kind, "", told, current=True) as batch:
        parts = {
            context: tracer.span(name, kind, context, [batch.context], current=False)
            for context in told
        }
        onward = {context: part.__enter__().context for context, part in parts.items()}
        try:
            yield same | onward
        finally:
            for part in parts.values():
                part.__exit__(None, None, None)


def _here(tracer: Tracer) -> Sequence[Context]:
    """What brought us to it, where that is something else: a request, a message of the broker."""
    return [tracer.here.context] if tracer.here else _NO_LINKS
