"""A member's own proof of payment, through the public API."""

from datetime import timedelta

import pytest

from tests.flows.conftest import System
from tests.flows.test_loss_and_return import instant, status_is

pytestmark = pytest.mark.systems("one")
SILVER = 9_90


async def test_who_paid_is_a_member_at_once_and_somebody_looks_when_it_takes_too_long(
    system: System,
) -> None:
    async with (
        await system.new_member(plan="silver", balance=SILVER) as member,
        await system.new_member(plan="silver", balance=SILVER) as other,
        await system.host() as host,
        await system.staff() as staff,
    ):
        end = instant((await member.membership())["period"]["end"])
        await system.advance_to(end + timedelta(days=2))
        for one in (member, other):
            claim = {"orderId": f"c-{one.id}", "amount": SILVER, "paidAt": end.isoformat()}
            claimed = await one.change("claimPayment", "ClaimPaymentInput", **claim)
            assert claimed["entitled"] is True
            await system.message(await one.phone(), "told us of a payment", "9.90")
        no = await staff.change(
            "refusePaymentClaim", "RefusePaymentClaimInput",
            memberId=other.id, orderId=f"c-{other.id}", reason="No such order.",
        )  # fmt: skip
        assert no["status"] == "EXPIRED"
        assert "appeal" in (await system.message(await other.phone(), "did not find"))["body"]
        await system.advance("P3DT1H")
        await system.message(await member.phone(), "not settled yet", "case")
        paid = await host.pays(member.id, SILVER, end.isoformat(), orderId=f"c-{member.id}")
        assert paid["membership"]["status"] == "ACTIVE"
        gained = instant(paid["membership"]["period"]["end"]) - end
        assert timedelta(days=31) <= gained < timedelta(days=31, hours=1), "out for a day only"
        await status_is(member, "ACTIVE")
