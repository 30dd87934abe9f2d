"""The same key and command give the same outcome once.

A key is the caller's own, a remedy's id or a top-up's reference: these are remembered in
`commands`. Payments, orders and logins are remembered as themselves.
"""

import hashlib

import msgspec

from infra.kernel.caller import Caller
from infra.kernel.errors import Conflict
from infra.kernel.ids import derived_id
from services.membership.contract.commands import (
    ApplyRemedy,
    MembershipCommand,
    PublishClause,
    TopUp,
)
from services.membership.ports import Context, Done

Command = MembershipCommand | PublishClause


def keys_of(command: Command, by: Caller) -> list[str]:
    """Every key under which the command counts as done."""
    keys = []
    if by.idempotency_key:
        keys.append(derived_id(by.actor.kind.value, by.actor.id, by.idempotency_key))
    if isinstance(command, ApplyRemedy):
        keys.append(derived_id("remedy", command.remedy_id))
    if isinstance(command, TopUp) and command.reference:
        keys.append(derived_id("top-up", command.member_id, command.reference))
    return keys


def done_by(command: Command, by: Caller, outcome: Done) -> list[Done]:
    """What to remember of a command, under each of its keys."""
    return [msgspec.structs.replace(outcome, key=key) for key in keys_of(command, by)]


def fingerprint(command: Command) -> str:
    return hashlib.sha256(msgspec.json.encode(command)).hexdigest()


async def earlier(ctx: Context, command: Command, by: Caller) -> Done | None:
    """The same command under one of its keys, if it was carried out before.

    Raises:
        Conflict: the key was used for something else.
    """
    for key in keys_of(command, by):
        found = await ctx.store.done(key)
        if found is None:
            continue
        if found.fingerprint != fingerprint(command):
            raise Conflict(
                "This key or reference was used for something else; use a new one.",
                field="idempotencyKey",
            )
        return found
    return None
