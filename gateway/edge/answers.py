"""Answers over HTTP: their status, their media type, and what is refused before anything ran."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.responses import JSONResponse, Response

from gateway.documents.operations import NEEDS_POST, NEEDS_STREAM
from gateway.identity.viewer import Unauthenticated
from gateway.request import accept
from gateway.schema.basics.masking import RETRY_AFTER
from infra.kernel.errors import TooManyRequests, Unavailable

CHALLENGE = 'Bearer realm="reinstate", error="invalid_token"'  # RFC 6750, section 3
STATUS = {Unauthenticated.code: 401, TooManyRequests.code: 429, Unavailable.code: 503}
"""By code; 400 for the rest."""
_OTHER_WAYS = {NEEDS_POST: 405, NEEDS_STREAM: 400}


class Negotiated(Response):
    """The answer in the making: remembers the media type that the client prefers."""

    preferred = accept.JSON


def negotiated(data: Mapping[str, Any], made: Response) -> Response:
    """What was answered. `made`: by resolvers, with the media type preferred.

    The status and, in `application/graphql-response+json`, the absence of `data` follow the
    GraphQL over HTTP specification, section 6.4.
    """
    preferred, status = getattr(made, "preferred", accept.JSON), made.status_code or 200
    if _never_ran(data):
        if preferred == accept.GRAPHQL_RESPONSE:
            status, data = made.status_code or 400, {"errors": data["errors"]}
        status = _OTHER_WAYS.get(_first_code(data), status)
    headers = {"allow": "POST"} if status == 405 else None
    return Response(msgspec.json.encode(data), status, headers, preferred)


def refused(message: str, status: int, extensions: Mapping[str, object]) -> Response:
    headers = {"www-authenticate": CHALLENGE} if status == 401 else {}
    if RETRY_AFTER in extensions:
        headers["retry-after"] = str(extensions[RETRY_AFTER])  # RFC 9110, section 10.2.3
    return JSONResponse(
        {"errors": [{"message": message, "extensions": extensions}]}, status, headers
    )


def _never_ran(data: Mapping[str, Any]) -> bool:
    """Whether the request was refused before a resolver ran: only then no error has a path."""
    errors = data.get("errors") or ()
    return bool(errors) and data.get("data") is None and not any(e.get("path") for e in errors)


def _first_code(data: Mapping[str, Any]) -> str:
    return str(data["errors"][0].get("extensions", {}).get("code", ""))
