"""The same key and command give the same outcome once."""

import hashlib

import msgspec

from infra.kernel.caller import Caller
from infra.kernel.errors import Conflict
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both


def key_of(by: Caller) -> str | None:
    """The caller's key as we keep it: nobody meets somebody else's. None where there is none."""
    if not by.idempotency_key:
        return None
    return derived_id(by.actor.kind.value, by.actor.id, by.idempotency_key)


def fingerprint(command: msgspec.Struct) -> str:
    """Tells one command from another without keeping what it says."""
    return hashlib.sha256(msgspec.json.encode(command)).hexdigest()


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
