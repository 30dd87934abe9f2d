"""For the developers of a shop, in a sandbox only, with a key of it: tokens of its people, a clock
that moves, and what would have been sent."""

import functools
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.dev.routes import trial_routes
from gateway.edge.host_access import HostAccess
from gateway.request.context import Contracts
from gateway.settings import GatewaySettings
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, InvalidInput, from_record
from infra.kernel.sentences import both
from services.notify.contract.sandbox import (
    GetSandboxMessages,
    SandboxMessage,
    SandboxMessages,
)
from services.notify.contract.views import Failed

MOST_MESSAGES: Final = 200
_USUAL: Final = 20
_NUMBER: Final = re.compile(r"[0-9]{1,3}")
Answers = Callable[[Request], Awaitable[Response]]


def sandbox_routes(
    settings: GatewaySettings, clock: Clock, apis: Contracts, access: HostAccess
) -> list[Route]:
    async def messages(request: Request) -> Response:
        asked = GetSandboxMessages(to=request.query_params.get("to", ""), first=_first(request))
        [found] = await apis.notify.read([asked])
        if isinstance(found, Failed):
            raise from_record(found.error)
        shown = msgspec.json.encode([_shown(one) for one in cast(SandboxMessages, found).messages])
        return Response(shown, media_type="application/json")

    open_to_all = [
        Route("/sandbox/messages", messages, methods=["GET"]),
        *trial_routes("/sandbox", settings, clock, apis),
    ]
    return [_behind_the_door(route, access) for route in open_to_all]


def _behind_the_door(route: Route, access: HostAccess) -> Route:
    """For the shop alone."""

    endpoint: Answers = route.endpoint

    @functools.wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            await access.reporter(request)
            return await endpoint(request)
        except AppError as error:
            return access.refused(error, request)

    return Route(route.path, answer, methods=list(route.methods or ()))


def _first(request: Request) -> int:
    """
    Raises:
        InvalidInput: it is no number of messages.
    """
    asked = request.query_params.get("first", str(_USUAL))
    if _NUMBER.fullmatch(asked) and 1 <= int(asked) <= MOST_MESSAGES:
        return int(asked)
    raise InvalidInput(
        both(
            "first 须为 1 至 {most} 的整数。", "first is a number from 1 to {most}.",
            most=MOST_MESSAGES,
        ),
        field="first",
    )  # fmt: skip


def _shown(message: SandboxMessage) -> dict[str, Any]:
    """As the sinks of development name things."""
    return {
        "channel": message.channel.lower(),
        "to": message.to,
        "subject": message.subject,
        "body": message.text,
        "time": message.sent_at,
    }
