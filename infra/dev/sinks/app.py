"""The sinks as one ASGI application: Twilio's interface, the page, and what tests ask; a collector
of traces beside them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import aiohttp
import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from infra.dev.collector.app import Collector
from infra.dev.sinks.callbacks import Callbacks
from infra.dev.sinks.domestic_api import APPROVED, DomesticApi
from infra.dev.sinks.faults import Faults
from infra.dev.sinks.replies import Replies, Reply
from infra.dev.sinks.reports import Reports
from infra.dev.sinks.store import MessageStore
from infra.dev.sinks.twilio_api import TwilioApi
from infra.kernel.clock import Clock

PAGE = Path(__file__).parent / "page"
LISTED = 500
# A shown e-mail inherits this: it may style itself, but fetch nothing and run nothing.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src data:; connect-src 'self'"
)


class House(NamedTuple):
    """The domestic SMS house: see DomesticApi."""

    signature: str
    keys: Mapping[str, str]
    templates: Path = APPROVED


class Sinks:
    """What the parts share: messages kept, faults in force, who opted out."""

    def __init__(
        self,
        store: MessageStore,
        account: str,
        token: str,
        clock: Clock,
        *,
        replies: Replies,
        reports: Reports,
        house: House,
    ) -> None:
        self.store = store
        self.faults = Faults()
        self._replies = replies
        self._reports = reports
        self._callbacks = Callbacks(account, token, self.current_faults)
        self._domestic = DomesticApi(
            signature=house.signature,
            keys=house.keys,
            templates=house.templates,
            store=store,
            faults=self.current_faults,
            clock=clock,
        )
        self._twilio = TwilioApi(
            account=account,
            token=token,
            store=store,
            faults=self.current_faults,
            callbacks=self._callbacks,
            clock=clock,
            stopped=replies.stopped,
        )

    def current_faults(self) -> Faults:
        return self.faults

    def app(self) -> Starlette:
        routes = [
            Route("/readyz", self.ready),
            Route("/messages", self.messages, methods=["GET"]),
            Route("/messages", self.clear, methods=["DELETE"]),
            Route("/counts", self.counts),
            Route("/arriving", self.arriving),
            Route("/faults", self.show_faults, methods=["GET"]),
            Route("/faults", self.set_faults, methods=["POST", "DELETE"]),
            Route("/reply", self.reply, methods=["POST"]),
            Route("/", _page_file("page.html")),
            Route("/page.css", _page_file("page.css")),
            Route("/page.js", _page_file("page.js")),
            *self._twilio.routes(),
            *self._domestic.routes(),
            *Collector().routes(),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    async def ready(self, _request: Request) -> Response:
        return PlainTextResponse("ready")

    async def messages(self, request: Request) -> Response:
        """Newest first; `?to=`, `?limit=` (500 unless said otherwise), `?before=` (an id)."""
        try:
            limit = int(request.query_params.get("limit", LISTED))
        except ValueError:
            return PlainTextResponse("limit: give a whole number", 400)
        asked = {name: request.query_params.get(name, "") for name in ("to", "before")}
        return _json(self.store.newest(limit=limit, **asked))

    async def clear(self, _request: Request) -> Response:
        await self._callbacks.forget()
        await self._domestic.reports.forget()
        self._replies.stopped.clear()
        self.store.clear()
        return Response(status_code=204)

    async def reply(self, request: Request) -> Response:
        """`{"from": "+86…", "body": "STOP"}`: what a member answers, to whoever wrote last. 502
        when nobody heard it."""
        try:
            reply = msgspec.json.decode(await request.body(), type=Reply)
        except msgspec.DecodeError as error:
            return PlainTextResponse(f"reply: {error}", 400)
        newest = self.store.newest(to=reply.sender, limit=1)
        if newest and newest[0].via == "domestic" and not reply.url:
            self._domestic.reports.answered(reply.sender, reply.body, reply.sid or uuid4().hex)
            return _json({"status": 200})
        try:
            return _json({"status": await self._replies.send(reply)})
        except (aiohttp.ClientError, TimeoutError) as error:
            return PlainTextResponse(f"reply: {type(error).__name__}", 502)

    async def counts(self, _request: Request) -> Response:
        return _json(self.store.counts())

    async def arriving(self, _request: Request) -> Response:
        """How many callbacks and reports are on their way."""
        return _json(
            {
                "arriving": self._callbacks.under_way
                + self._reports.under_way
                + self._domestic.reports.under_way
            }
        )

    async def show_faults(self, _request: Request) -> Response:
        return _json(self.faults)

    async def set_faults(self, request: Request) -> Response:
        try:
            body = b"{}" if request.method == "DELETE" else await request.body()
            self.faults = msgspec.json.decode(body, type=Faults)
        except msgspec.DecodeError as error:
            return PlainTextResponse(f"faults: {error}", 400)
        return _json(self.faults)

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        yield
        await self._callbacks.close()
        self.store.close()


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")


def _page_file(name: str):  # type: ignore[no-untyped-def]  # Starlette's endpoint type is private
    async def endpoint(_request: Request) -> Response:
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
        return FileResponse(PAGE / name, headers=headers)

    return endpoint
