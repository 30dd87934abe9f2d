"""What a request says of itself before it is answered."""

from json import JSONDecodeError

import msgspec
from starlette.requests import HTTPConnection, Request

from gateway.request import accept
from gateway.request.heads import header


def from_a_browser(request: Request) -> bool:
    asks = request.method != "GET" or "query" in request.query_params
    return not asks and accept.names("text/html", header(request.scope, b"accept") or "")


def holds_json(request: Request) -> bool:
    return accept.JSON in (header(request.scope, b"content-type") or "").lower()


def preferred_by(request: HTTPConnection) -> str:
    """The media type of its answer."""
    return accept.media_type(header(request.scope, b"accept")) or accept.JSON


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
