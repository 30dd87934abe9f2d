"""Frames of a socket between two processes of this machine: four bytes of length (big-endian), then
a MessagePack array that begins with the number of its kind.

Later releases may add to the end of a kind: whoever does not know that reads on.
"""

import asyncio
from collections.abc import Iterator
from typing import Annotated, Final

import msgspec

from infra.kernel.errors import ErrorRecord

VERSION: Final = 1
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a frame."""
LARGEST_HELLO: Final = 4 * 1024
_PREFIX: Final = 4


class InvalidFrame(Exception):
    """What came is none of ours: nothing that follows it can be read."""


class FrameTooLarge(Exception):
    pass


class Hello(msgspec.Struct, frozen=True, array_like=True, tag=0):
    """First of all, from the caller."""

    secret: str
    version: int = VERSION


class Welcome(msgspec.Struct, frozen=True, array_like=True, tag=1):
    version: int = VERSION


class Denied(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """The secret is wrong."""


class Call(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """`id`: the caller's, of this connection. `path`: of the method. `seconds`: how long the
    answer is waited for. `trace`: a `traceparent`."""

    id: int
    path: str
    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)]
    arguments: msgspec.Raw
    request_id: str = ""
    trace: str = ""


class CancelCall(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """Nobody waits for the answer any more."""

    id: int


class Answer(msgspec.Struct, frozen=True, array_like=True, tag=5):
    id: int
    result: msgspec.Raw


class RefusedCall(msgspec.Struct, frozen=True, array_like=True, tag=6):
    """An expected failure."""

    id: int
    error: ErrorRecord


class FailedCall(msgspec.Struct, frozen=True, array_like=True, tag=7):
    """Any other. `status`: as of HTTP."""

    id: int
    status: int = 500


class Leaving(msgspec.Struct, frozen=True, array_like=True, tag=8):
    """The service ends: what came so far is answered, new calls go to a connection of their own."""


Frame = Hello | Welcome | Denied | Call | CancelCall | Answer | RefusedCall | FailedCall | Leaving
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Frame] = msgspec.msgpack.Decoder(Frame)


class FrameReader:
    """Puts frames together from what arrives. `largest`: bytes of a frame."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self._rest = bytearray()
        self._wanted = _PREFIX  # bytes without which there is nothing to read

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Those that are whole now.

        Raises:
            InvalidFrame: and so does every frame after it.
        """
        if self._rest:
            self._rest += data
            if len(self._rest) < self._wanted:
                return
            data, self._rest = bytes(self._rest), bytearray()
        at = 0
        while len(data) - at >= (wanted := self._size(data, at)):
            yield _decoded(memoryview(data)[at + _PREFIX : at + wanted])
            at += wanted
        self._wanted = wanted
        self._rest += data[at:]

    def _size(self, data: bytes, at: int) -> int:
        """Of the frame that begins at `at`, its length included, as far as it is known."""
        if len(data) - at < _PREFIX:
            return _PREFIX
        size = int.from_bytes(data[at : at + _PREFIX])
        if size > self.largest:
            raise InvalidFrame
        return _PREFIX + size


def _decoded(content: memoryview) -> Frame:
    try:
        return _decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise InvalidFrame from error


class FrameWriter:
    """Writes what one turn of the event loop has to say in one go."""

    def __init__(self, transport: asyncio.WriteTransport) -> None:
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._unsent = bytearray()

    def write(self, frame: Frame) -> None:
        """
        Raises:
            FrameTooLarge: nothing of it is written.
        """
        began = len(self._unsent)
        if not began:
            self._loop.call_soon(self.flush)
        self._unsent += bytes(_PREFIX)
        try:
            _encoder.encode_into(frame, self._unsent, -1)
            self._set_size(began)
        except BaseException:
            del self._unsent[began:]
            raise

    def _set_size(self, began: int) -> None:
        size = len(self._unsent) - began - _PREFIX
        if size > LARGEST:
            raise FrameTooLarge
        self._unsent[began : began + _PREFIX] = size.to_bytes(_PREFIX)

    def flush(self) -> None:
        unsent, self._unsent = self._unsent, bytearray()
        if unsent and not self._transport.is_closing():
            self._transport.write(unsent)
