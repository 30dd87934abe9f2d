"""History is evidence: it can be verified by anybody who may read it, and shows where it was
tampered with."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from services.settings import load_settings
from tests.flows.conftest import System
from tests.flows.people import Member

pytestmark = pytest.mark.systems("separate")

Database = AsyncIOMotorDatabase[dict[str, Any]]
RECORD = "record { events holds fault headHash }"
HISTORY = "history(first: 3PLACE) { nodes { line } pageInfo { hasNextPage endCursor } }"


@pytest.fixture
async def memberships(system: System) -> AsyncIterator[Database]:
    """For the one who tampers: nothing that a contract offers changes a history."""
    env = system.supervisor.env
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(env["MONGO_URL"])
    yield client[load_settings(env).database("membership")]
    client.close()


async def with_a_past(system: System) -> Member:
    """A member with a good many events."""
    member = await system.new_member()
    for turn in range(3):
        await member.change("setAutoRenew", "SetAutoRenewInput", on=turn % 2 == 0)
    await member.change("freeze", "FreezeInput")
    await member.change("cancel", "PlainInput")
    await member.change("undoChange", "PlainInput")
    return member


async def record(member: Member) -> dict[str, Any]:
    found: dict[str, Any] = (await member.ask(RECORD))["record"]
    return found


async def test_an_honest_record_holds_for_member_and_staff(system: System) -> None:
    async with await with_a_past(system) as member, await system.staff() as staff:
        entries = await member.timeline()
        own = await record(member)
        assert own == {
            "events": len(entries),
            "holds": True,
            "fault": "",
            "headHash": entries[-1]["hash"],
        }
        assert (await staff.member(member.id, RECORD))["record"] == own


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"$set": {"cause": "LAPSED"}}, "content"),
        ({"$set": {"body.on": "yes"}}, "content"),
        ({"$set": {"actor.id": "somebody-else"}}, "content"),
        ({"$set": {"hash": "0" * 64}}, "content"),
        ({"$set": {"prev_hash": "1" * 64}}, "does not follow"),
    ],
    ids=["cause", "body", "actor", "hash", "link"],
)
async def test_a_changed_event_is_named(
    system: System, memberships: Database, change: dict[str, Any], reason: str
) -> None:
    async with await with_a_past(system) as member:
        where = {"aggregate": member.id, "version": 4}
        honest = await memberships["events"].find_one(where)
        assert honest is not None
        await memberships["events"].update_one(where, change)
        broken = await record(member)
        assert broken["holds"] is False
        assert broken["fault"].startswith("Event 4 ")
        assert reason in broken["fault"]
        why = await member.explanation()
        assert (why["cause"], why["responsible"]) == ("DATA_FAULT", "PLATFORM")
        assert (await member.timeline())[3]["eventId"] == f"{member.id}:4"
        await memberships["events"].replace_one(where, honest)
        assert (await record(member))["holds"] is True


async def test_a_stranger_verifies_what_the_graph_gives(system: System, tmp_path: Path) -> None:
    async with await with_a_past(system) as member, await system.staff() as staff:
        held = await staff.change(
            "placeHold", "PlaceHoldInput", memberId=member.id, reason="Two people use it."
        )
        assert "code" not in held, held
        lines, after = list[str](), None
        while True:
            place = f', after: "{after}"' if after else ""
            page = (await member.ask(HISTORY.replace("PLACE", place)))["history"]
            lines += [node["line"] for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            after = page["pageInfo"]["endCursor"]
        head = (await record(member))["headHash"]
    exported = tmp_path / "history.jsonl"
    exported.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert verified(exported) == (
        f"{member.id}: {len(lines)} events hold, the last hash is {head}\n"
    )


def verified(file: Path) -> str:
    command = [sys.executable, "-I", "docs/verify_history.py", str(file)]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


async def test_a_missing_event_is_named(system: System, memberships: Database) -> None:
    async with await with_a_past(system) as member:
        where = {"aggregate": member.id, "version": 3}
        honest = await memberships["events"].find_one(where)
        assert honest is not None
        await memberships["events"].delete_one(where)
        assert "Event 3 found version 4" in (await record(member))["fault"]
        await memberships["events"].insert_one(honest)
        assert (await record(member))["holds"] is True


@pytest.mark.parametrize("field", ["balance", "price"])
async def test_a_state_that_history_does_not_lead_to_is_seen(
    system: System, memberships: Database, field: str
) -> None:
    async with await with_a_past(system) as member:
        row = {"_id": member.id}
        await memberships["memberships"].update_one(row, {"$inc": {f"state.{field}": 1}})
        broken = await record(member)
        assert broken["holds"] is False
        assert "stored state" in broken["fault"]
        await memberships["memberships"].update_one(row, {"$inc": {f"state.{field}": -1}})
        assert (await record(member))["holds"] is True
