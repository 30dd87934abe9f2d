"""A plan that gets dearer: refused in a hurry, told to each who holds it, binding by receipt."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Staff

pytestmark = pytest.mark.systems("one")

OLD, NEW = 20_00, 30_00


async def drafted(staff: Staff, price: int) -> dict[str, Any]:
    """A plan of its own, with nothing below it, so that no other test's members hold it."""
    selection = "PlanSuccess { draft { revision adverse faults { field } } }"
    answer = await staff.do(
        "savePlanDraft", "SavePlanDraftInput", selection,
        code="pearl", name={"zh": "珍珠会员", "en": "Pearl"}, rank=9, price=price,
        period={"days": 45}, graceHours=24, discount="0.90", fallsTo=None, benefits=[],
    )  # fmt: skip
    found: dict[str, Any] = answer["draft"]
    return found


async def published(staff: Staff, revision: int, at: datetime) -> dict[str, Any]:
    return await staff.do(
        "publishPlan", "PublishPlanInput", "PlanSuccess { plan { versions { version adverse } } }",
        code="pearl", revision=revision, effectiveAt=at.isoformat(),
    )  # fmt: skip


async def standings(staff: Staff) -> dict[str, tuple[str, int, str | None]]:
    data = await staff.client.run("""{ findPlanHolders(code: "pearl", version: 2) {
      ... on PlanNotices { holders { nodes { memberId standing planVersion receivedAt } } } } }""")
    return {
        one["memberId"]: (one["standing"], one["planVersion"], one["receivedAt"])
        for one in data["findPlanHolders"]["holders"]["nodes"]
    }


async def test_a_dearer_plan_binds_those_whom_its_notice_reached(system: System) -> None:
    async with await system.staff() as staff:
        now = await system.now()
        await published(staff, (await drafted(staff, OLD))["revision"], now)
        joining = {"plan": "pearl", "balance": 900_00, "auto_renew": True}
        async with (
            await system.new_member(**joining) as told,
            await system.new_member(**joining, channels=()) as unreached,
        ):
            draft = await drafted(staff, NEW)
            assert (draft["adverse"], draft["faults"]) == (True, [])
            hurried = await published(staff, draft["revision"], now + timedelta(days=10))
            assert (hurried["code"], hurried["field"]) == ("INVALID_INPUT", "effectiveAt")
            assert "提前 30 天" in hurried["message"]
            await published(staff, draft["revision"], now + timedelta(days=31))
            await system.message(await told.phone(), "Pearl", "¥30.00", "¥20.00")

            async def received() -> bool:
                return (await standings(staff))[told.id][2] is not None

            await eventually(received)
            await system.advance("P46D")
            seen = await standings(staff)
            assert (seen[told.id][:2], seen[unreached.id]) == (
                ("BOUND", 2),
                ("UNRECEIVED", 1, None),
            )
            for member, version, price in ((told, 2, NEW), (unreached, 1, OLD)):
                found = (await member.ask("membership { planVersion price { amount } }"))[
                    "membership"
                ]
                assert (found["planVersion"], found["price"]["amount"]) == (version, price)
            await system.message(await told.phone(), "Pearl costs ¥30.00", "before ¥20.00")
