"""Who reports in the name of the shop, without the graph."""

from typing import Final

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from gateway.edge import answers
from gateway.edge.asking import authorization
from gateway.identity.tokens import TokenVerifier
from gateway.identity.viewer import Role, Unauthenticated, Viewer
from gateway.request.context import LONGEST_KEY, locale_of
from gateway.schema.basics.masking import extensions_of
from gateway.settings import GatewaySettings
from infra.kernel.errors import AppError, Forbidden, InvalidInput
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.shared.callers import ActorKind, Caller, KeyScope
from services.shared.permissions import lacks_scope

STATUS: Final = {
    **answers.STATUS,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "CONFLICT": 409,
    "TOO_LARGE": 413,
}
"""By code; 400 for the rest."""


class HostAccess:
    def __init__(self, settings: GatewaySettings, verifier: TokenVerifier) -> None:
        self.settings = settings
        self._verifier = verifier

    async def reporter(self, request: Request) -> Caller:
        """By the token, or key, of the request.

        Raises:
            Unauthenticated, Forbidden: it is not the shop's.
            Unavailable: nobody can say.
        """
        viewer = await self._verifier.viewer(authorization(request))
        return reporter_of(viewer, request.scope["request_id"])

    async def refusal_by_now(self, request: Request) -> AppError | None:
        """Why who asked may do so no more, while the request goes on: a key that was revoked, a
        token that is over."""
        try:
            await self.reporter(request)
        except AppError as error:
            return error
        return None

    def refused(self, error: AppError, request: Request) -> Response:
        told = error.sentence.told(locale_of(request, self.settings))
        return answers.refused(told, STATUS.get(error.code, 400), extensions_of(error))


def reporter_of(viewer: Viewer, request_id: str) -> Caller:
    """
    Raises:
        Unauthenticated, Forbidden: not the shop, or by a key that is not for it.
    """
    if viewer.role is Role.ANONYMOUS:
        raise Unauthenticated(
            both(
                "请附上商店的密钥：'Authorization: Bearer …'。",
                "Send a key of the shop's: 'Authorization: Bearer …'.",
            )
        )
    if viewer.role is not Role.HOST:
        raise Forbidden(both("这里只接受商店的报告。", "Only the shop reports here."))
    if viewer.key and KeyScope.REPORTS not in viewer.scopes:
        raise lacks_scope(KeyScope.REPORTS)
    return Caller(
        actor=Actor(kind=ActorKind.HOST, id=viewer.id),
        request_id=request_id,
        scopes=viewer.scopes,
    )


def under(by: Caller, id: str) -> Caller:
    """For a report with an id of its own: the same one as an idempotency key of the graph. Without
    it counts what the report itself is called by.

    Raises:
        InvalidInput: it is too long.
    """
    if len(id) > LONGEST_KEY:
        raise InvalidInput(
            both(
                "id 最多 {most} 个字符。", "An id has at most {most} characters.", most=LONGEST_KEY
            ),
            field="id",
        )
    return replace(by, idempotency_key=f"{Role.HOST}:{by.actor.id}:{id}" if id else "")
