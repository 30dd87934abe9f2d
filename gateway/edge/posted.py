"""An operation that comes as JSON, as nearly all do: read and answered without more ado."""

from typing import Any, Final

import msgspec
from starlette.responses import Response
from strawberry.http import process_result
from strawberry.types import ExecutionResult

from gateway.edge.answers import Negotiated, negotiated


class Posted(msgspec.Struct, frozen=True, rename="camel"):
    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


_decoder: Final = msgspec.json.Decoder(Posted)


def read_posted(body: bytes) -> Posted | None:
    """None: it is something else, or nothing good; the longer way says what."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def answered(result: ExecutionResult, preferred: str) -> Response:
    """`preferred`: the media type of the answer."""
    if not result.errors and not result.extensions:
        body = msgspec.json.encode({"data": result.data})
        return Response(body, media_type=preferred)
    made = Negotiated()
    made.status_code, made.preferred = 0, preferred
    return negotiated(process_result(result), made)
