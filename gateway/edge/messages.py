"""The messages that a client may send over graphql-transport-ws, as PROTOCOL.md of the library
graphql-ws describes them. What else they hold is passed over."""

from typing import Any

import msgspec

from gateway.persisted.asked import AskedOperation


class ConnectionInit(msgspec.Struct, frozen=True, tag="connection_init"):
    payload: dict[str, Any] | None = None


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    pass


class Pong(msgspec.Struct, frozen=True, tag="pong"):
    pass


class Subscribe(msgspec.Struct, frozen=True, tag="subscribe"):
    id: str
    payload: AskedOperation


class Complete(msgspec.Struct, frozen=True, tag="complete"):
    id: str


Message = ConnectionInit | Ping | Pong | Subscribe | Complete
_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


def read_message(text: str) -> Message:
    """
    Raises:
        ValueError: it is none.
    """
    try:
        return _decoder.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise ValueError("not a message of this protocol") from None
