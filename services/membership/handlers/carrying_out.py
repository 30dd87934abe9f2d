"""Which handler carries out a command."""

from services.membership.contract.commands import Command, PublishClause
from services.membership.contract.gift_commands import AnyGiftCommand
from services.membership.contract.link_commands import AnyLinkCommand
from services.membership.contract.permissions import MAY
from services.membership.contract.transfer_commands import AnyTransferCommand
from services.membership.contract.views import Outcome
from services.membership.handlers.linking import handle_link
from services.membership.handlers.on_membership import handle_on_membership
from services.membership.handlers.publishing import handle_publish
from services.membership.handlers.transfers import handle_transfer
from services.membership.ports import Context
from services.shared.callers import Caller
from services.shared.permissions import require


async def execute(ctx: Context, command: Command, by: Caller) -> Outcome:
    """Carries out one command; the same again changes nothing and says so.

    Raises:
        Forbidden, SecondFactorRequired: it is not for this caller.
    """
    require(MAY, command, by)
    if isinstance(command, PublishClause):
        return await handle_publish(ctx, command, by)
    if isinstance(command, AnyLinkCommand):
        return await handle_link(ctx, command, by)
    if isinstance(command, AnyTransferCommand | AnyGiftCommand):
        return await handle_transfer(ctx, command, by)
    return await handle_on_membership(ctx, command, by)
