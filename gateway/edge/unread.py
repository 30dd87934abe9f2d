"""What is refused by its head alone; the body is not read."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from gateway.edge.answers import refused
from gateway.edge.asking import holds_json, takes_json
from gateway.edge.middleware import holds_files
from gateway.edge.origins import Origins
from gateway.files.operations import HEADERS as PREFLIGHT_HEADERS
from gateway.request import accept
from gateway.request.heads import header

_STRANGER: Final = (
    "This comes from a page of another site; the operator names sites in ALLOWED_ORIGINS."
)


def refused_unread(request: Request, origins: Origins, *, streamed: bool) -> Response | None:
    """None: it may be read. `streamed`: whether it wants a stream."""
    if not origins.may_ask(request):
        return refused(_STRANGER, 403, {"code": "CROSS_SITE"})
    if not streamed and accept.media_type(header(request.scope, b"accept")) is None:
        known = f"{accept.JSON}, {accept.GRAPHQL_RESPONSE} or {accept.EVENT_STREAM}"
        return refused(f"Accept {known}.", 406, {"code": "NOT_ACCEPTABLE"})
    if request.method != "POST":
        return None
    if holds_files(request.scope):
        return _refused_files(request, streamed=streamed)
    if not holds_json(request):
        wanted = f"Send JSON, with the header content-type: {accept.JSON}."
        return refused(wanted, 415, {"code": "UNSUPPORTED_MEDIA_TYPE"})
    return None


def _refused_files(request: Request, *, streamed: bool) -> Response | None:
    """They do not come from a form on a stranger's page."""
    if streamed and not takes_json(request):
        return refused(f"With files, accept {accept.JSON}.", 406, {"code": "NOT_ACCEPTABLE"})
    if not any(request.headers.get(name) for name in PREFLIGHT_HEADERS):
        wanted = (
            f"With files, send a header that pages of others cannot: {PREFLIGHT_HEADERS[0]}: 1."
        )
        return refused(wanted, 400, {"code": "PREFLIGHT_REQUIRED"})
    return None
