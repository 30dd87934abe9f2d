"""What a request says of itself before it is answered."""

import functools
from json import JSONDecodeError
from typing import Final

import msgspec
from starlette.requests import HTTPConnection, Request

from gateway.request import accept
from gateway.request.heads import header

_OPERATION: Final = ("query", "extensions", "documentId")
"""What names one in an address."""


def from_a_browser(request: Request) -> bool:
    asks = request.method != "GET" or any(name in request.query_params for name in _OPERATION)
    return not asks and accept.names("text/html", header(request.scope, b"accept") or "")


def comes_plainly(request: Request) -> bool:
    """Whether it is JSON that is answered in JSON, at once: what nearly all post, and no head of it
    needs another look."""
    kind, accepted = (header(request.scope, name) for name in (b"content-type", b"accept"))
    return request.method == "POST" and _plain(kind or "", accepted)


@functools.lru_cache(256)
def _plain(kind: str, accepted: str | None) -> bool:
    streamed = accept.names(accept.EVENT_STREAM, accepted or "")
    return _is_json(kind) and accept.media_type(accepted) is not None and not streamed


def holds_json(request: Request) -> bool:
    """By the media type alone: its parameters may say anything, also on a stranger's page."""
    return _is_json(header(request.scope, b"content-type") or "")


def _is_json(kind: str) -> bool:
    return kind.partition(";")[0].strip().lower() == accept.JSON


def preferred_by(request: HTTPConnection) -> str:
    """The media type of its answer."""
    return accept.media_type(header(request.scope, b"accept")) or accept.JSON


def wants_stream(request: Request) -> bool:
    return accept.names(accept.EVENT_STREAM, header(request.scope, b"accept") or "")


def takes_json(request: Request) -> bool:
    """By name: who accepts a stream as well wants it for what has many answers."""
    given = header(request.scope, b"accept") or ""
    return any(accept.names(kind, given) for kind in (accept.JSON, accept.GRAPHQL_RESPONSE))


def authorization(connection: HTTPConnection) -> str | None:
    return header(connection.scope, b"authorization")


def json_object(data: str | bytes) -> object:
    """Half of a surrogate pair, NaN and infinity are no JSON: what is behind the gateway could not
    write them down.

    Raises:
        JSONDecodeError: it is not a JSON object.
    """
    try:
        decoded = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        decoded = None
    if not isinstance(decoded, dict):
        raise JSONDecodeError("an object is expected", "", 0)
    return decoded
