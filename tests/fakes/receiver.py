"""A partner's receiver: verifies each call with the library of the specification, and answers as a
test says."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web
from standardwebhooks.webhooks import Webhook

Answer = web.StreamResponse | int
Answering = Callable[["Call"], Answer]


@dataclass(frozen=True)
class Call:
    """`path`: of the endpoint that was called."""

    path: str
    id: str
    body: bytes
    headers: dict[str, str]

    @property
    def data(self) -> dict[str, Any]:
        return dict(msgspec.json.decode(self.body)["data"])


@dataclass
class Receiver:
    """`secrets`: by path, what is verified; each of them has to hold. `calls`: as they came in.
    `answering`: what is answered to each path. `holding`: by path, what calls wait for."""

    url: str = ""
    secrets: dict[str, list[str]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    answering: dict[str, Answering] = field(default_factory=dict)
    holding: dict[str, asyncio.Event] = field(default_factory=dict)
    at_once: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    most_at_once: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unverified: list[str] = field(default_factory=list)

    def to(self, path: str = "/") -> list[Call]:
        return [call for call in self.calls if call.path == path]

    def ids(self, path: str = "/") -> list[str]:
        return [call.id for call in self.to(path)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body, headers = await request.read(), dict(request.headers)
        call = Call(request.path, headers["webhook-id"], body, headers)
        self._verify(call)
        self.calls.append(call)
        self.at_once[call.path] += 1
        self.most_at_once[call.path] = max(self.most_at_once[call.path], self.at_once[call.path])
        try:
            if call.path in self.holding:
                await self.holding[call.path].wait()
        finally:
            self.at_once[call.path] -= 1
        answering = self.answering.get(call.path)
        said = answering(call) if answering is not None else 204
        return web.Response(status=said) if isinstance(said, int) else said

    def _verify(self, call: Call) -> None:
        for secret in self.secrets.get(call.path, ()):
            try:
                Webhook(secret).verify(call.body, call.headers)
            except Exception as error:
                self.unverified.append(f"{call.path} {call.id}: {error}")


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/{path:.*}", receiver.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield receiver
    finally:
        for held in receiver.holding.values():
            held.set()
        await runner.cleanup()
    assert receiver.unverified == []
