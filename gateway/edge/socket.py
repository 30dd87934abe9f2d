"""Operations over one WebSocket, by the protocol graphql-transport-ws."""

from typing import Any, Final

from starlette.websockets import WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    Message,
    SubscribeMessage,
)
from strawberry.types.execution import PreExecutionError

from gateway.request.context import Context
from gateway.schema.basics.masking import extensions_of
from infra.kernel.errors import TooManyRequests
from infra.kernel.sentences import both
from infra.log import logger

LONGEST_REASON: Final = 123  # bytes of a close frame, RFC 6455 section 5.5
REFUSED: Final = 20  # documents, after which a connection has to be made anew
TOO_MANY_REQUESTS: Final = 4429


class Socket(ASGIWebSocketAdapter):
    """A WebSocket that its client may leave at any moment: that is no fault, and ends what runs."""

    async def send_json(self, message: Any) -> None:
        if self._left():
            raise WebSocketDisconnected
        await super().send_json(message)

    async def close(self, code: int, reason: str) -> None:
        if not self._left():
            short = reason.encode("utf-8", "replace")[:LONGEST_REASON].decode("utf-8", "ignore")
            await super().close(code, short)

    def _left(self) -> bool:
        states = self.ws.application_state, self.ws.client_state
        return WebSocketState.DISCONNECTED in states


class SocketConnection(BaseGraphQLTransportWSHandler[Context, None]):
    """As the protocol says, and without a way to fill the log or to ask for work without end."""

    refused = 0

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        most = self.max_subscriptions_per_connection
        if self.connection_acknowledged and most is not None and len(self.operations) >= most:
            error = too_many_subscriptions(most)
            told = error.sentence.told(self.context.likely_locale())
            payload: list[Any] = [{"message": told, "extensions": extensions_of(error)}]
            await self.send_message({"id": message["id"], "type": "error", "payload": payload})
            return
        await super().handle_subscribe(message)

    async def shutdown(self) -> None:
        try:
            await super().shutdown()
        finally:
            if self.context.counted_for:
                self.view.callers.leave(self.context.counted_for)  # type: ignore[attr-defined]  # our Endpoint

    async def handle_message(self, message: Message) -> None:
        """A message of another shape closes the connection in words."""
        if message.get("type") == "subscribe" and not _well_formed(message):
            return await self.handle_invalid_message("Failed to parse message")
        try:
            await super().handle_message(message)
        except (TypeError, AttributeError):
            await self.handle_invalid_message("Failed to parse message")

    async def handle_task_exception(self, error: Exception) -> None:
        """Says what failed, by its kind only: an exception may quote what was sent."""
        if not isinstance(error, WebSocketDisconnected):
            logger.error("an operation failed", error=type(error).__name__)

    async def _handle_pre_execution_error(
        self, operation: Operation[Context, None], result: PreExecutionError
    ) -> None:
        """Each refused document took some work: after a few the client has to come again."""
        self.refused += 1
        if self.refused > REFUSED:
            await self.websocket.close(TOO_MANY_REQUESTS, "Too many documents that cannot run")
            raise WebSocketDisconnected
        await operation.send_initial_errors(result.errors or [])


def too_many_sockets(most: int) -> TooManyRequests:
    return TooManyRequests(
        both(
            "同一调用方最多同时打开 {most} 个连接；请在一个连接上使用多个订阅，或先关闭一个。",
            "A caller has at most {most} sockets open; put several subscriptions on one, "
            "or close one.",
            most=most,
        )
    )


def too_many_subscriptions(most: int) -> TooManyRequests:
    return TooManyRequests(
        both(
            "一个连接最多同时进行 {most} 个操作；请先结束一个，或再打开一个连接。",
            "A socket carries at most {most} operations at a time; end one, or open another "
            "socket.",
            most=most,
        )
    )


def _well_formed(message: Any) -> bool:
    payload = message.get("payload")
    return (
        isinstance(message.get("id"), str)
        and isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("variables"), dict | None)
        and isinstance(payload.get("operationName"), str | None)
    )
