"""Commands to appeals, on behalf of who asks."""

from typing import Any

from gateway.request.context import Info
from gateway.schema.appeals.results import AppealSuccess


async def change_appeal(info: Info, command: Any, key: str | None) -> AppealSuccess:
    caller = info.context.caller(key)
    info.context.acts()
    return AppealSuccess.of(await info.context.apis.appeals.execute(command, caller))
