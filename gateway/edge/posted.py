"""An operation that comes as JSON, as nearly all do: read and answered without more ado."""

from typing import Final

import msgspec
from graphql import ExecutionResult as GraphQLExecutionResult
from starlette.responses import Response
from strawberry.http import process_result
from strawberry.types import ExecutionResult

from gateway.edge.answers import negotiated
from gateway.persisted.asked import AskedOperation

_decoder: Final = msgspec.json.Decoder(AskedOperation)


def read_posted(body: bytes) -> AskedOperation | None:
    """None: it is something else, or nothing good; the longer way says what."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def answered(result: GraphQLExecutionResult | ExecutionResult, preferred: str) -> Response:
    """`preferred`: the media type of the answer."""
    if not result.errors and not result.extensions:
        body = msgspec.json.encode({"data": result.data})
        return Response(body, media_type=preferred)
    return negotiated(process_result(result), preferred)
