"""What is shipped, under way: the commands of compose.yml without containers, in the environment of
production, two processes of each kind, as the manifests have them."""

import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import jwt

from infra.dev.child import Child
from infra.dev.ports import answers_http, free_ports
from tests.deploy.balancer import balanced
from tests.deploy.shipped import Service, example, filled_in, image, services
from tests.servers import Sinks, running_mongo, running_sinks, running_valkey
from tests.waiting import eventually

ACCOUNT, TOKEN = "AC" + "1" * 32, "0123456789abcdef" * 2
SERVING = ("gateway", "membership", "appeals", "notify")
PROCESSES = (*SERVING, "worker")
COPIES = 2


@dataclass
class Copy:
    """One process of a kind: a container of its own. `port`: of a worker, where its metrics are."""

    child: Child
    port: int
    app: Path


@dataclass
class Production:
    """`doors`: where each kind answers, whichever of its processes does; `secret`: of the identity
    provider's tokens."""

    secret: str
    doors: Mapping[str, int]
    copies: Mapping[str, list[Copy]]
    sinks: Sinks
    mongo_url: str
    http: aiohttp.ClientSession

    def token(self, role: str, id: str, **claims: object) -> str:
        """As the shop's identity provider signs it."""
        told = {"sub": id, "role": role, "exp": int(time.time()) + 600, **claims}
        return jwt.encode(told, self.secret, "HS256")

    async def ask(
        self, role: str, id: str, query: str, variables: Any = None, **claims: object
    ) -> dict[str, Any]:
        """The data of an answer."""
        said = await self.said(self.token(role, id, **claims), query, variables)
        assert "errors" not in said, said
        data: dict[str, Any] = said["data"]
        return data

    async def said(self, token: str, query: str, variables: Any = None) -> dict[str, Any]:
        """An answer, asked for as it is in production: at the gateway's own name."""
        headers = {"authorization": f"Bearer {token}", "host": example()["TRUSTED_HOSTS"]}
        url = f"http://127.0.0.1:{self.doors['gateway']}/graphql"
        asked = {"query": query, "variables": variables}
        async with self.http.post(url, json=asked, headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
        return found


@asynccontextmanager
async def running_production(folder: Path) -> AsyncIterator[Production]:
    """All of compose.yml's services under way, at addresses of this machine."""
    async with AsyncExitStack() as running:
        mongo, _ = await running.enter_async_context(running_mongo(folder / "mongo"))
        valkey, _ = await running.enter_async_context(running_valkey(folder / "valkey"))
        sinks = await running.enter_async_context(
            running_sinks(folder / "sinks", account=ACCOUNT, token=TOKEN)
        )
        doors = dict(zip(SERVING, free_ports(len(SERVING)), strict=True))
        urls = {f"{name.upper()}_URL": f"http://127.0.0.1:{doors[name]}" for name in SERVING}
        addresses = {"MONGO_URL": mongo, "BROKER_URL": valkey, **urls}
        env = filled_in(**providers(sinks), CALLBACK_URL=addresses["NOTIFY_URL"])
        shipped = services(folder, env)
        copies = {name: _started(name, shipped[name], addresses, folder) for name in PROCESSES}
        for each in (one for some in copies.values() for one in some):
            running.callback(each.child.kill)
        for name, port in doors.items():
            ports = [copy.port for copy in copies[name]]
            await running.enter_async_context(balanced(port, ports))
        await _ready(copies)
        http = await running.enter_async_context(aiohttp.ClientSession())
        yield Production(env["JWT_SECRET"], doors, copies, sinks, mongo, http)


def providers(sinks: Sinks) -> dict[str, str]:
    """The sinks in the place of Twilio and of a mail server, at any hour of the day."""
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": "+15005550006",
        "TWILIO_BASE_URL": sinks.url,
        "SMTP_HOST": sinks.smtp_host,
        "SMTP_PORT": str(sinks.smtp_port),
        "SMTP_STARTTLS": "false",
        "QUIET_HOURS": "off",
    }


def _started(name: str, service: Service, addresses: Mapping[str, str], folder: Path) -> list[Copy]:
    program, *arguments = service.command
    assert program == "python"
    copies = []
    for number, port in enumerate(free_ports(COPIES)):
        app = image(folder / f"{name}-{number}")
        env = service.environment | addresses | _listening(name, port)
        log = folder / f"{name}-{number}.log"
        child = Child(name, [sys.executable, *arguments], env=env, log=log, cwd=app)
        child.start()
        copies.append(Copy(child, port, app))
    return copies


def _listening(name: str, port: int) -> dict[str, str]:
    """Metrics of the worker alone: it serves nothing else."""
    if name == "worker":
        return {"WORKER_METRICS_PORT": str(port)}
    return {f"{name.upper()}_PORT": str(port), f"{name.upper()}_METRICS_PORT": "0"}


async def _ready(copies: Mapping[str, list[Copy]]) -> None:
    """As the probes of the manifests ask for it."""
    for name, some in copies.items():
        path = "/metrics" if name == "worker" else "/readyz"
        for copy in some:
            await eventually(
                lambda port=copy.port, path=path: answers_http("127.0.0.1", port, path)
            )
    for copy in copies["worker"]:
        await eventually((copy.app / "var" / "run" / "worker.ready").exists)
