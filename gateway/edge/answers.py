"""Answers over HTTP: their status, their media type, and what is refused before anything ran."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.documents.operations import NEEDS_POST, NEEDS_STREAM
from gateway.edge.asking import preferred_by, takes_json, wants_stream
from gateway.identity.viewer import Unauthenticated
from gateway.persisted.refusals import NotRun
from gateway.rates.rates import Remaining
from gateway.request import accept
from gateway.schema.basics.masking import RETRY_AFTER, extensions_of
from infra.kernel.errors import AppError, TooManyRequests, Unavailable

CHALLENGE = 'Bearer realm="reinstate", error="invalid_token"'  # RFC 6750, section 3
STATUS = {Unauthenticated.code: 401, TooManyRequests.code: 429, Unavailable.code: 503}
"""By code; 400 for the rest."""
_OTHER_WAYS = {NEEDS_POST: 405, NEEDS_STREAM: 400}


def negotiated(data: Mapping[str, Any], preferred: str) -> Response:
    """What was answered. `preferred`: its media type.

    The status and, in `application/graphql-response+json`, the absence of `data` follow the
    GraphQL over HTTP specification, section 6.4.
    """
    status = 200
    if _never_ran(data):
        if preferred == accept.GRAPHQL_RESPONSE:
            status, data = 400, {"errors": data["errors"]}
        status = _OTHER_WAYS.get(_first_code(data), status)
    headers = {"allow": "POST"} if status == 405 else None
    return Response(msgspec.json.encode(data), status, headers, preferred)


def refused(message: str, status: int, extensions: Mapping[str, object]) -> Response:
    headers = {"www-authenticate": CHALLENGE} if status == 401 else {}
    if RETRY_AFTER in extensions:
        headers["retry-after"] = str(extensions[RETRY_AFTER])  # RFC 9110, section 10.2.3
    return JSONResponse({"errors": [_error(message, extensions)]}, status, headers)


def rated(response: Response, left: Remaining | None) -> Response:
    """With what is left for the caller, where that is limited."""
    if left is not None:
        response.raw_headers += left.headers()
    return response


def refused_by(error: AppError, told: str, request: Request) -> Response:
    """`told`: the error in words."""
    extensions = extensions_of(error)
    if not isinstance(error, NotRun):
        return refused(told, STATUS.get(error.code, 400), extensions)
    no_stream = wants_stream(request) and not takes_json(request)
    preferred = accept.GRAPHQL_RESPONSE if no_stream else preferred_by(request)
    return negotiated({"data": None, "errors": [_error(told, extensions)]}, preferred)


def _error(message: str, extensions: Mapping[str, object]) -> dict[str, object]:
    return {"message": message, "extensions": extensions}


def _never_ran(data: Mapping[str, Any]) -> bool:
    """Whether the request was refused before a resolver ran: only then no error has a path."""
    errors = data.get("errors") or ()
    return bool(errors) and data.get("data") is None and not any(e.get("path") for e in errors)


def _first_code(data: Mapping[str, Any]) -> str:
    return str(data["errors"][0].get("extensions", {}).get("code", ""))
