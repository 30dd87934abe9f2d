"""A member's own proof of payment, through the public API."""

from datetime import timedelta

import pytest

from tests.flows.conftest import System
from tests.flows.people import Host, Member
from tests.flows.typed import becomes, changed, done, standing
from tests.typed.graph.enums import Status
from tests.typed.graph.input_types import (
    ClaimPaymentInput,
    RefusePaymentClaimInput,
    ReportPaymentInput,
)
from tests.typed.graph.report_payment import ReportPaymentReportPaymentPaymentSuccess as PaidSuccess

pytestmark = pytest.mark.systems("one")
SILVER = 9_90


def order(member: Member) -> str:
    return f"c-{member.id}"


async def test_who_paid_is_a_member_at_once_and_somebody_looks_when_it_takes_too_long(
    system: System,
) -> None:
    async with (
        await system.new_member(plan="silver", balance=SILVER) as member,
        await system.new_member(plan="silver", balance=SILVER) as other,
        await system.host() as host,
        await system.staff() as staff,
    ):
        end = (await standing(member)).period.end
        await system.advance_to(end + timedelta(days=2))
        for one in (member, other):
            claim = ClaimPaymentInput(orderId=order(one), amount=SILVER, paidAt=end)
            claimed = changed((await one.graph.claim_payment(claim)).claim_payment)
            assert claimed.entitled
            await system.message(await one.phone(), "told us of a payment", "9.90")
        refusal = RefusePaymentClaimInput(
            memberId=other.id, orderId=order(other), reason="No such order."
        )
        refused = (await staff.graph.refuse_payment_claim(refusal)).refuse_payment_claim
        assert changed(refused).status is Status.EXPIRED
        assert "appeal" in (await system.message(await other.phone(), "did not find"))["body"]
        await system.advance("P3DT1H")
        await system.message(await member.phone(), "not settled yet", "case")
        paid = await pays(
            host,
            ReportPaymentInput(
                memberId=member.id, orderId=order(member), amount=SILVER, paidAt=end
            ),
        )
        assert paid.membership is not None
        assert paid.membership.status is Status.ACTIVE
        gained = paid.membership.period.end - end
        assert timedelta(days=31) <= gained < timedelta(days=31, hours=1), "out for a day only"
        await becomes(member, Status.ACTIVE)


async def pays(host: Host, payment: ReportPaymentInput) -> PaidSuccess:
    return done((await host.graph.report_payment(payment)).report_payment, PaidSuccess)
