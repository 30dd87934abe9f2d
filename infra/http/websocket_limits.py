"""WebSockets for strangers: what uvicorn would wait for, keep or write into the log without end."""

import asyncio
from asyncio.transports import BaseTransport
from collections.abc import Callable
from typing import Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Request

from infra.http.address_count import AddressCount
from infra.http.text_writer import TEXT_WRITER, text_frame

HANDSHAKE_SECONDS: Final = 10.0
MOST_FRAMES: Final = 1_000
"""Of one message: empty ones add nothing to its size, but are kept."""


class LimitedWebSocket(WebSocketsSansIOProtocol):
    """uvicorn's protocol with limits, and a `TextWriter`."""

    handshake_seconds = HANDSHAKE_SECONDS
    addresses = AddressCount()
    on_room: Callable[[], None] | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._handshake: asyncio.TimerHandle
        self._handshake = self.loop.call_later(self.handshake_seconds, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._handshake.cancel()
        self.addresses.leave(self.transport)
        super().connection_lost(exc)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # the application begins later, with this scope
            self.scope["extensions"][TEXT_WRITER] = self  # type: ignore[assignment]  # uvicorn's own are empty

    def start_keepalive(self) -> None:
        """The handshake is over, and what was said in it not kept."""
        super().start_keepalive()
        del self.request, self.response

    def has_room(self) -> bool:
        return self.writable.is_set()

    def write_text(self, text: bytes) -> None:
        if not (self.close_sent or self.transport.is_closing()):
            self.transport.write(text_frame(text))

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.on_room is not None:
            self.on_room()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.transport.close()  # what asked for the upgrade is no request

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) < MOST_FRAMES:
            super().handle_cont(event)
        else:
            self._fail(CloseCode.MESSAGE_TOO_BIG, f"at most {MOST_FRAMES} frames a message")

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not _is_text(self.frames):
            self._fail(CloseCode.INVALID_DATA, "text is UTF-8")
        else:
            super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Who does not read the answers gets no more of them: they would be kept here."""
        answer = b"".join(self.conn.data_to_send())
        if self.writable.is_set():
            self.transport.write(answer)

    def _fail(self, code: CloseCode, reason: str) -> None:
        self.frames = []
        self.conn.fail(code, reason)
        self.handle_parser_exception()

    def _give_up(self) -> None:
        if not self.handshake_complete:
            self.transport.close()


def counted_by(addresses: AddressCount) -> type[LimitedWebSocket]:
    """Its connections were counted there when they began, as all do, with HTTP."""
    return type("LimitedWebSocket", (LimitedWebSocket,), {"addresses": addresses})


def _is_text(frames: list[bytes]) -> bool:
    try:
        b"".join(frames).decode()
    except UnicodeDecodeError:
        return False
    return True
