"""An operation that comes as JSON, as nearly all do: read and answered without more ado."""

from typing import Final

import msgspec
from graphql import ExecutionResult as GraphQLExecutionResult
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message
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


async def whole_body(request: Request) -> bytes:
    """Mostly it comes in one piece.

    Raises:
        ClientDisconnect: nobody waits for an answer.
    """
    pieces: list[bytes] = []
    more = True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def again(request: Request, body: bytes) -> Request:
    """The same, for whoever reads its body once more."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)


class PostedAnswer(Response):
    """A good answer: there is nothing to work out about it. `body`: JSON."""

    def __init__(self, body: bytes, media_type: str) -> None:
        self.status_code = 200
        self.body = body
        self.background = None
        self.raw_headers = [
            (b"content-length", b"%d" % len(body)),
            (b"content-type", media_type.encode("latin-1")),
        ]


def answered(result: GraphQLExecutionResult | ExecutionResult, preferred: str) -> Response:
    """`preferred`: the media type of the answer."""
    if not result.errors and not result.extensions:
        body = msgspec.json.encode({"data": result.data})
        return PostedAnswer(body, preferred)
    return negotiated(process_result(result), preferred)
