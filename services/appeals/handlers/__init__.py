"""One handler a command."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from services.appeals.context import Context
from services.appeals.contract.commands import Command, OpenAppeal, OpenCase
from services.appeals.contract.permissions import MAY
from services.appeals.contract.views import Outcome
from services.appeals.domain.decide import OnAppeal
from services.appeals.domain.view import view_of
from services.appeals.handlers.on_appeal import handle_on_appeal
from services.appeals.handlers.submission import handle_open, handle_open_case
from services.appeals.handlers.tick import tick
from services.shared.callers import ActorKind, Caller
from services.shared.permissions import require

__all__ = ["execute", "outcome", "tick"]


Handler = Callable[[Any, Caller], Awaitable[tuple[str, bool]]]
"""Gives the number of the appeal, and whether the command had been done before."""


async def execute(
    ctx: Context, command: Command, by: Caller, rooms: Mapping[type, Handler]
) -> Outcome:
    """Carries out one command; gives the appeal as it is then, as far as the caller may see it.

    Args:
        rooms: what carries out the commands of rooms of their own.

    Raises:
        Forbidden, SecondFactorRequired: it is not for this caller.
    """
    require(MAY, command, by)
    if isinstance(command, OpenAppeal):
        number, repeated = await handle_open(ctx, command, by)
    elif isinstance(command, OpenCase):
        number, repeated = await handle_open_case(ctx, command, by)
    elif isinstance(command, OnAppeal):
        number, repeated = command.number, await handle_on_appeal(ctx, command, by)
    else:
        number, repeated = await rooms[type(command)](command, by)
    return await outcome(ctx, number, by, repeated=repeated)


async def outcome(ctx: Context, number: str, by: Caller, *, repeated: bool) -> Outcome:
    """The appeal as it is now, as far as the caller may see it."""
    now = ctx.now()
    dossier = (await ctx.store.dossiers([number], case_files=[number]))[number]
    for_staff = by.actor.kind == ActorKind.STAFF
    return Outcome(appeal=view_of(dossier, now, for_staff=for_staff), repeated=repeated)
