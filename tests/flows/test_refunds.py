"""Money that goes back, through the public API: what it takes, what is told of it, the way back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import MEMBERSHIP, Host, Member
from tests.flows.test_loss_and_return import instant, status_is

pytestmark = pytest.mark.systems("one")
SILVER = 9_90
REFUND = (
    "RefundSuccess { outcome repeated fromBalance { amount } owed { amount } "
    f"membership {{ {MEMBERSHIP} }} }}"
)


async def refund(host: Host, member: Member, **input: Any) -> dict[str, Any]:
    return await host.do("reportRefund", "ReportRefundInput", REFUND, memberId=member.id, **input)


async def test_the_payment_of_the_running_period_goes_back_and_comes_again(system: System) -> None:
    async with (
        await system.new_member(plan="silver", balance=SILVER) as member,
        await system.host() as host,
    ):
        await system.advance("P30DT1H")
        now = await system.advance("PT1S")
        paid = await host.pays(member.id, SILVER, now, orderId=f"o-{member.id}")
        ends = instant(paid["membership"]["period"]["end"])
        given = {"orderId": f"o-{member.id}", "kind": "CHARGEBACK", "refundedAt": now}
        early = await refund(host, member, refundId="r-0", amount=1, **given | {"orderId": "x"})
        assert (early["code"], early["field"]) == ("NOT_FOUND", "orderId")
        part = await refund(host, member, refundId=f"r-{member.id}", amount=90, **given)
        assert (part["outcome"], part["membership"]["status"]) == ("PART", "ACTIVE")
        whole = await refund(host, member, refundId=f"s-{member.id}", amount=9_00, **given)
        assert (whole["outcome"], whole["membership"]["status"]) == ("ENDED", "EXPIRED")
        phone = await member.phone()
        told = (await system.message(phone, "bank took back", "9.90"))["body"]
        assert "appeal" in told
        await system.message(await member.email(), "bank took back")
        why = await explained(member)
        assert (why["cause"], why["responsible"]) == ("PAYMENT_REVERSED", "EXTERNAL")
        assert {"PAYMENT", "EVENT"} <= {piece["kind"] for piece in why["evidence"]}
        assert {"PAY", "APPEAL"} <= {step["action"] for step in why["nextSteps"]}
        await system.advance("P2D")
        won = await host.change(
            "reportChargebackWon", "ReportChargebackWonInput",
            memberId=member.id, refundId=f"s-{member.id}",
        )  # fmt: skip
        assert won["status"] == "ACTIVE"
        longer = instant(won["period"]["end"]) - ends
        assert timedelta(days=2) <= longer < timedelta(days=2, minutes=1)
        await system.message(phone, "is restored")


async def explained(member: Member) -> dict[str, Any]:
    await status_is(member, "EXPIRED")
    answer = await member.ask(
        "membership { explanation { cause responsible evidence { kind } nextSteps { action } } }"
    )
    found: dict[str, Any] = answer["membership"]["explanation"]
    return found


async def test_a_top_up_goes_back_and_staff_pay_the_rest_out(system: System) -> None:
    async with (
        await system.new_member(plan="silver", balance=SILVER + 5_00) as member,
        await system.host() as host,
        await system.staff() as staff,
    ):
        out = await staff.change(
            "withdrawBalance", "WithdrawBalanceInput",
            memberId=member.id, amount=2_00, reason="You asked for it.",
        )  # fmt: skip
        assert out["balance"]["amount"] == 3_00
        await system.message(await member.phone(), "2.00", "3.00")
        now = await system.advance("PT1S")
        taken = await refund(
            host, member, orderId=f"first-{member.id}", refundId=f"t-{member.id}",
            amount=5_00, refundedAt=now,
        )  # fmt: skip
        assert (taken["outcome"], taken["membership"]["status"]) == ("BALANCE", "ACTIVE")
        assert (taken["fromBalance"]["amount"], taken["owed"]["amount"]) == (3_00, 2_00)
        await system.message(await member.phone(), "2.00 is owed")
