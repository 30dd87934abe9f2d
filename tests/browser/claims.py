"""What was claimed and does not hold is refused in words."""

import re
from datetime import timedelta

from tests.browser.visits import PHONE, Opening, Visit
from tests.flows.conftest import System
from tests.flows.typed import standing

SILVER = 9_90


async def test_what_was_claimed_and_never_paid_is_refused_in_words(
    opening: Opening, world: System
) -> None:
    async with (
        await world.new_member(plan="silver", balance=SILVER) as member,
        await world.staff() as staff,
    ):
        end = (await standing(member)).period.end
        await world.advance_to(end + timedelta(days=2))
        claim = {"orderId": f"none-{member.id}", "amount": SILVER, "paidAt": end.isoformat()}
        await member.change("claimPayment", "ClaimPaymentInput", **claim)
        visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/healthz")
        await visit.become(world.gateway, "/", role="member", id=member.id)
        await visit.reads("Your payment is checked")
        refusal = {"memberId": member.id, "orderId": claim["orderId"], "reason": "No such order."}
        await staff.change("refusePaymentClaim", "RefusePaymentClaimInput", **refusal)
        await visit.reads("Paid, but not a member?")
        await visit.reads(re.compile("was not found, for this reason: “No such order”"))
        assert visit.wrong == []
