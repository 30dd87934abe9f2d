"""Reports about mails, piped in by the operator's mail server."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from infra.http.bodies import bounded
from infra.kernel.errors import Conflict
from services.notify.core.deliveries.results import Result
from services.notify.core.stores.metrics import count_mail_news
from services.notify.providers.smtp.dsn import news_of
from services.notify.providers.smtp.message import message_id, sender_domain

INBOUND_MAIL_PATH = "/inbound/mail"
LONGEST_MAIL = 1024 * 1024

DeliveryUpdate = Callable[[str, str, Result], Awaitable[None]]
"""Takes the delivery's id, the provider's id (our Message-ID) and what became of it. An id that
it does not know is ignored. Raises `Conflict` when it could not be kept: it comes again."""


class InboundMail:
    """`secrets`: bearer tokens; without one the address does not exist. `sender`: as in From."""

    def __init__(self, *, secrets: Sequence[str], sender: str, news: DeliveryUpdate) -> None:
        self._secrets = [secret.encode() for secret in secrets]
        self._sender = sender
        self._news = news

    def routes(self) -> list[Route]:
        if not self._secrets:
            return []
        return [Route(INBOUND_MAIL_PATH, self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """One raw mail a request. 401 without the secret, 413 beyond 1 MiB, 503 for news that
        could not be kept; 200 otherwise, also for what says nothing, so that it is not sent
        again."""
        if not self._allowed(request):
            return PlainTextResponse(
                "Send the header 'Authorization: Bearer …' with INBOUND_MAIL_SECRET.",
                401,
                {"WWW-Authenticate": "Bearer"},
            )
        raw = await bounded(request, LONGEST_MAIL)
        if raw is None:
            return PlainTextResponse(f"A mail has at most {LONGEST_MAIL} bytes here.", 413)
        try:
            return JSONResponse({"understood": await self._take(raw)})
        except Conflict:
            return PlainTextResponse("It could not be kept; send it again.", 503)

    async def _take(self, raw: bytes) -> bool:
        """Whether it was a report about a mail of ours. Parsed on a thread: it is a stranger's."""
        found = await asyncio.to_thread(news_of, raw, sender_domain(self._sender))
        count_mail_news(type(found.result).__name__ if found else "none")
        if found is None:
            return False
        provider_id = message_id(found.delivery_id, self._sender)
        await self._news(found.delivery_id, provider_id, found.result)
        return True

    def _allowed(self, request: Request) -> bool:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        right = any(hmac.compare_digest(given.strip().encode(), one) for one in self._secrets)
        return right and kind.lower() == "bearer"
