"""A mass loss that is stopped, through the public API: nobody loses anything until a person decides
on it, each reads why, and what is good for a member goes on."""

from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import Staff
from tests.flows.test_loss_and_return import instant, status_is
from tests.waiting import eventually

pytestmark = pytest.mark.systems("abroad")
MANY = 8
SILVER = 9_90
FIELDS = "id cause state coming expected deferred settled decision reason decidedBy"


async def decide(staff: Staff, incident: str) -> dict[str, Any]:
    return await staff.do(
        "decideMassLoss", "DecideMassLossInput", f"MassLossSuccess {{ incident {{ {FIELDS} }} }}",
        id=incident, decision="RELEASE", reason="The shop says that nobody paid.",
    )  # fmt: skip


async def test_far_more_than_usual_lose_nothing_until_somebody_decides(system: System) -> None:
    async with AsyncExitStack() as leaving, await system.staff() as staff:
        members = [
            await leaving.enter_async_context(
                await system.new_member(plan="silver", balance=SILVER)
            )
            for _ in range(MANY)
        ]
        end = instant((await members[-1].membership())["period"]["end"])
        await system.advance_to(end + timedelta(days=1, hours=1))
        incident = (await staff.every("massLosses", FIELDS))[0]
        assert (incident["cause"], incident["state"]) == ("LAPSED", "OPEN")
        assert incident["coming"] >= incident["deferred"] == MANY

        one, renews = members[0], members[1]
        waits = await one.ask("membership { entitled lifecycle underReview { kind cause } }")
        assert waits["membership"] == {
            "entitled": True,
            "lifecycle": "GRACE",
            "underReview": [{"kind": "LAPSE", "cause": "LAPSED"}],
        }
        explained = await one.explanation()
        assert (explained["entitled"], explained["cause"]) == (True, None)
        assert "under review" in explained["summary"]["en"]
        assert "核查" in explained["summary"]["zh"]
        assert "MembershipExpired" not in [alert["eventType"] for alert in await one.alerts()]
        await status_is(one, "GRACE")

        async with await system.host() as host:
            now = (await system.now()).isoformat()
            paid = await host.pays(renews.id, SILVER, now)
        assert instant(paid["membership"]["period"]["start"]) < instant(now)
        assert paid["membership"]["status"] == "ACTIVE"

        decided = await decide(staff, incident["id"])
        assert decided["incident"]["decision"] == "RELEASE", decided
        await status_is(one, "EXPIRED")
        await system.message(await one.phone(), "benefits stopped")
        assert (await decide(staff, incident["id"]))["code"] == "NOT_ALLOWED"

        async def closed() -> dict[str, Any] | None:
            found = await staff.every("massLosses", FIELDS, "onlyOpen: false,")
            return found[0] if found[0]["state"] == "CLOSED" else None

        assert (await eventually(closed))["settled"] == MANY - 1
        assert (await renews.membership())["status"] == "ACTIVE"
