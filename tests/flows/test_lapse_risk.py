"""Who is likely to lose a membership is told in time and why, and not once the reasons are gone."""

from typing import Any

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Member

pytestmark = pytest.mark.systems("one")

RISK = """
  memberId level points actBy warnedAt
  reasons { reason points says { zh en } standsOn mend { action amount { amount } } }
"""


async def risk_of(member: Member) -> dict[str, Any]:
    found: dict[str, Any] = (await member.ask(f"lapseRisk {{ {RISK} }}"))["lapseRisk"]
    return found


async def warnings(member: Member) -> list[dict[str, Any]]:
    return [one for one in await member.alerts() if one["eventType"] == "LapseRiskWarned"]


async def test_a_risk_is_told_with_its_reasons_and_void_once_they_are_mended(
    system: System,
) -> None:
    async with (
        await system.new_member(balance=19_90, auto_renew=True) as told,
        await system.new_member(balance=19_90, auto_renew=True) as collects,
        await system.host() as host,
        await system.staff() as staff,
    ):
        digest = "ProfileSuccess { profile { digest { every } } }"
        await collects.do("setDigest", "SetDigestInput", digest, every="WEEKLY")
        assert (await risk_of(told))["level"] == "NONE"
        await system.advance("P16DT1H")
        risk = await risk_of(told)
        assert (risk["level"], risk["points"]) == ("HIGH", 50)
        [reason] = risk["reasons"]
        assert (reason["reason"], reason["mend"]["action"]) == ("BALANCE_SHORT", "TOP_UP")
        missing = reason["mend"]["amount"]["amount"]
        assert f"{missing / 100:.2f}" in reason["says"]["en"]
        await system.message(await told.email(), "does not cover the automatic renewal")
        page = await staff.client.run(
            f"{{ membersAtRisk(first: 100, least: 50) {{ nodes {{ {RISK} }} }} }}"
        )
        assert {told.id, collects.id} <= {one["memberId"] for one in page["membersAtRisk"]["nodes"]}

        # the digest of who collects is still to come when the reason is gone
        await eventually(lambda: warnings(collects))
        await host.change(
            "topUpBalance", "TopUpBalanceInput",
            memberId=collects.id, amount=missing, reference=f"mended-{collects.id}",
        )  # fmt: skip
        assert (await risk_of(collects))["points"] == 0
        await system.advance("P7D")
        await system.message(await collects.email(), "We added")
        assert not [
            one
            for one in await system.messages(await collects.email())
            if "at risk" in one["body"] or "does not cover" in one["body"]
        ]
