"""The same key and command give the same outcome once."""

from infra.kernel.caller import Caller
from infra.kernel.idempotency import done_before, fingerprint, keys_of
from services.appeals.contract.commands import Command
from services.appeals.ports import Context, Done


def outcome_of(command: Command, number: str) -> Done:
    return Done(fingerprint=fingerprint(command), number=number)


async def earlier(ctx: Context, command: Command, by: Caller) -> Done | None:
    """The same command under the same key, if it was carried out before.

    Raises:
        Conflict: the key was used for something else.
    """
    return await done_before(command, keys_of(by), ctx.store.done)
