"""The same key and command give the same outcome once."""

import hashlib

import msgspec

from infra.kernel.caller import Caller
from infra.kernel.errors import Conflict
from infra.kernel.ids import derived_id
from services.appeals.contract.commands import Command
from services.appeals.handlers.context import Context
from services.appeals.ports import Done


def done_by(command: Command, by: Caller, number: str) -> Done | None:
    """What to remember of a command; none where the caller gave no key."""
    if not by.idempotency_key:
        return None
    fingerprint = hashlib.sha256(msgspec.json.encode(command)).hexdigest()
    key = derived_id(by.actor.kind.value, by.actor.id, by.idempotency_key)
    return Done(key=key, fingerprint=fingerprint, number=number)


async def earlier(ctx: Context, command: Command, by: Caller) -> Done | None:
    """The same command under the same key, if it was carried out before.

    Raises:
        Conflict: the key was used for something else.
    """
    wanted = done_by(command, by, "")
    if wanted is None or (found := await ctx.store.done(wanted.key)) is None:
        return None
    if found.fingerprint != wanted.fingerprint:
        raise Conflict(
            "This idempotency key was used for another command; use a new one.",
            field="idempotencyKey",
        )
    return found
