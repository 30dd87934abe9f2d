"""A sandbox, running: a developer of the shop tries everything out, and nobody is written to."""

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from infra.dev.parts import ROOT
from infra.dev.supervisor import Supervisor
from tests.waiting import PATIENCE, eventually

NAMES = (
    "RPC_SECRET", "JWT_SECRET", "CODE_SECRET", "CURSOR_KEY", "WEBHOOK_KEY", "PASS_KEY", "TOKEN_KEY",
    "HANDLE_KEY", "MASTER_KEY", "TWILIO_AUTH_TOKEN",
)  # fmt: skip
SANDBOX = {"ENVIRONMENT": "sandbox", "QUIET_HOURS": "off"} | {
    name: f"{name.lower()}-of-this-test-0123456789" for name in NAMES
}
PHONE, SILENT = "+8613812345678", "+8613800009003"
JOIN = """mutation Join($id: ID!, $reference: String!, $phone: String!, $email: String!) {
  known: registerMember(input: {
    memberId: $id, name: "Lin", phone: $phone, email: $email, language: EN
  }) { ... on Problem { message } }
  topUpBalance(input: { memberId: $id, amount: 4000, reference: $reference }) {
    ... on Problem { message }
  }
  joined: registerMember(input: { memberId: $id, plan: "silver", autoRenew: false }) {
    ... on MemberSuccess { member { id } }
    ... on Problem { message }
  }
}"""


class Developer:
    """Of the shop, with a key of the sandbox."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"authorization": f"Bearer {key}", "accept-language": "en"}
        self._session = aiohttp.ClientSession(url, headers=headers)

    async def ask(self, query: str, token: str = "", **variables: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        body = {"query": query, "variables": variables}
        async with self._session.post("/graphql", json=body, headers=headers) as answered:
            answer = await answered.json()
        assert "errors" not in answer, answer
        return dict(answer["data"])

    async def join(self, id: str, **contacts: str) -> None:
        done = await self.ask(JOIN, id=id, reference=id, **contacts)
        assert done["joined"]["member"], done

    async def do(self, path: str, **body: Any) -> dict[str, Any]:
        async with self._session.post(f"/sandbox/{path}", json=body) as answered:
            return dict(await answered.json())

    async def messages(self, to: str = "") -> list[dict[str, Any]]:
        async with self._session.get("/sandbox/messages", params={"to": to}) as answered:
            return list(await answered.json())

    async def message(self, to: str, *words: str) -> dict[str, Any]:
        async def found() -> dict[str, Any] | None:
            kept = await self.messages(to)
            return next((one for one in kept if all(word in one["body"] for word in words)), None)

        return await eventually(found)

    async def close(self) -> None:
        await self._session.close()


async def key_of(env: dict[str, str]) -> str:
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services", "sandbox-key", "tests",
        cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await asyncio.wait_for(made.communicate(), PATIENCE)
    return said.decode().strip()


@pytest.fixture
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Supervisor]:
    var_dir = tmp_path_factory.mktemp("sandbox")
    async with Supervisor(ports="auto", var_dir=var_dir, one=True, env=SANDBOX) as supervisor:
        yield supervisor


@pytest.fixture
async def developer(sandbox: Supervisor) -> AsyncIterator[Developer]:
    developer = Developer(sandbox.urls["gateway"], await key_of(sandbox.stack.env))
    yield developer
    await developer.close()


async def test_a_developer_sees_a_month_pass_and_nobody_is_written_to(
    sandbox: Supervisor, developer: Developer
) -> None:
    await developer.join("m-1", phone=PHONE, email="lin@shop.example")
    token = (await developer.do("token", role="member", id="m-1"))["token"]
    mine = await developer.ask("{ me { membership { status } } }", token)
    assert mine["me"]["membership"]["status"] == "ACTIVE"

    assert "now" in await developer.do("clock", advance="P32D")
    asked = '{ entitlements(memberIds: ["m-1"]) { entitled } }'
    assert (await developer.ask(asked))["entitlements"] == [{"entitled": False}]
    told = await developer.message(PHONE, "ended")
    assert (told["channel"], told["to"]) == ("sms", PHONE)
    assert (await developer.message("lin@shop.example", "ended"))["subject"]
    # only now: whether it came is asked each hour of three days, as of any message
    await developer.join("m-2", phone=SILENT, email="bounces@shop.example")
    await developer.message(SILENT, "Silver")
    assert await developer.messages("bounces@shop.example") == []

    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.urls['sinks']}/messages") as answered,
    ):
        assert await answered.json() == [], "nothing went out"
