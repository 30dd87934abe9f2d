"""Composition and router of others take Reinstate as a subgraph beside a shop's, as
docs/federation.md tells them to."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.clients.conftest import ROUTER_KEY
from tests.clients.node_clients import HERE, NODE, PATIENCE
from tests.flows.conftest import System
from tests.flows.people import Member

PAGE = Path("docs/federation.md").read_text()
SHOP, QUESTION = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
[ANSWER] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
EVERY_ORDER = "{ orders { number buyer { member { membership { status } } } } }"


@contextlib.asynccontextmanager
async def supergraph(system: System, shop: str, *buyers: str) -> AsyncIterator[dict[str, Any]]:
    """What came of composing the two, and the router's address where they fit."""
    router = await asyncio.create_subprocess_exec(
        NODE, HERE / "supergraph.mjs", system.gateway, ROUTER_KEY, shop, *buyers,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert router.stdin is not None
    assert router.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            yield json.loads(await router.stdout.readline())
    finally:
        router.stdin.close()
        await router.wait()


async def asked(url: str, query: str, token: str | None) -> dict[str, Any]:
    headers = {"accept-language": "en"} | ({"authorization": f"Bearer {token}"} if token else {})
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json={"query": query}, headers=headers) as answer,
    ):
        found: dict[str, Any] = await answer.json()
        return found


@pytest.fixture
async def buyers(system: System) -> AsyncIterator[list[Member]]:
    async with await system.new_member() as one, await system.new_member() as other:
        yield [one, other]


async def test_a_router_over_a_shop_and_reinstate(system: System, buyers: list[Member]) -> None:
    one, other = buyers
    async with (
        supergraph(system, SHOP, one.id, other.id) as found,
        await system.staff() as staff,
    ):
        assert found["composed"] == []
        url = found["url"]
        assert await asked(url, QUESTION, one.client.token) == json.loads(ANSWER)

        answer = await asked(url, EVERY_ORDER, one.client.token)
        assert statuses(answer) == {"A-1001": "ACTIVE", "A-1002": None}
        assert codes(answer) == ["NOT_FOUND"]

        answer = await asked(url, EVERY_ORDER, None)
        assert statuses(answer) == {"A-1001": None, "A-1002": None}
        assert set(codes(answer)) == {"UNAUTHENTICATED"}

        answer = await asked(url, EVERY_ORDER, staff.client.token)
        assert statuses(answer) == {"A-1001": "ACTIVE", "A-1002": "ACTIVE"}
        assert codes(answer) == []


def statuses(answer: dict[str, Any]) -> dict[str, str | None]:
    """Of each order's buyer."""
    return {
        order["number"]: ((order["buyer"]["member"] or {}).get("membership") or {}).get("status")
        for order in answer["data"]["orders"]
    }


def codes(answer: dict[str, Any]) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


async def test_a_root_field_of_the_same_name_does_not_compose(system: System) -> None:
    """What SUBGRAPH_LEAVES_OUT is for."""
    with_me = SHOP.replace("type Query {", "type Query {\n  me: Member")
    async with supergraph(system, with_me) as found:
        [error] = found["composed"]
        assert 'Non-shareable field "Query.me"' in error
