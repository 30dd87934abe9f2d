"""Files whose names say their content: browsers keep them for ever, packed by gzip."""

from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gateway.web.built_files import BuiltFile

_FOR_EVER: Final = "public, max-age=31536000, immutable"
"""A year, which is what caches take for ever (RFC 8246): another content has another name."""


def file_route(under: str, files: Mapping[str, BuiltFile]) -> Route:
    async def answer(request: Request) -> Response:
        found = files.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return _sent(found, request)

    return Route(f"{under}/{{name}}", answer)


def _sent(file: BuiltFile, request: Request) -> Response:
    headers = {"cache-control": _FOR_EVER, "vary": "accept-encoding"}
    packed = file.packed if "gzip" in request.headers.get("accept-encoding", "") else None
    if packed is not None:
        headers["content-encoding"] = "gzip"
    body = file.content if packed is None else packed
    return Response(body, headers=headers, media_type=file.media_type)
