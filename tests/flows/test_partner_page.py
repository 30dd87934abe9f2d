"""docs/partners.md, from its first line to a verified webhook: what it says is done, in order."""

import asyncio
import json
import re
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from infra.dev.parts import ROOT
from tests.client import Client
from tests.flows.conftest import System, eventually

pytestmark = pytest.mark.systems("one")
TEXT = (ROOT / "docs" / "partners.md").read_text(encoding="utf-8")
STEPS = re.findall(r"```graphql\n# as (\w+)\n(.*?)```", TEXT, re.DOTALL)[:8]
SHOWN: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[0])
PEOPLE = {"staff": "boss", "host": "shop", "member": "m-1"}
RECEIVER = ROOT / "docs" / "partners" / "receiver.py"


class Reader:
    """Somebody who does what the page says."""

    def __init__(self, system: System, port: int) -> None:
        self._system = system
        self._port = port
        self.key = ""

    async def do(self, step: tuple[str, str]) -> dict[str, Any]:
        said = await self.ask(step)
        assert not [answer for answer in said.values() if "message" in answer], said
        return dict(list(said.values())[-1])

    async def ask(self, step: tuple[str, str]) -> dict[str, Any]:
        role, query = step
        async with Client(self._system.gateway, patient=False) as client:
            if role == "partner":
                client.token = self.key
            else:
                await client.sign_in(role, PEOPLE[role])
            return await client.run(query.replace(":9000/", f":{self._port}/"))


@asynccontextmanager
async def receiving(*arguments: str) -> AsyncIterator[str]:
    """The receiver of the page; gives its first line, and kills it at the end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(RECEIVER), *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode()
    finally:
        process.kill()
        await process.wait()


def known(database: Path) -> tuple[int, dict[str, Any]]:
    with sqlite3.connect(database) as db:
        rows = db.execute("SELECT sequence, data FROM members WHERE id = 'm-1'").fetchall()
    return (rows[0][0], json.loads(rows[0][1] or "{}")) if rows else (0, {})


async def test_from_the_key_to_a_verified_webhook(system: System, tmp_path: Path) -> None:
    port = unused_port()
    reader, database = Reader(system, port), tmp_path / "members.sqlite"
    create, issue, register, allow, feed, endpoint, freeze, log = STEPS
    await reader.do(create)
    reader.key = (await reader.do(issue))["key"]
    await reader.do(register)
    await reader.do(allow)

    async def followed() -> dict[str, Any] | None:
        page = await reader.do(feed)
        return page if page["items"] else None

    page = await eventually(followed)
    [began] = [json.loads(item["payload"]) for item in page["items"]]
    assert (began["type"], began["data"]["entitled"]) == ("membership.follow_began", True)
    made = await reader.do(endpoint)
    receiver = partial(
        receiving, "--graphql", f"{system.gateway}/graphql", "--key", reader.key,
        "--secret", made["secret"], "--port", str(port), "--database", str(database),
    )  # fmt: skip
    async with receiver() as line:
        assert line == f"listening on port {port}; 1 were new since the last time\n"
        await reader.do(freeze)
        await eventually(lambda: _at(database, 2))
        await eventually(partial(_delivered, reader, log))
    _, data = known(database)
    assert list(data) == list(SHOWN["data"])
    told = {name: data[name] for name in ("status", "entitled", "plan", "cause", "responsible")}
    assert told == {name: SHOWN["data"][name] for name in told}

    async with await system.member("m-1") as member:  # while the receiver is away
        await member.do(
            "withdrawPartner", "WithdrawPartnerInput", "ConsentSuccess { repeated }",
            partnerId="acme",
        )  # fmt: skip
    async with receiver():
        await eventually(lambda: _at(database, 3))
    assert known(database) == (3, {}), "what the member took back is forgotten"


async def _delivered(reader: Reader, log: tuple[str, str]) -> bool:
    """Whether our log says of what is newest that it was taken."""
    [endpoint] = (await reader.ask(log))["webhookEndpoints"]
    newest = endpoint["deliveries"]["nodes"][0]
    return (newest["event"], newest["state"]) == ("STATUS_CHANGED", "DELIVERED")


async def _at(database: Path, sequence: int) -> bool:
    return known(database)[0] >= sequence


async def test_the_receiver_says_what_is_wrong_with_its_key(system: System, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(RECEIVER), "--graphql", f"{system.gateway}/graphql",
        "--key", "rk_mistyped", "--secret", "whsec_c2VjcmV0", "--port", str(unused_port()),
        "--database", str(tmp_path / "members.sqlite"), stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode().startswith("This key is none of ours")
