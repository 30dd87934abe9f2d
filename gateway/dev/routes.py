"""For trying things out: tokens for everybody, and a clock that moves."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from gateway.dev.clock import DevClock
from gateway.dev.messages import DevMessages
from gateway.dev.tokens import issue_development_token
from gateway.request.context import Contracts
from gateway.settings import GatewaySettings
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError
from infra.process.passage import Reached

LINES = "application/x-ndjson"
_PASSKEYS = Path(__file__).parent / "pages" / "passkeys.html"


class TokenRequest(BaseModel):
    """Claims of the token, under their own names."""

    model_config = ConfigDict(extra="forbid", strict=True)

    role: str
    id: str = Field(min_length=1, max_length=200)
    name: str = ""
    staff_kind: str | None = None
    scopes: list[str] | None = None
    second_factor: bool | None = None
    device_id: str | None = None


class ClockRequest(BaseModel):
    """ISO 8601, e.g. P31D or PT6H. `advance`: that time passes; `jump`: an outage so long."""

    model_config = ConfigDict(extra="forbid")

    advance: timedelta | None = None
    jump: timedelta | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> "ClockRequest":
        if (self.advance is None) == (self.jump is None):
            raise ValueError('send {"advance": "P31D"} or {"jump": "P31D"}')
        return self


def dev_routes(settings: GatewaySettings, clock: Clock, apis: Contracts) -> list[Route]:
    """In development only."""
    caught = DevMessages(settings)

    async def messages(request: Request) -> Response:
        found = await caught.newest(request.query_params.get("to", ""))
        return Response(found, media_type="application/json")

    async def passkeys(_request: Request) -> Response:
        return HTMLResponse(_PASSKEYS.read_text("utf-8"))

    return [
        Route("/dev/passkeys", passkeys, methods=["GET"]),
        Route("/dev/messages", _endpoint(messages), methods=["GET"]),
        *trial_routes("/dev", settings, clock, apis),
    ]


def trial_routes(
    under: str, settings: GatewaySettings, clock: Clock, apis: Contracts
) -> list[Route]:
    """What asks nobody who they are: in a sandbox it stands behind a door."""
    dev_clock = DevClock(settings, clock, apis)

    async def token(request: Request) -> Response:
        asked = TokenRequest.model_validate_json(await request.body())
        claims = {"auth_time": clock.now().timestamp(), **asked.model_dump(exclude_none=True)}
        return JSONResponse({"token": issue_development_token(settings, **claims)})

    async def move(request: Request) -> Response:
        asked = ClockRequest.model_validate_json(await request.body())
        if asked.jump is not None:
            return JSONResponse({"now": dev_clock.jump(asked.jump).isoformat()})
        by = asked.advance or timedelta(0)
        if LINES in request.headers.get("accept", ""):
            return StreamingResponse(_lines(dev_clock.progress(by)), media_type=LINES)
        return JSONResponse({"now": (await dev_clock.advance(by)).isoformat()})

    async def show(_request: Request) -> Response:
        return JSONResponse(msgspec.to_builtins(dev_clock.reached()))

    return [
        Route(f"{under}/token", _endpoint(token), methods=["POST"]),
        Route(f"{under}/clock", _endpoint(move), methods=["POST"]),
        Route(f"{under}/clock", _endpoint(show), methods=["GET"]),
    ]


async def _lines(progress: AsyncGenerator[Reached, None]) -> AsyncGenerator[bytes, None]:
    try:
        async for reached in progress:
            yield msgspec.json.encode(reached) + b"\n"
    except AppError as error:
        yield msgspec.json.encode({"code": error.code, "message": error.message}) + b"\n"


def _endpoint(
    answer: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return await answer(request)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            return _bad("INVALID_INPUT", f"{field or 'body'}: {first['msg']}", field)
        except AppError as error:
            return _bad(error.code, error.message, error.field)

    return endpoint


def _bad(code: str, message: str, field: str | None) -> Response:
    return JSONResponse({"code": code, "message": message, "field": field}, 400)
