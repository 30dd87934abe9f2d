"""A plan that orders have to earn: warned of, lost, and earned again, each told and explained."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Host, Member
from tests.flows.test_clauses import publish_any

pytestmark = pytest.mark.systems("one")

PARAMETERS = {"points_per_hundred": 1, "span_days": 10, "warn_days": 2, "threshold_diamond": 100}


async def orders(host: Host, member: Member, paid: int, at: str) -> None:
    done = await host.change(
        "reportOrder", "ReportOrderInput",
        memberId=member.id, orderId=uuid4().hex, at=at, fullPrice=paid, paidPrice=paid,
    )  # fmt: skip
    assert "code" not in done, done


async def test_points_that_are_short_are_warned_of_lost_and_earned_again(system: System) -> None:
    async with await system.staff() as staff, await system.host() as host:
        now = datetime.fromisoformat(await system.advance("PT1S"))
        published = await publish_any(staff, "points", now + timedelta(days=31), PARAMETERS)
        assert published["adverse"] is True
        await system.advance("P31DT1H")
        async with await system.new_member(plan="diamond", balance=900_00) as member:
            await orders(host, member, 50_00, await system.advance("PT1S"))
            await system.advance("P8D")
            told = await system.message(await member.phone(), "keep your plan", "100.00")
            assert "Points" in told["body"]
            steps = (await member.explanation())["nextSteps"]
            assert "SPEND" in [step["action"] for step in steps]
            await system.advance("P3D")

            async def plan_is(code: str) -> bool:
                plan: str = (await member.membership())["plan"]["code"]
                return plan == code

            await eventually(lambda: plan_is("gold"))
            why = await member.explanation()
            assert (why["cause"], why["responsible"], why["clause"]) == (
                "POINTS_SHORTFALL",
                "CLAUSE",
                "points",
            )
            await system.message(await member.phone(), "comes back by itself")
            await orders(host, member, 100_00, await system.advance("PT1S"))
            assert await plan_is("diamond")
            await system.message(await member.phone(), "at no charge")
            types = [entry["type"] for entry in await member.timeline()]
            expected = ["PointsWarned", "WarningReceived", "MembershipDowngraded"]
            assert [one for one in types if one in expected] == expected
            assert types[-1] == "MembershipUpgraded"

            # others who use this system are asked for no points
            at = datetime.fromisoformat(await system.advance("PT0S"))
            milder = await publish_any(staff, "points", at, PARAMETERS | {"threshold_diamond": 0})
            assert milder["adverse"] is False
