"""Operations over one WebSocket, by the protocol graphql-transport-ws.

The protocol and the codes that close a connection are those of PROTOCOL.md in the library
graphql-ws; codes that it does not name are in docs/graphql.md.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.http import process_result
from strawberry.types.execution import ExecutionContext, PreExecutionError
from strawberry.types.graphql import OperationType

from gateway.edge import messages
from gateway.edge.close_codes import (
    BAD_MESSAGE,
    NO_FIRST_MESSAGE,
    TAKEN_ID,
    TOO_MANY_REQUESTS,
    TOO_SLOW,
    UNAUTHORIZED,
    code_of,
)
from gateway.edge.desk import Desk
from gateway.edge.messages import read_message
from gateway.edge.pace import Pace
from gateway.edge.refusals import token_has_expired, too_many_subscriptions, too_slow
from gateway.identity.viewer import UNAUTHENTICATED_CLOSE
from gateway.persisted.asked import AskedOperation
from gateway.push.follower import Follower
from gateway.push.live_operation import LiveOperation
from gateway.push.log import Entry
from gateway.request.context import Context
from gateway.schema.basics.masking import extensions_of
from infra.concurrency.background import Background
from infra.http.text_writer import text_writer_of
from infra.kernel.errors import AppError
from infra.log import logger
from infra.tracing import spans
from infra.tracing.spans import SpanKind

PROTOCOL: Final = "graphql-transport-ws"
FIRST_MESSAGE_SECONDS: Final = 10.0
LONGEST_REASON: Final = 123  # bytes of a close frame, RFC 6455 section 5.5
REFUSED: Final = 20  # documents, after which a connection has to be made anew


class Connection:
    """One client. It may leave at any moment: that is no fault, and ends what runs."""

    __slots__ = (
        "_acknowledged",
        "_closed",
        "_closing",
        "_context",
        "_deadline",
        "_desk",
        "_initialised",
        "_operations",
        "_pace",
        "_refused",
        "_watching",
        "_websocket",
        "_writer",
    )

    def __init__(self, desk: Desk, websocket: WebSocket, context: Context) -> None:
        self._desk = desk
        self._websocket = websocket
        self._context = context
        self._operations: dict[str, asyncio.Task[None] | Follower] = {}
        self._writer = text_writer_of(websocket.scope)
        self._initialised = self._acknowledged = self._closed = False
        self._refused = 0
        self._pace = Pace()
        self._closing = Background()
        self._deadline: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Until the client leaves or is sent away."""
        self._writer.on_room = self._resume
        self._end_in(FIRST_MESSAGE_SECONDS, NO_FIRST_MESSAGE, "Connection initialisation timeout")
        try:
            while (event := await self._websocket.receive())["type"] != "websocket.disconnect":
                if not self._closed:
                    await self._read(event.get("text"))
        except WebSocketDisconnect:
            return
        finally:
            self._leave()

    def close(self, code: int, reason: str) -> None:
        """What is under way ends now, and the client is told as soon as it listens."""
        if not self._closed:
            self._leave()
            self._closing.start(self._say_goodbye(code, reason))

    # --- what the client says

    async def _read(self, text: str | None) -> None:
        if not self._pace.is_kept():
            return self.close(TOO_MANY_REQUESTS, "Too many messages")
        try:
            message = read_message(text) if text is not None else None
        except ValueError:
            message = None
        match message:
            case messages.ConnectionInit():
                await self._initialise(message.payload or {})
            case messages.Ping():
                await self._send({"type": "pong"})
            case messages.Pong():
                pass
            case messages.Subscribe():
                self._subscribe(message.id, message.payload)
            case messages.Complete():
                self._stop(message.id)
            case None:
                self.close(BAD_MESSAGE, "This is no message of graphql-transport-ws")
        return None

    async def _initialise(self, parameters: dict[str, Any]) -> None:
        if self._initialised:
            return self.close(TOO_MANY_REQUESTS, "Too many initialisation requests")
        self._initialised = True
        self._context.connection_params = parameters
        try:
            await self._desk.admit(self._context)
        except AppError as error:
            return self.close(code_of(error), error.message)
        self._context.connection_params = None  # a token is not kept
        left = self._context.seconds_left()
        self._end_in(left, UNAUTHENTICATED_CLOSE, token_has_expired().message)
        if self._context.viewer.may_end_early:
            self._watching = asyncio.create_task(self._watch())
        await self._send({"type": "connection_ack", "payload": {}})
        self._acknowledged = True
        return None

    def _subscribe(self, id: str, asked: AskedOperation) -> None:
        most = self._desk.most_operations
        if not self._acknowledged:
            self.close(UNAUTHORIZED, "Unauthorized")
        elif id in self._operations:
            self.close(TAKEN_ID, f"Subscriber for {id} already exists")
        elif len(self._operations) >= most:
            self._refuse(id, too_many_subscriptions(most))
        else:
            self._operations[id] = asyncio.create_task(self._run(id, asked))

    # --- operations

    async def _run(self, id: str, asked: AskedOperation) -> None:
        try:
            context = replace(self._context, _language=None, _locale=None)
            text = await self._desk.text_of(asked, context)
            prepared = await self._desk.schema.prepared(
                text, asked.variables, asked.operation_name, context
            )
            if prepared.result is None and prepared.operation_type is OperationType.SUBSCRIPTION:
                await self._follow(id, prepared)
            else:
                await self._answer(id, prepared)
        except WebSocketDisconnect:
            return
        except AppError as error:
            self._operations.pop(id, None)
            self._refuse(id, error)
        except Exception as error:  # by its kind only: it may quote what was sent
            logger.error("an operation failed", error=type(error).__name__)
            self.complete(id)

    async def _follow(self, id: str, prepared: ExecutionContext) -> None:
        subscription = LiveOperation(self._desk.schema, prepared)
        await subscription.keep_read()
        self._operations[id] = self._desk.hub.join(subscription, _Line(self, id))

    async def _answer(self, id: str, prepared: ExecutionContext) -> None:
        with spans.root("operation", SpanKind.SERVER):  # named once it is looked at
            result = await self._desk.schema.answered(prepared)
        if isinstance(result, PreExecutionError):
            return self.refuse(id, result.errors or [])
        await self._send({"id": id, "type": "next", "payload": process_result(result)})
        return self.complete(id)

    def refuse(self, id: str, errors: Sequence[GraphQLError]) -> None:
        """Each refused document took some work: after a few the client has to come again."""
        self._refused += 1
        self._operations.pop(id, None)
        if self._refused > REFUSED:
            self.close(TOO_MANY_REQUESTS, "Too many documents that cannot run")
        else:
            self._error(id, errors)

    def complete(self, id: str) -> None:
        """The operation is over, and its id free again."""
        if self._operations.pop(id, None) is not None:
            self._writer.write_text(msgspec.json.encode({"id": id, "type": "complete"}))

    def _refuse(self, id: str, error: AppError) -> None:
        """What took no work, or is counted elsewhere."""
        told = error.sentence.told(self._context.likely_locale())
        self._error(id, [GraphQLError(told, extensions=extensions_of(error))])

    def _error(self, id: str, errors: Sequence[GraphQLError]) -> None:
        payload = [error.formatted for error in errors]
        message = {"id": id, "type": "error", "payload": payload}
        self._writer.write_text(msgspec.json.encode(message))

    def _stop(self, id: str) -> None:
        operation = self._operations.pop(id, None)
        if isinstance(operation, Follower):
            operation.leave()
        elif operation is not None:
            operation.cancel()

    # --- the connection

    def _resume(self) -> None:
        for operation in list(self._operations.values()):
            if isinstance(operation, Follower):
                operation.resume()

    def _leave(self) -> None:
        self._closed = True
        self._writer.on_room = None
        if self._deadline is not None:
            self._deadline.cancel()
        if self._watching is not None:
            self._watching.cancel()
        for id in list(self._operations):
            self._stop(id)
        self._desk.callers.leave(self._context)

    async def _watch(self) -> None:
        """A key may be revoked, and a session end, while it is connected."""
        ended = await self._desk.end_of_rights(self._context.viewer)
        self._watching = None
        self.close(UNAUTHENTICATED_CLOSE, ended.message)

    def _end_in(self, seconds: float | None, code: int, reason: str) -> None:
        """In place of the end that was set before."""
        if self._deadline is not None:
            self._deadline.cancel()
        loop = asyncio.get_running_loop()
        timer = seconds is not None and loop.call_later(seconds, self.close, code, reason)
        self._deadline = timer or None

    async def _send(self, message: dict[str, Any]) -> None:
        """
        Raises:
            WebSocketDisconnect: the client is gone, or was sent away for what it sent meanwhile.
        """
        if self._closed:
            return
        try:
            await self._websocket.send_text(msgspec.json.encode(message).decode())
        except RuntimeError:  # the server closed the line beneath us
            raise WebSocketDisconnect from None

    async def _say_goodbye(self, code: int, reason: str) -> None:
        short = reason.encode("utf-8", "replace")[:LONGEST_REASON].decode("utf-8", "ignore")
        try:
            await self._websocket.close(code, short)
        except (WebSocketDisconnect, RuntimeError):
            return  # it has left meanwhile


class _Line:
    """One subscription of a connection."""

    __slots__ = ("_connection", "_head", "_id", "_writer")

    def __init__(self, connection: Connection, id: str) -> None:
        self._connection = connection
        self._id = id
        self._writer = connection._writer
        self._head = b'{"id":%b,"type":"next","payload":' % msgspec.json.encode(id)

    def take(self, entry: Entry) -> bool:
        if not self._writer.has_room():
            return False
        self._writer.write_text(b"".join((self._head, entry.answer, b"}")))
        return True

    def refuse(self, errors: Sequence[GraphQLError]) -> None:
        self._connection.refuse(self._id, errors)

    def complete(self) -> None:
        self._connection.complete(self._id)

    def too_slow(self) -> None:
        self._connection.close(TOO_SLOW, too_slow().message)
