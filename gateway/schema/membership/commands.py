"""Commands to membership, on behalf of who asks."""

from typing import Any

import msgspec

from gateway.reports.taking import take
from gateway.reports.types import AnyReport
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.membership.results import MembershipSuccess
from services.membership.contract.commands import Command
from services.membership.contract.views import Outcome


async def change_membership(
    info: Info, command: Command, key: str | None, **more: Any
) -> MembershipSuccess:
    """Carries out a command for the caller of this request."""
    caller = info.context.caller(key, **more)
    return MembershipSuccess.of(await info.context.apis.membership.execute(command, caller))


async def reported(info: Info, kind: type[AnyReport], input: Input) -> Outcome:
    """Takes a report of the shop, whose fields are those of the input."""
    names = [field.name for field in msgspec.structs.fields(kind)]
    report = kind(**{name: getattr(input, name) for name in names})
    return await take(info.context.apis, report, info.context.caller(input.idempotency_key))


async def change_reported(info: Info, kind: type[AnyReport], input: Input) -> MembershipSuccess:
    """The same, of what answers with the membership."""
    return MembershipSuccess.of(await reported(info, kind, input))
