"""One operation over server-sent events: the distinct connections mode of GraphQL over SSE, as
PROTOCOL.md of the library graphql-sse describes it.

The id of each event is its cursor, so that a client which lost the line comes back with
`Last-Event-ID` (WHATWG HTML, section 9.2) and goes on where it was.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
from graphql import GraphQLError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.edge.desk import Desk
from gateway.edge.refusals import token_has_expired, too_slow
from gateway.push.live_operation import LiveOperation
from gateway.push.log import Entry
from gateway.request.context import Context
from gateway.schema.basics.masking import extensions_of
from infra.http.limits import ENDLESS
from infra.kernel.errors import AppError

KEEP_ALIVE_SECONDS: Final = 12.0
MOST_WAITING: Final = 64 * 1024
"""Bytes that wait here for a client to read what it was sent before."""

_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),  # a proxy hands on each event at once
]
_COMMENT: Final = b":\n\n"
_BEGIN: Final = b"retry: 1000\n\n"  # milliseconds until a client that lost the line comes again
_COMPLETE: Final = b"event: complete\ndata:\n\n"


class EventStream(Response):
    """A line, and the response that empties it. `begun`: what there is to say from the start, of an
    operation with one answer only; else `operation` is followed."""

    def __init__(
        self, desk: Desk, context: Context, operation: LiveOperation | None, begun: bytes = b""
    ) -> None:
        super().__init__()
        self._desk = desk
        self._context = context
        self._operation = operation
        self._waiting: list[bytes] = [_BEGIN]
        self._size = 0
        self._ended = False
        self._changed = asyncio.Event()
        if operation is None:
            self.take(Entry("", begun))
            self.complete()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("extensions", {})[ENDLESS] = {}
        listening = asyncio.create_task(self._until_it_leaves(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await self._follow(send)
            await send({"type": "http.response.body"})
        finally:
            listening.cancel()
            self._desk.callers.leave(self._context)

    async def _follow(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        left = self._context.seconds_left()
        expiry = loop.call_later(left, self._fail, token_has_expired()) if left else None
        asked = self._operation
        follower = self._desk.hub.join(asked, self) if asked is not None else None
        watching = asyncio.create_task(self._watch())
        try:
            while self._waiting or not self._ended:
                await self._empty(send)
                if follower is not None:
                    follower.resume()
                await self._wait()
        finally:
            if follower is not None:
                follower.leave()
            watching.cancel()
            if expiry is not None:
                expiry.cancel()

    async def _watch(self) -> None:
        """A key may be revoked, and a session end, while it is connected."""
        if self._context.viewer.may_end_early:
            self._fail(await self._desk.end_of_rights(self._context.viewer))

    async def _empty(self, send: Send) -> None:
        events, self._waiting, self._size = self._waiting, [], 0
        self._changed.clear()
        await send({"type": "http.response.body", "body": b"".join(events), "more_body": True})

    async def _wait(self) -> None:
        """Until there is something to say; a line on which nothing is said is taken for dead."""
        if self._ended or self._waiting:
            return
        try:
            async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                await self._changed.wait()
        except TimeoutError:
            self._waiting.append(_COMMENT)

    async def _until_it_leaves(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._waiting.clear()
        self._end()

    # --- as a line

    def take(self, entry: Entry) -> bool:
        if self._size >= MOST_WAITING:
            return False
        self._say(_event(entry))
        return True

    def refuse(self, errors: Sequence[GraphQLError]) -> None:
        formatted = [error.formatted for error in errors]
        self._say(_event(Entry("", msgspec.json.encode({"errors": formatted}))))
        self.complete()

    def complete(self) -> None:
        self._say(_COMPLETE)
        self._end()

    def too_slow(self) -> None:
        self._fail(too_slow())

    def _fail(self, error: AppError) -> None:
        told = error.sentence.told(self._context.likely_locale())
        self.refuse([GraphQLError(told, extensions=extensions_of(error))])

    def _say(self, event: bytes) -> None:
        if not self._ended:
            self._waiting.append(event)
            self._size += len(event)
            self._changed.set()

    def _end(self) -> None:
        self._ended = True
        self._changed.set()


def _event(entry: Entry) -> bytes:
    id = b"id: %b\n" % entry.cursor.encode() if entry.cursor else b""
    return b"event: next\n%bdata: %b\n\n" % (id, entry.answer)
