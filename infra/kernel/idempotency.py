"""The same key and command give the same outcome once."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import msgspec

from infra.kernel.errors import Conflict
from infra.kernel.sentences import both


def fingerprint(command: msgspec.Struct) -> str:
    """Tells one command from another without keeping what it says."""
    return hashlib.sha256(msgspec.json.encode(command)).hexdigest()


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a command that was carried out, under each of its keys."""

    fingerprint: str
    key: str = ""


D = TypeVar("D", bound=Done)


async def done_before(
    command: msgspec.Struct, keys: Iterable[str], find: Callable[[str], Awaitable[D | None]]
) -> D | None:
    """What is kept of the same command under one of the keys, if it was carried out before.

    Raises:
        Conflict: a key was used for something else.
    """
    for key in keys:
        if (kept := await find(key)) is not None:
            same_or_refused(kept.fingerprint, command)
            return kept
    return None


def under(keys: Iterable[str], done: D) -> list[D]:
    """What to remember, under each of the keys."""
    return [msgspec.structs.replace(done, key=key) for key in keys]


def same_or_refused(kept_fingerprint: str, command: msgspec.Struct) -> None:
    """Passes when the key was used for this very command.

    Raises:
        Conflict: it was used for another one.
    """
    if kept_fingerprint != fingerprint(command):
        raise Conflict(
            both(
                "此键或编号已用于其他操作，请换一个。",
                "This key or reference was used for something else; use a new one.",
            ),
            field="idempotencyKey",
        )
