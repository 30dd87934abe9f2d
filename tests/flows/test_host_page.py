"""docs/host.md, from the key to reports by three ways: what it says is done, in order."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from infra.dev.parts import ROOT
from tests.bulk import bulk
from tests.client import Client
from tests.flows.conftest import System, eventually

pytestmark = pytest.mark.systems("one")
TEXT = (ROOT / "docs" / "host.md").read_text(encoding="utf-8")
STEPS = re.findall(r"```graphql\n# as (\w+)\n(.*?)```", TEXT, re.DOTALL)
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
SHOWN = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)


def program(number: int) -> dict[str, Any]:
    """What one of the page's programs defines."""
    defined: dict[str, Any] = {}
    exec(PROGRAMS[number], defined)  # noqa: S102 (the page's own text, as its reader would run it)
    return defined


class Reader:
    """Somebody who does what the page says."""

    def __init__(self, system: System) -> None:
        self._system = system
        self.key = ""

    async def do(self, step: tuple[str, str], **variables: Any) -> dict[str, Any]:
        role, query = step
        async with Client(self._system.gateway, patient=False) as client:
            if role == "host":
                client.token = self.key
            else:
                await client.sign_in(role, "boss")
            said = await client.run(query, **variables)
        assert not [answer for answer in said.values() if "message" in answer], said
        return dict(list(said.values())[-1]) if isinstance(list(said.values())[-1], dict) else said


@asynccontextmanager
async def receiving(secret: str, port: int) -> AsyncIterator[list[dict[str, Any]]]:
    """What arrived, and holds by the page's own verification."""
    verified, arrived = program(0)["verified"], list[dict[str, Any]]()

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        told = verified(secret, body, dict(request.headers.items()))
        if told is None:
            return web.Response(status=401)
        arrived.append(told)
        return web.Response()

    app = web.Application()
    app.router.add_post("/hooks", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield arrived
    finally:
        await runner.cleanup()


async def test_from_the_key_to_reports_by_three_ways(system: System) -> None:
    reader, port = Reader(system), unused_port()
    place, key, join, checkout, feed, endpoint, paid = STEPS
    await reader.do(place)
    issued = await reader.do(key)
    reader.key = issued["key"]
    await reader.do(join)
    [answer] = (await reader.do(checkout))["entitlements"]
    assert (answer["entitled"], answer["plan"], answer["priceFactor"]) == (True, "silver", "0.95")

    async def followed() -> list[dict[str, Any]] | None:
        items = (await reader.do(feed))["items"]
        told = [json.loads(item["payload"]) for item in items]
        return [one for one in told if one["data"]["memberId"] == "h-1"] or None

    [*_, known] = await eventually(followed)
    assert (known["type"], known["data"]["entitled"]) == ("entitlement.changed", True)

    where, here = endpoint[0], endpoint[1].replace(":9000/", f":{port}/")
    made = await reader.do((where, here))
    async with receiving(made["secret"], port) as arrived:
        now = (await system.now()).isoformat()
        by_graph = await reader.do(paid, paidAt=now)
        assert by_graph == {"renewed": True, "repeated": False}

        async def renewed() -> dict[str, Any] | None:
            own = [one for one in arrived if one["data"]["memberId"] == "h-1"]
            later = [one for one in own if one["data"]["until"] > answer["until"]]
            return later[-1] if later else None

        told = await eventually(renewed)
        assert told["data"]["sequence"] > known["data"]["sequence"]

    report = json.loads(SHOWN[0])
    report["data"]["paidAt"] = now
    body, signed = json.dumps(report), program(1)["report"]
    given = system.gateway, issued["keyId"], issued["reportSecret"], "msg-1", body
    status, said = await asyncio.to_thread(signed, *given)
    assert (status, json.loads(said)["outcome"]) == (200, "REPEATED"), said
    by_line, end = await bulk(system.gateway, reader.key, [body.encode()])
    assert (by_line["outcome"], end["repeated"]) == ("REPEATED", 1)
    report["data"]["orderId"] = "h-order-3"
    report["data"]["purpose"] = "TOP_UP"
    given = system.gateway, issued["keyId"], issued["reportSecret"], "msg-2", json.dumps(report)
    outcomes = [json.loads((await asyncio.to_thread(signed, *given))[1]) for _ in range(2)]
    assert [one["outcome"] for one in outcomes] == ["TAKEN", "REPEATED"]
    async with await system.member("h-1") as member:
        await member.change("cancel", "PlainInput")


def test_the_page_shows_answers_as_they_are() -> None:
    """The words that a program goes by."""
    taken, refused, end = map(json.loads, SHOWN[1].strip().splitlines())
    assert set(taken) == {"outcome", "line", "version", "renewed"}
    assert set(refused) == {"outcome", "line", "code", "field", "message"}
    assert set(end) == {"end", "taken", "repeated", "refused"}
