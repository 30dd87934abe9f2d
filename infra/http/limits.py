"""HTTP for strangers: what a client may send before anybody reads it, and how long it may take.

uvicorn leaves all of this open. A head that never ends would be put together anew with each packet,
which takes quadratic time, so its bytes are counted before the parser sees them.
"""

import asyncio
import socket
from typing import Any, Final, Literal

import httptools
import msgspec
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from infra.http.address_count import AddressCount

Phase = Literal["idle", "head", "body"]

LONGEST_HEAD: Final = 32 * 1024  # bytes
MOST_HEADERS: Final = 100
HEAD_SECONDS: Final = 10.0
BODY_SECONDS: Final = 30.0
LINGER_SECONDS: Final = 1.0
"""How long who was refused may go on sending: a line that is cut would take the answer away."""

ENDLESS: Final = "reinstate.endless"
"""An extension of the scope, set by the application: its answer goes on until somebody leaves."""

UNHURRIED: Final = "reinstate.unhurried"
"""An extension of the scope, set by the application for whom it knows: so many seconds more the
body may take."""

UNSENT: Final = 64 * 1024
"""Bytes that the system takes for a client before they can be sent: else it is megabytes, and who
does not read is noticed late."""

MOST_IGNORED: Final = 512 * 1024  # bytes that it may send until then


class HttpRefusal(msgspec.Struct, frozen=True):
    status: int
    code: str
    message: str

    def body(self) -> bytes:
        error = {"message": self.message, "extensions": {"code": self.code}}
        return msgspec.json.encode({"errors": [error]})


HEAD_TOO_LARGE: Final = HttpRefusal(
    431, "HEAD_TOO_LARGE", f"A head has at most {LONGEST_HEAD} bytes and {MOST_HEADERS} headers."
)
HEAD_TOO_SLOW: Final = HttpRefusal(
    408, "TOO_SLOW", f"Send the head of a request within {HEAD_SECONDS:.0f} seconds."
)
BODY_TOO_SLOW: Final = HttpRefusal(
    408, "TOO_SLOW", f"Send the body of a request within {BODY_SECONDS:.0f} seconds."
)
NOT_HTTP: Final = HttpRefusal(400, "BAD_REQUEST", "This is not a request of HTTP/1.1.")
TOO_MANY_CONNECTIONS: Final = HttpRefusal(
    503, "UNAVAILABLE", "There are too many connections; try again in a few seconds."
)


class LimitedHttp(HttpToolsProtocol):
    """uvicorn's protocol with limits. `most_connections`: of one process, WebSockets included."""

    most_connections = 4_000
    addresses = AddressCount()
    head_seconds = HEAD_SECONDS
    body_seconds = BODY_SECONDS

    # as uvicorn's own protocol narrows it
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _take_little(transport)
        self._head = 0  # bytes of a head that has not ended
        self._in_head = True
        self._refused = False
        self._ignored = 0  # bytes that came after a refusal
        self._phase: Phase = "idle"
        self._deadline: asyncio.TimerHandle | None = None
        if len(self.connections) > self.most_connections or not self.addresses.enter(transport):
            self._refuse(TOO_MANY_CONNECTIONS)
            transport.close()
        else:
            self._watch("head")

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch("idle")
        self.addresses.leave(self.transport)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Ends an answer without end, too: its client comes again where we start anew."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and ENDLESS in cycle.scope.get("extensions", {}):
            cycle.disconnected = True
            cycle.message_event.set()
            self.transport.close()
        else:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._refused:
            self._ignored += len(data)
            if self._ignored > MOST_IGNORED:
                self.transport.abort()
        while data and not self._refused:
            size = LONGEST_HEAD - self._head if self._in_head else len(data)
            piece, data = data[:size], data[size:]
            if self._in_head:
                self._head += len(piece)
            if not self._feed(piece):
                return
            if self._in_head and self._head >= LONGEST_HEAD:
                self._refuse(HEAD_TOO_LARGE)
        if not self._refused:
            self._watch("body" if not self._in_head else "head" if self._head else "idle")

    def _feed(self, piece: bytes) -> bool:
        """False: the rest belongs to a WebSocket."""
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            if not self._refused and self._should_upgrade():
                self._watch("idle")
                self.handle_websocket_upgrade()
                del self.parser  # it holds on to this protocol, which is not needed any more
                return False
        except httptools.HttpParserError:
            self._refuse(NOT_HTTP)
        return True

    # --- what the parser tells

    def on_message_begin(self) -> None:
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        if len(self.headers) > MOST_HEADERS:
            self._refuse(HEAD_TOO_LARGE)
            return
        if sum(name == b"host" for name, _ in self.headers) > 1:  # RFC 9112, section 3.2
            self._refuse(NOT_HTTP)
            return
        self._in_head, self._head = False, 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if not self._refused:
            super().on_message_complete()
            self._in_head, self._head = True, 0

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: whoever asks for another protocol is answered in this one."""

    # --- deadlines

    def _granted(self) -> float:
        """Seconds, once."""
        cycle: RequestResponseCycle | None = self.cycle
        extensions: Any = cycle.scope.get("extensions") if cycle is not None else None
        return float(extensions.pop(UNHURRIED, 0.0)) if extensions else 0.0

    def _watch(self, phase: Phase, granted: float | None = None) -> None:
        """Each phase has its time as a whole: a byte now and then does not lengthen it."""
        if phase == self._phase:
            return
        self._phase = phase
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        usual = {"head": self.head_seconds, "body": self.body_seconds}.get(phase)
        seconds = usual if granted is None else granted
        if seconds is not None:
            self._deadline = self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        phase = self._phase
        self._watch("idle")
        more = self._granted() if phase == "body" else 0.0
        if more:
            self._watch("body", more)
        elif phase == "body" and self.flow.read_paused:
            self._watch("body")  # it is we who do not read
        elif self._head or phase == "body":
            self._refuse(HEAD_TOO_SLOW if phase == "head" else BODY_TOO_SLOW)
        else:
            self.transport.close()

    # --- refusing

    def _refuse(self, refusal: HttpRefusal) -> None:
        self._refused = True
        self._watch("idle")
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            if cycle.response_started or self._in_head:  # another answer is still to end
                self.transport.abort()
                return
            cycle.disconnected = True  # whoever reads the body is told that no more comes
            cycle.message_event.set()
        self.transport.write(self._written(refusal))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _written(self, refusal: HttpRefusal) -> bytes:
        body = refusal.body()
        headers: list[tuple[bytes, bytes]] = [
            *self.server_state.default_headers,
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        return STATUS_LINE[refusal.status] + lines + b"\r\n" + body


def _take_little(transport: asyncio.Transport) -> None:
    """See tcp(7); not every system has it."""
    option: int | None = getattr(socket, "TCP_NOTSENT_LOWAT", None)
    connection = transport.get_extra_info("socket")
    if option is not None and connection is not None:
        connection.setsockopt(socket.IPPROTO_TCP, option, UNSENT)


def limited_to(connections: int, **options: Any) -> type[LimitedHttp]:
    """The protocol of a process that takes so many connections. `options`: other attributes."""
    return type("LimitedHttp", (LimitedHttp,), {"most_connections": connections, **options})
