"""The commands of compose.yml without containers: in the environment of production, on a database
and a broker that are there already, a member is enrolled, told so, and the receipt comes back."""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest

from infra.dev.child import Child
from infra.dev.ports import answers_http, free_ports
from tests.deploy.shipped import Service, example, filled_in, image, services
from tests.servers import Sinks, running_mongo, running_sinks, running_valkey
from tests.waiting import eventually

PHONE = "+8613800138000"
ACCOUNT, TOKEN = "AC" + "1" * 32, "0123456789abcdef" * 2
SERVING = ("gateway", "membership", "appeals", "notify")
PROCESSES = (*SERVING, "worker")
ENROL = """mutation { registerMember(input: {
  memberId: "li", name: "Li", language: EN, plan: "silver", phone: "+8613800138000"
}) { __typename ... on Problem { message } } }"""
PAID = """mutation { topUpBalance(input: {
  memberId: "li", amount: 10000, reference: "paid-1"
}) { __typename ... on Problem { message } } }"""
REGISTER = """mutation { registerMember(input: {
  memberId: "li", name: "Li", language: EN, phone: "+8613800138000"
}) { __typename ... on Problem { message } } }"""
TOLD = "{ me { alerts(first: 1) { edges { node { deliveries { channel state } } } } } }"


@dataclass
class Production:
    """`ports`: where each process answers; `secret`: of the identity provider's tokens."""

    secret: str
    ports: dict[str, int]
    sinks: Sinks
    http: aiohttp.ClientSession

    def token(self, role: str, id: str, **claims: object) -> str:
        """As the shop's identity provider signs it."""
        told = {"sub": id, "role": role, "exp": int(time.time()) + 60, **claims}
        return jwt.encode(told, self.secret, "HS256")

    async def ask(self, role: str, id: str, query: str, **claims: object) -> dict[str, Any]:
        """The data of an answer."""
        said = await self.said(self.token(role, id, **claims), query)
        assert "errors" not in said, said
        data: dict[str, Any] = said["data"]
        return data

    async def said(self, token: str, query: str) -> dict[str, Any]:
        """An answer, asked for as it is in production: at the gateway's own name."""
        headers = {"authorization": f"Bearer {token}", "host": example()["TRUSTED_HOSTS"]}
        url = f"http://127.0.0.1:{self.ports['gateway']}/graphql"
        async with self.http.post(url, json={"query": query}, headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
        return found


@pytest.fixture
async def production(tmp_path: Path) -> AsyncIterator[Production]:
    """All of compose.yml's services under way, at addresses of this machine."""
    async with AsyncExitStack() as running:
        mongo, _ = await running.enter_async_context(running_mongo(tmp_path / "mongo"))
        valkey, _ = await running.enter_async_context(running_valkey(tmp_path / "valkey"))
        sinks = await running.enter_async_context(
            running_sinks(tmp_path / "sinks", account=ACCOUNT, token=TOKEN)
        )
        ports = dict(zip(PROCESSES, free_ports(len(PROCESSES)), strict=True))
        addresses = {"MONGO_URL": mongo, "BROKER_URL": valkey, **here(ports)}
        env = filled_in(**providers(sinks), CALLBACK_URL=addresses["NOTIFY_URL"])
        shipped = services(tmp_path, env)
        app = image(tmp_path / "app")
        for name in PROCESSES:
            start(name, shipped[name], addresses, app, running)
        await ready(ports, app)
        http = await running.enter_async_context(aiohttp.ClientSession())
        yield Production(env["JWT_SECRET"], ports, sinks, http)


def here(ports: dict[str, int]) -> dict[str, str]:
    """The services at `ports` of this machine; the worker shows its metrics there."""
    listen = {f"{name.upper()}_PORT": str(ports[name]) for name in SERVING}
    urls = {f"{name.upper()}_URL": f"http://127.0.0.1:{ports[name]}" for name in SERVING}
    metrics = {f"{name.upper()}_METRICS_PORT": "0" for name in SERVING}
    return listen | urls | metrics | {"WORKER_METRICS_PORT": str(ports["worker"])}


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


def start(
    name: str, service: Service, addresses: dict[str, str], app: Path, running: AsyncExitStack
) -> None:
    program, *arguments = service.command
    assert program == "python"
    env = service.environment | addresses
    log = app.parent / f"{name}.log"
    child = Child(name, [sys.executable, *arguments], env=env, log=log, cwd=app)
    child.start()
    running.callback(child.kill)


async def ready(ports: dict[str, int], app: Path) -> None:
    """As the probes of the manifests ask for it."""
    for name in SERVING:
        await eventually(lambda port=ports[name]: answers_http("127.0.0.1", port))
    await eventually(lambda: answers_http("127.0.0.1", ports["worker"], "/metrics"))
    await eventually((app / "var" / "run" / "worker.ready").exists)


async def test_a_member_is_enrolled_told_so_and_the_receipt_comes_back(
    production: Production,
) -> None:
    for mutation in (REGISTER, PAID, ENROL):
        (answer,) = (await production.ask("host", "shop", mutation)).values()
        assert answer["__typename"].endswith("Success"), answer

    async def received() -> bool:
        alerts = (await production.ask("member", "li", TOLD))["me"]["alerts"]["edges"]
        return any(
            {"channel": "SMS", "state": "DELIVERED"} in a["node"]["deliveries"] for a in alerts
        )

    await eventually(received)
    (sms,) = await production.sinks.messages(to=PHONE)
    assert "Silver" in sms["body"]

    await partners_follow(production)

    link = f"http://127.0.0.1:{production.ports['notify']}/unsubscribe/not-a-link-of-ours"
    async with production.http.get(link) as page:
        assert (page.status, page.content_type) == (404, "text/html")


CREATE = """mutation { createPartner(input: {
  partnerId: "acme", name: "Acme", contactEmail: "ops@acme.example"
}) { __typename ... on Problem { message } } }"""
ISSUE = """mutation { issueKey(input: { partnerId: "acme", scopes: [FEED_READ] }) {
  ... on PartnerSuccess { key } ... on Problem { message } } }"""
ALLOW = """mutation { allowPartner(input: { partnerId: "acme" }) {
  __typename ... on Problem { message } } }"""
FEED = "{ statusFeed { ... on StatusFeedPage { items { memberId entitled } } } }"


async def partners_follow(production: Production) -> None:
    """By a key that an administrator issued, and by a token of the identity provider that says
    what it is for; one that says nothing opens nothing."""
    admin = {"staff_kind": "admin", "second_factor": True}
    made = (await production.ask("staff", "boss", CREATE, **admin))["createPartner"]
    assert made["__typename"] == "PartnerSuccess", made
    key = (await production.ask("staff", "boss", ISSUE, **admin))["issueKey"]["key"]
    allowed = (await production.ask("member", "li", ALLOW))["allowPartner"]
    assert allowed["__typename"] == "ConsentSuccess", allowed
    scoped = production.token("partner", "acme", scopes=["FEED_READ"])
    for opens in (key, scoped):

        async def followed(token: str = opens) -> bool:
            items = (await production.said(token, FEED))["data"]["statusFeed"]["items"]
            return items == [{"memberId": "li", "entitled": True}]

        await eventually(followed)
    [error] = (await production.said(production.token("partner", "acme"), FEED))["errors"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert "FEED_READ" in error["message"]
