"""What a client would like: the headers of content negotiation, RFC 9110 section 12.5."""

import functools
from collections.abc import Iterator
from typing import Final, NamedTuple

JSON: Final = "application/json"
GRAPHQL_RESPONSE: Final = "application/graphql-response+json"
EVENT_STREAM: Final = "text/event-stream"
LANGUAGES: Final = ("zh", "en")


class Wish(NamedTuple):
    """`weight` from 0, refused, to 1."""

    value: str
    weight: float


@functools.lru_cache(256)
def media_type(accept: str | None) -> str | None:
    """The media type to answer in, by the GraphQL-over-HTTP specification; none: neither will do.

    The newer type goes only to who names it, because clients from before it ask for anything.
    """
    wishes = list(_wishes("*/*" if accept is None else accept))
    newer, older = _weight(GRAPHQL_RESPONSE, wishes), _weight(JSON, wishes)
    named = any(wish.value == GRAPHQL_RESPONSE for wish in wishes)
    if newer and (newer > older or (named and newer == older)):
        return GRAPHQL_RESPONSE
    return JSON if older else None


@functools.lru_cache(256)
def names(kind: str, accept: str) -> bool:
    """Whether a client asks for that media type by its name."""
    return any(wish.value == kind and wish.weight for wish in _wishes(accept))


@functools.lru_cache(256)
def language(accept: str) -> str:
    """The one of our languages that is liked best; "" for none."""
    wanted = [
        (-wish.weight, place, wish.value.split("-")[0])
        for place, wish in enumerate(_wishes(accept))
        if wish.weight and wish.value.split("-")[0] in LANGUAGES
    ]
    return min(wanted)[2] if wanted else ""


def _wishes(header: str) -> Iterator[Wish]:
    for part in header.split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights = [text.removeprefix("q=") for text in parameters if text.startswith("q=")]
        if value:
            yield Wish(value, _number(weights[0]) if weights else 1.0)


def _weight(offered: str, wishes: list[Wish]) -> float:
    """That of the range which names the type most exactly."""
    for name in (offered, offered.split("/", maxsplit=1)[0] + "/*", "*/*"):
        found = [wish.weight for wish in wishes if wish.value == name]
        if found:
            return max(found)
    return 0.0


def _number(text: str) -> float:
    """A weight; what is none counts as refused."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 <= number <= 1 else 0.0
