"""A stranger's way to a running system, over HTTP and over WebSockets."""

import asyncio
import json
import re
from typing import Any

import aiohttp
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from infra.dev.supervisor import Supervisor
from tests.waiting import PATIENCE

COUNTED = re.compile(r"^process_cpu_seconds_total (\S+)", re.MULTILINE)


class Edge:
    """A stranger's way to a system. What is sent is a new text each time: nobody knows it yet."""

    def __init__(self, supervisor: Supervisor, session: aiohttp.ClientSession) -> None:
        self.url = supervisor.urls["gateway"]
        self.session, self._metrics, self._texts = session, supervisor.metrics["gateway"], 0

    async def ask(self, text: str, **more: Any) -> tuple[aiohttp.ClientResponse, Any]:
        """By POST; `token`, `accept`: of the request's head."""
        token, accept = more.pop("token", ""), more.pop("accept", "*/*")
        headers = {"accept": accept} | ({"authorization": f"Bearer {token}"} if token else {})
        payload = {"query": self.new(text), **more}
        async with self.session.post(
            f"{self.url}/graphql", json=payload, headers=headers
        ) as answer:
            return answer, await answer.json(content_type=None)

    def new(self, text: str) -> str:
        self._texts += 1
        return f"{text} # {self._texts}"

    async def codes(self, text: str, **more: Any) -> list[str]:
        _, answer = await self.ask(text, **more)
        return [error["extensions"]["code"] for error in answer["errors"]]

    async def worked(self) -> float:
        """Seconds of the processor that the gateway has taken so far."""
        async with self.session.get(self._metrics) as answer:
            found = COUNTED.search(await answer.text())
        assert found
        return float(found[1])

    def socket(self, path: str = "/graphql") -> connect:
        url = self.url.replace("http", "ws") + path
        return connect(url, subprotocols=[Subprotocol("graphql-transport-ws")])


async def signed_in(socket: ClientConnection, token: str = "") -> None:
    payload = {"authorization": f"Bearer {token}"} if token else {}
    await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
    assert (await received(socket))["type"] == "connection_ack"


async def received(socket: ClientConnection) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
    return answer


async def send(socket: ClientConnection, id: str, text: str) -> None:
    await socket.send(json.dumps({"type": "subscribe", "id": id, "payload": {"query": text}}))
