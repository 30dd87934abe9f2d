"""What comes late is told and granted by when it happened, through the public graph."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import Member
from tests.flows.test_loss_and_return import instant, status_is

pytestmark = pytest.mark.systems("one")
AS_OF = "membership { asOf(at: $at) { status entitled explanation { entitled } } }"


async def stood(member: Member, at: datetime) -> tuple[str, bool, bool]:
    """Status, entitled, and entitled by the explanation, as of an instant."""
    query = f"query($at: DateTime!) {{ me {{ {AS_OF} }} }}"
    data = await member.client.run(query, at=at.isoformat())
    found: dict[str, Any] = data["me"]["membership"]["asOf"]
    return found["status"], found["entitled"], found["explanation"]["entitled"]


async def test_an_undo_after_the_end_of_grace_gives_back_what_was_left_of_it(
    system: System,
) -> None:
    async with await system.new_member(plan="silver", balance=20_00) as member:
        await system.advance("P30DT1H")
        grace_end = instant((await status_is(member, "GRACE"))["graceUntil"])
        await system.advance("PT22H")
        cancelled_at = instant(await system.advance("PT1S"))
        await member.change("cancel", "PlainInput")
        await system.advance("PT2H")
        undone = await member.change("undoChange", "PlainInput")
        assert (undone["status"], undone["entitled"]) == ("GRACE", True)
        remains = instant(undone["graceUntil"]) - instant(await system.advance("PT1S"))
        assert timedelta(0) < remains <= grace_end - cancelled_at
        assert await stood(member, grace_end) == ("CANCELLED", False, False)
        entries = await member.timeline()
        times = [instant(entry["happenedAt"]) for entry in entries]
        assert times == sorted(times)
        await system.message(await member.phone(), "was undone", "in its grace period until")


async def test_a_login_of_last_year_holds_nothing_and_a_second_factor_lifts_a_hold(
    system: System,
) -> None:
    async with await system.new_member() as member, await system.host() as host:
        now = await system.advance("PT1S")
        await host.logs_in(member.id, "phone-1", now)
        long_ago = (instant(now) - timedelta(days=300)).isoformat()
        late = await host.logs_in(member.id, "phone-2", long_ago)
        assert (late["entitled"], late["holds"]) == (True, [])
        assert "HoldPlaced" not in [entry["type"] for entry in await member.timeline()]
        held = await host.logs_in(member.id, "phone-3", now)
        assert [hold["kind"] for hold in held["holds"]] == ["NEW_DEVICE"]
        now = await system.advance("PT1S")
        proven = await host.logs_in(member.id, "phone-3", now, passedSecondFactor=True)
        assert (proven["entitled"], proven["holds"]) == (True, [])
