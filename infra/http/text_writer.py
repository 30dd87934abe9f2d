"""Writing to a WebSocket at once, for what goes to very many: asking each whether it is ready, by
way of the application's interface, takes longer than writing does."""

from collections.abc import Callable
from typing import Any, Final, Protocol

TEXT_WRITER: Final = "reinstate.text_writer"
"""The extension of a connection's scope, by the ASGI specification, that holds a `TextWriter`."""

_TEXT: Final = 0x81  # a whole message: RFC 6455, section 5.2


class TextWriter(Protocol):
    """The way out of one WebSocket. `on_room` is called when there is room again."""

    on_room: Callable[[], None] | None

    def has_room(self) -> bool:
        """Whether less waits to be read by the client than may wait; a closed line takes all."""

    def write_text(self, text: bytes) -> None:
        """One message; nothing where the line is closed, or about to be."""


def text_writer_of(scope: Any) -> TextWriter:
    found: TextWriter = scope["extensions"][TEXT_WRITER]
    return found


def text_frame(text: bytes) -> bytes:
    """As a server sends it: whole, and not masked."""
    length = len(text)
    if length < 126:
        return bytes((_TEXT, length)) + text
    if length < 65_536:
        return bytes((_TEXT, 126, length >> 8, length & 255)) + text
    return bytes((_TEXT, 127)) + length.to_bytes(8, "big") + text
