"""Commands to membership, on behalf of who asks."""

from typing import Any

from gateway.request.context import Info
from gateway.schema.membership.results import MembershipSuccess
from services.membership.contract.commands import Command


async def change_membership(
    info: Info, command: Command, key: str | None, **more: Any
) -> MembershipSuccess:
    """Carries out a command for the caller of this request."""
    caller = info.context.caller(key, **more)
    return MembershipSuccess.of(await info.context.apis.membership.execute(command, caller))
