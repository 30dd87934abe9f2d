"""The link by which a mail is unsubscribed from (RFC 8058): POST does it, GET only asks.

Mail scanners follow every link with GET, so that must change nothing. Mail programs POST at the
member's one click, without cookies or login; the token alone says who and what.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from infra.kernel.errors import AppError, Conflict, NotFound
from infra.kernel.events import Actor
from services.notify.contacts.domain.unsubscribing import can_be_left, read_token, token_for
from services.notify.contract.commands import Unsubscribe
from services.notify.contract.words import Topic
from services.notify.core.ports.people import RecipientStore
from services.notify.core.recipients.recipient import DEFAULT_LANGUAGE
from services.shared.callers import ActorKind, Caller

_FOLDER = Path(__file__).parent / "unsubscribe"
PATH = "/unsubscribe"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

DoUnsubscribe = Callable[[Unsubscribe, Caller], Awaitable[object]]


class UnsubscribeLinks:
    """Makes the links. `base`: where members reach this service, without a path."""

    def __init__(self, base: str, secret: bytes) -> None:
        self._base = base.rstrip("/") + PATH
        self._secret = secret

    def __call__(self, member_id: str, topic: Topic) -> str:
        """Empty for a topic that cannot be turned off."""
        if not can_be_left(topic):
            return ""
        return f"{self._base}/{token_for(self._secret, member_id, topic)}"


class UnsubscribePage:
    """`unsubscribe` carries the command out."""

    def __init__(
        self,
        *,
        secrets: Sequence[bytes],
        operator: str,
        recipients: RecipientStore,
        unsubscribe: DoUnsubscribe,
    ) -> None:
        self._secrets = secrets
        self._operator = operator
        self._recipients = recipients
        self._do = unsubscribe

    def routes(self) -> list[Route]:
        path = PATH + "/{token}"
        return [
            Route(path, self.ask, methods=["GET"]),
            Route(path, self.unsubscribe, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        read = read_token(self._secrets, request.path_params["token"])
        if read is None:
            return self._page(_accepted(request), "invalid", 404)
        member_id, topic = read
        return self._page(await self._language(member_id), "ask", 200, topic)

    async def unsubscribe(self, request: Request) -> Response:
        """The same however often; a member who is gone gets no mail either."""
        read = read_token(self._secrets, request.path_params["token"])
        if read is None:
            return self._page(_accepted(request), "invalid", 404)
        member_id, topic = read
        by = Caller(actor=Actor(kind=ActorKind.MEMBER, id=member_id))
        language = await self._language(member_id)
        try:
            await self._do(Unsubscribe(member_id=member_id, topic=topic), by)
        except NotFound:
            pass
        except Conflict:
            return self._page(language, "busy", 503)
        except AppError:  # the topic became mandatory after the mail went out
            return self._page(language, "invalid", 404)
        return self._page(language, "done", 200, topic)

    async def _language(self, member_id: str) -> str:
        recipient = await self._recipients.get(member_id)
        return recipient.language if recipient else DEFAULT_LANGUAGE

    def _page(self, language: str, kind: str, status: int, topic: Topic | None = None) -> Response:
        words = _words()[language]
        about = words.get(str(topic), "")
        html = _template().render(
            language=language,
            operator=self._operator,
            title=words["title"],
            heading=words[kind].format(topic=about),
            what=words.get(f"{kind}_what", "").format(topic=about),
            button=words["button"] if kind == "ask" else "",
            after={"ask": words["keep"], "done": words["done_back"]}.get(kind, ""),
        )
        return HTMLResponse(html, status, headers=_HEADERS)


def _accepted(request: Request) -> str:
    header = request.headers.get("accept-language", "").strip().lower()
    return "en" if header.startswith("en") else DEFAULT_LANGUAGE


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((_FOLDER / "words.json").read_text("utf-8"))
    return found


@cache
def _template() -> Template:
    loader = FileSystemLoader(_FOLDER)
    environment = Environment(loader=loader, undefined=StrictUndefined, autoescape=True)
    return environment.get_template("page.html.j2")
