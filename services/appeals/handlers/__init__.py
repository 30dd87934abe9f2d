"""One handler a command."""

from services.appeals.contract.commands import Command, OpenAppeal, OpenCase
from services.appeals.contract.permissions import MAY
from services.appeals.contract.views import Outcome
from services.appeals.domain.view import view_of
from services.appeals.handlers.on_appeal import handle_on_appeal
from services.appeals.handlers.submission import handle_open, handle_open_case
from services.appeals.handlers.tick import tick
from services.appeals.ports import Context
from services.shared.callers import ActorKind, Caller
from services.shared.permissions import require

__all__ = ["execute", "outcome", "tick"]


async def execute(ctx: Context, command: Command, by: Caller) -> Outcome:
    """Carries out one command; gives the appeal as it is then, as far as the caller may see it.

    Raises:
        Forbidden, SecondFactorRequired: it is not for this caller.
    """
    require(MAY, command, by)
    if isinstance(command, OpenAppeal):
        number, repeated = await handle_open(ctx, command, by)
    elif isinstance(command, OpenCase):
        number, repeated = await handle_open_case(ctx, command, by)
    else:
        number, repeated = command.number, await handle_on_appeal(ctx, command, by)
    return await outcome(ctx, number, by, repeated=repeated)


async def outcome(ctx: Context, number: str, by: Caller, *, repeated: bool) -> Outcome:
    """The appeal as it is now, as far as the caller may see it."""
    now = ctx.now()
    dossier = (await ctx.store.dossiers([number], case_files=[number]))[number]
    for_staff = by.actor.kind == ActorKind.STAFF
    return Outcome(appeal=view_of(dossier, now, for_staff=for_staff), repeated=repeated)
