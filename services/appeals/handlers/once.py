"""The same key and command give the same outcome once."""

from infra.kernel.idempotency import done_before, fingerprint
from services.appeals.context import Context
from services.appeals.contract.commands import Command
from services.appeals.rows import Done
from services.shared.callers import Caller, keys_of


def outcome_of(command: Command, number: str) -> Done:
    return Done(fingerprint=fingerprint(command), number=number)


async def earlier(ctx: Context, command: Command, by: Caller) -> Done | None:
    """The same command under the same key, if it was carried out before.

    Raises:
        Conflict: the key was used for something else.
    """
    return await done_before(command, keys_of(by), ctx.store.done)
