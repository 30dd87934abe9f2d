"""A client that loses its line again and again, and goes on from the last cursor that it saw."""

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.gateway.sse import events_of
from tests.gateway.test_subscriptions import Following

CHANGES = """subscription($after: String) {
  membershipChanged(after: $after) { cursor version type hash membership { status } } }"""
LOST = (OSError, WebSocketException, aiohttp.ClientError, AssertionError, TimeoutError)


class Dropping:
    """`seen`: every event, in the order in which it came."""

    def __init__(self, url: str, token: str, dice: random.Random) -> None:
        self.seen: list[dict[str, Any]] = []
        self._url = url
        self._token = token
        self._dice = dice

    async def follow(self, way: str, version: int) -> list[dict[str, Any]]:
        """Until the event with that version; `way`: socket, or stream."""
        lines = {"socket": self._by_socket, "stream": self._by_stream}[way]
        while not self.seen or self.seen[-1]["version"] < version:
            left = self._dice.randint(1, 7)
            with contextlib.suppress(*LOST):
                async with contextlib.aclosing(lines()) as events:
                    async for event in events:
                        self.seen.append(event)
                        left -= 1
                        if not left or event["version"] >= version:
                            break
            await asyncio.sleep(self._dice.random() / 20)  # the gateway may be on its way back
        return self.seen

    @property
    def _cursor(self) -> str:
        return self.seen[-1]["cursor"] if self.seen else ""

    async def _by_socket(self) -> AsyncIterator[dict[str, Any]]:
        url = self._url.replace("http", "ws") + "/graphql"
        async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
            following = Following(socket)
            payload = {"authorization": f"Bearer {self._token}"}
            await following.start(CHANGES, payload, after=self._cursor)
            try:
                while True:
                    yield await following.next()
            finally:
                socket.transport.abort()  # without a word

    async def _by_stream(self) -> AsyncIterator[dict[str, Any]]:
        headers = {"accept": "text/event-stream", "authorization": f"Bearer {self._token}"}
        if self._cursor:
            headers["last-event-id"] = self._cursor
        asked = {"query": CHANGES, "variables": {"after": ""}}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self._url}/graphql", json=asked, headers=headers) as response,
        ):
            async for event in events_of(response):
                assert event.id, json.dumps(event.data)
                yield event.data["data"]["membershipChanged"]
