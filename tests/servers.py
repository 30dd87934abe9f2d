"""The real servers that tests talk to: each on a free port, in a folder of its own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import aiohttp

from infra.dev import mongo, valkey
from infra.dev.child import Child
from infra.dev.ports import free_port, free_ports
from infra.dev.sinks import process as sinks_process
from infra.process.movable_clock import MovableClock
from tests.waiting import PATIENCE

ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "token-of-the-test-account"


class Sinks:
    """The running sinks, as a test sees them."""

    account_sid = ACCOUNT
    auth_token = TOKEN
    smtp_host = "127.0.0.1"

    def __init__(self, child: Child, port: int, smtp_port: int, folder: Path) -> None:
        self.clock = MovableClock(folder / "run" / "clock")  # the one that stamps the messages
        self.child = child
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.smtp_port = smtp_port

    async def messages(self, to: str = "", limit: int = 1000) -> list[dict[str, Any]]:
        """Newest first: channel, to, body, time, id, sender; e-mails have subject and html."""
        found = await self._call("GET", "/messages", params={"to": to, "limit": str(limit)})
        return cast(list[dict[str, Any]], found)

    async def counts(self) -> dict[str, Any]:
        """`total`, `sms`, `email` and `duplicates` (same recipient, same text)."""
        return cast(dict[str, Any], await self._call("GET", "/counts"))

    async def clear(self) -> None:
        """No messages, no faults."""
        await self._call("DELETE", "/messages")
        await self._call("DELETE", "/faults")

    async def faults(self, **faults: Any) -> None:
        """Replaces all faults: `sms={...}`, `email={...}`, `outcome={...}`, `reports={...}`,
        `callbacks="..."`."""
        await self._call("POST", "/faults", json=faults)

    async def reply(self, sender: str, body: str, **more: str) -> int:
        """A member answers by SMS; gives the status of the webhook's answer."""
        answer = await self._call("POST", "/reply", json={"from": sender, "body": body} | more)
        return int(answer["status"])

    async def _call(self, method: str, path: str, **options: Any) -> Any:
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, self.url + path, **options) as response,
        ):
            response.raise_for_status()
            return await response.json() if response.status == 200 else None


@asynccontextmanager
async def running_mongo(folder: Path, *, durable: bool = True) -> AsyncIterator[tuple[str, Child]]:
    """The embedded server's URL and process."""
    port = free_port()
    child = mongo.mongo_child(
        port, folder, env=os.environ, log=folder / "mongo.log", durable=durable
    )
    async with _running(child, mongo.answers, port):
        yield mongo.url(port), child


@asynccontextmanager
async def running_valkey(folder: Path) -> AsyncIterator[tuple[str, Child]]:
    port = free_port()
    child = valkey.valkey_child(port, folder, env=os.environ, log=folder / "valkey.log")
    async with _running(child, valkey.answers, port):
        yield valkey.url(port), child


@asynccontextmanager
async def running_sinks(
    folder: Path, *, account: str = ACCOUNT, token: str = TOKEN
) -> AsyncIterator[Sinks]:
    port, smtp_port = free_ports(2)
    env = {
        **os.environ,
        "VAR_DIR": str(folder),
        "SINK_PORT": str(port),
        "SMTP_PORT": str(smtp_port),
        "TWILIO_ACCOUNT_SID": account,
        "TWILIO_AUTH_TOKEN": token,
    }
    child = sinks_process.sinks_child(env=env, log=folder / "sinks.log")
    async with _running(child, sinks_process.answers, port):
        yield Sinks(child, port, smtp_port, folder)


@asynccontextmanager
async def _running(child: Child, answers: Any, port: int) -> AsyncIterator[None]:
    child.start()
    try:
        await child.wait_until(lambda: answers(port), PATIENCE)
        yield
    finally:
        child.kill()
