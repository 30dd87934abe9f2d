"""What a client may send over a WebSocket, frame by frame, over real sockets."""

import asyncio
import base64
import logging
import struct
from collections.abc import AsyncIterator

import pytest

from infra.http.websocket_limits import MOST_FRAMES, LimitedWebSocket
from tests.infra.test_http_limits import House, serving
from tests.waiting import PATIENCE

UPGRADE = (
    b"GET /talk HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: " + base64.b64encode(b"a" * 16) + b"\r\n"
)
CONTINUED, TEXT, PING = 0, 1, 9

PINGS = 60_000


def frame(kind: int, payload: bytes = b"", *, last: bool = True) -> bytes:
    """Masked with zeros, as a client may."""
    length = len(payload)
    size = bytes([128 | length]) if length < 126 else b"\xfe" + struct.pack("!H", length)
    return bytes([(128 if last else 0) | kind]) + size + b"\0\0\0\0" + payload


async def opened(house: House) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*house.address)
    writer.write(UPGRADE + b"\r\n")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
    return reader, writer


async def answer_to(house: House, *frames: bytes) -> bytes:
    """Everything until the line is closed."""
    reader, writer = await opened(house)
    writer.write(b"".join(frames))
    answer = await asyncio.wait_for(reader.read(), PATIENCE)
    writer.close()
    return answer


@pytest.fixture
async def house(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(LimitedWebSocket, "handshake_seconds", 0.3)
    async with serving() as built:
        yield built


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([frame(TEXT, b"\xff\xfe")], 1007),
        ([frame(TEXT, b"\xe4", last=False), frame(CONTINUED, b"b")], 1007),
        ([frame(TEXT, last=False), *[frame(CONTINUED, last=False)] * MOST_FRAMES], 1009),
        ([frame(CONTINUED, b"a")], 1002),
        ([frame(7)], 1002),
    ],
)
async def test_what_is_no_message_closes_the_line_and_writes_no_log(
    house: House, frames: list[bytes], code: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = await answer_to(house, *frames)
    assert answer[2:4] == struct.pack("!H", code)
    assert caplog.messages == []


async def test_text_in_pieces_is_one_message(house: House) -> None:
    pieces = [frame(TEXT, "密".encode()[:1], last=False), frame(CONTINUED, "密".encode()[1:])]
    reader, writer = await opened(house)
    writer.write(b"".join(pieces))
    assert await reader.readexactly(5) == b"\x81\x03" + "密".encode()
    writer.close()


async def test_an_upgrade_that_is_no_request_is_not_kept(house: House) -> None:
    assert await house.send(UPGRADE + b"content-length: 5\r\n\r\nhello") == b""


async def test_who_does_not_read_gets_no_more_pongs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server keeps about as much as one may leave unread, however many pings come."""
    kept: list[int] = []
    real = LimitedWebSocket.handle_ping

    def watched(self: LimitedWebSocket) -> None:
        real(self)
        kept.append(self.transport.get_write_buffer_size())

    monkeypatch.setattr(LimitedWebSocket, "handle_ping", watched)
    _, writer = await opened(house)  # whose reader takes 128 KiB at most
    swarm = frame(PING, b"p" * 125) * 500
    while len(kept) < PINGS:
        writer.write(swarm)
        await writer.drain()
    assert max(kept) < 1_000_000
    writer.transport.abort()
