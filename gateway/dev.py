"""For trying things out, in development only: tokens for everybody, and a clock that moves."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.auth import issue_development_token
from infra.dev.clock import MovableClock
from infra.kernel.clock import Clock
from infra.kernel.errors import AppError, InvalidInput
from infra.settings import Settings

LATEST = datetime(2100, 1, 1, tzinfo=UTC)  # a shared clock beyond what dates can hold is broken


class TokenRequest(BaseModel):
    """Claims of the token, under their own names."""

    model_config = ConfigDict(extra="forbid", strict=True)

    role: str
    id: str = Field(min_length=1, max_length=200)
    name: str = ""
    staff_kind: str | None = None
    second_factor: bool = False
    device_id: str | None = None


class ClockRequest(BaseModel):
    """ISO 8601, e.g. P31D or PT6H."""

    model_config = ConfigDict(extra="forbid")

    advance: timedelta


def dev_routes(settings: Settings, clock: Clock) -> list[Route]:
    async def token(body: bytes) -> dict[str, Any]:
        asked = TokenRequest.model_validate_json(body).model_dump(exclude_none=True)
        return {"token": issue_development_token(settings, **asked)}

    async def move(body: bytes) -> dict[str, Any]:
        asked = ClockRequest.model_validate_json(body)
        if not isinstance(clock, MovableClock) or asked.advance > LATEST - clock.now():
            raise InvalidInput(f"The clock goes no further than {LATEST:%Y}.", field="advance")
        return {"now": clock.advance(asked.advance).isoformat()}

    return [
        Route("/dev/token", _endpoint(token), methods=["POST"]),
        Route("/dev/clock", _endpoint(move), methods=["POST"]),
    ]


def _endpoint(
    answer: Callable[[bytes], Awaitable[dict[str, Any]]],
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await answer(await request.body()))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            return _bad("INVALID_INPUT", f"{field or 'body'}: {first['msg']}", field)
        except AppError as error:
            return _bad(error.code, error.message, error.field)

    return endpoint


def _bad(code: str, message: str, field: str | None) -> Response:
    return JSONResponse({"code": code, "message": message, "field": field}, 400)
