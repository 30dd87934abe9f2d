"""Commands that were carried out before, by the caller's key."""

from infra.kernel.caller import Caller
from infra.kernel.idempotency import fingerprint, key_of, same_or_refused
from services.appeals.contract.commands import Command
from services.appeals.handlers.context import Context
from services.appeals.ports import Done


def done_by(command: Command, by: Caller, number: str) -> Done | None:
    """What to remember of a command; none where the caller gave no key."""
    key = key_of(by)
    return Done(key=key, fingerprint=fingerprint(command), number=number) if key else None


async def earlier(ctx: Context, command: Command, by: Caller) -> Done | None:
    """The same command under the same key, if it was carried out before.

    Raises:
        Conflict: the key was used for something else.
    """
    key = key_of(by)
    if key is None or (found := await ctx.store.done(key)) is None:
        return None
    same_or_refused(found.fingerprint, command)
    return found
