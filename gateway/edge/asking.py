"""What a request says of itself before it is answered."""

from json import JSONDecodeError

import msgspec
from starlette.requests import HTTPConnection, Request

from gateway.request import accept


def from_a_browser(request: Request) -> bool:
    asks = request.method != "GET" or "query" in request.query_params
    return not asks and accept.names("text/html", request.headers.get("accept", ""))


def holds_json(request: Request) -> bool:
    return accept.JSON in request.headers.get("content-type", "").lower()


def preferred_by(request: HTTPConnection) -> str:
    """The media type of its answer."""
    return accept.media_type(request.headers.get("accept")) or accept.JSON


def authorization(connection: HTTPConnection) -> str | None:
    return connection.headers.get("authorization")


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
