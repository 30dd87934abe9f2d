"""How a partner's programs follow its members: pages that are pulled, WebSockets and event streams
whose lines drop at random. Each goes on from the cursor that it saw last."""

import asyncio
import contextlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.chaos.changes import AGAIN
from tests.client import Client
from tests.gateway.sse import events_of

_ITEM = "cursor id memberId sequence payload"
PAGE = f"""query($after: String!, $first: Int!) {{ statusFeed(after: $after, first: $first) {{
  ... on StatusFeedPage {{ items {{ {_ITEM} }} endCursor hasNextPage }}
  ... on CursorProblem {{ code }} }} }}"""
_LIVE = f"subscription($after: String!) {{ statusChanges(after: $after) {{ {_ITEM} }} }}"
_MOST_A_LINE = 40
_LONGEST_LINE = 6.0
_LONGEST_PAUSE = 0.5
_AGAIN_SECONDS = 0.2
WAYS = ("WebSocket", "SSE")
Item = dict[str, Any]


class Cut(Exception):
    """The line is gone, or the system cannot answer at the moment: to be tried again."""


@dataclass
class Told:
    """What one follower was told of each member: sequence and payload, as they came. `after`: the
    cursor that it saw last; `lines`: what became of its pages and lines."""

    partner: str
    way: str
    after: str = ""
    of: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    lines: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return sum(len(items) for items in self.of.values())

    def take(self, item: Item) -> None:
        self.of[item["memberId"]].append((item["sequence"], item["payload"]))
        self.after = item["cursor"]


Over = Callable[[Told], bool]
"""Whether a follower has been told all there is."""


async def pull(client: Client, told: Told, dice: random.Random, over: Over) -> None:
    """Page by page, of any size; the same cursor again where an answer was lost."""
    while not over(told):
        page = (await client.run(PAGE, after=told.after, first=dice.randint(1, 20)))["statusFeed"]
        for item in page["items"]:
            told.take(item)
        told.after = page["endCursor"]
        told.lines["pages"] += 1
        if not page["hasNextPage"]:
            await asyncio.sleep(dice.uniform(0, _LONGEST_PAUSE))


async def listen(url: str, key: str, told: Told, dice: random.Random, over: Over) -> None:
    """One line after the other: each is dropped after some items, or some time."""
    while not over(told):
        left = dice.randint(1, _MOST_A_LINE)
        try:
            async with (
                asyncio.timeout(dice.uniform(0, _LONGEST_LINE)),
                line(told.way, url, key, told.after, abruptly=dice.random() < 0.5) as items,
            ):
                async for item in items:
                    told.take(item)
                    left -= 1
                    if not left or over(told):
                        break
            told.lines["lines dropped"] += 1
        except TimeoutError:
            told.lines["lines dropped"] += 1
        except (Cut, OSError, aiohttp.ClientError, WebSocketException):
            told.lines["lines cut or refused"] += 1
            await asyncio.sleep(_AGAIN_SECONDS)
        await asyncio.sleep(dice.uniform(0, _LONGEST_PAUSE))


def line(
    way: str, url: str, key: str, after: str, *, abruptly: bool = False
) -> contextlib.AbstractAsyncContextManager[AsyncIterator[Item]]:
    """`statusChanges` behind a cursor.

    Args:
        abruptly: it is left without a word, as by a phone in a tunnel.
    """
    return (_socket if way == "WebSocket" else _stream)(url, key, after, abruptly=abruptly)


@contextlib.asynccontextmanager
async def _socket(
    url: str, key: str, after: str, *, abruptly: bool
) -> AsyncIterator[AsyncIterator[Item]]:
    """By graphql-transport-ws."""
    protocol = Subprotocol("graphql-transport-ws")
    async with connect(url.replace("http", "ws") + "/graphql", subprotocols=[protocol]) as socket:

        async def items() -> AsyncIterator[Item]:
            async for text in socket:
                message = json.loads(text)
                if message["type"] not in ("next", "error"):
                    raise Cut(message["type"])
                yield _item(message["payload"])
            raise Cut("closed")

        signed = {"authorization": f"Bearer {key}"}
        await socket.send(json.dumps({"type": "connection_init", "payload": signed}))
        await socket.recv()
        asked = {"query": _LIVE, "variables": {"after": after}}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": asked}))
        try:
            yield items()
        finally:
            if abruptly:
                socket.transport.abort()


@contextlib.asynccontextmanager
async def _stream(
    url: str, key: str, after: str, *, abruptly: bool
) -> AsyncIterator[AsyncIterator[Item]]:
    """As a browser's EventSource comes again: by the id of the last event, whatever the document
    says."""
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {key}"}
    headers |= {"last-event-id": after} if after else {}
    body = {"query": _LIVE, "variables": {"after": ""}}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/graphql", json=body, headers=headers) as response,
    ):

        async def items() -> AsyncIterator[Item]:
            async for event in events_of(response):
                if event.event != "next":
                    raise Cut(event.event)
                yield _item(event.data)
            raise Cut("ended")

        if response.status != 200:
            _item(await response.json())
        try:
            yield items()
        finally:
            if abruptly:
                response.close()


def _item(answer: Any) -> Item:
    """
    Raises:
        Cut: it cannot be answered at the moment.
        AssertionError: it was refused for another reason.
    """
    errors = answer if isinstance(answer, list) else answer.get("errors", [])
    codes = {error["extensions"]["code"] for error in errors}
    if codes:
        assert codes <= AGAIN, errors
        raise Cut(str(codes))
    item: Item = answer["data"]["statusChanges"]
    return item
