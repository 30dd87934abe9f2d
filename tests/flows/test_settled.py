"""What is clear is settled by rule in seconds; what is not, by a person. Amounts by hand."""

from datetime import timedelta
from typing import Any

from tests.flows.conftest import System
from tests.flows.people import Member, Staff
from tests.flows.test_appeals import appeal_is, told_of
from tests.flows.test_case_file import orders
from tests.flows.test_loss_and_return import ONE, instant, status_is
from tests.flows.test_undelivered import faults

DECISION = """
  number state rules { id version }
  decision { automatic rule { id version says { en } } remedyState by { kind } cites { evidence }
    remedies { kind } given { credited { amount } charged { amount } periodEnd } }
"""


async def decision_on(member: Member, number: str) -> dict[str, Any]:
    await appeal_is(member, number, remedyState="APPLIED")
    query = f'{{ appeal(number: "{number}") {{ {DECISION} }} }}'
    found: dict[str, Any] = (await member.client.run(query))["appeal"]
    return found


async def preview(staff: Staff, number: str, payment: str) -> dict[str, Any]:
    parts = f'[{{kind: RESTORE, orderId: "{payment}"}}, {{kind: CREDIT}}]'
    query = f"""{{ remedyPreview(number: "{number}", cause: SYNC_DELAY, remedies: {parts}) {{
      gives {{ credited {{ amount }} }} refusal {{ code message }} }} }}"""
    found: dict[str, Any] = (await staff.client.run(query))["remedyPreview"]
    return found


@ONE
async def test_a_fault_of_the_platform_is_put_right_by_rule_and_a_person_looks_all_the_same(
    system: System,
) -> None:
    """Nobody could tell the member that grace ran. Gold gives 10 %: 10.00 of 100.00."""
    async with await system.new_member() as member, await system.host() as host:
        sms = {"status": 400, "code": 21612, "to": await member.phone()}
        email = {"code": 550, "to": await member.email()}
        async with faults(system, sms=sms, email=email):
            await system.advance("P32D")
            lost = await status_is(member, "EXPIRED")
        await orders(host, member, f"KM-{member.id}", (await system.now()).isoformat(), 100_00)
        await system.advance("PT1H")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="Nobody told me.")
        number = opened["number"]
        settled = await decision_on(member, number)
        decided = settled["decision"]
        assert settled["rules"] == [{"id": "PLATFORM_FAULT", "version": 1}]
        assert (decided["automatic"], decided["by"]["kind"]) == (True, "SYSTEM")
        assert "platform was at fault" in decided["rule"]["says"]["en"]
        assert [part["kind"] for part in decided["remedies"]] == ["RESTORE", "CREDIT"]
        assert decided["given"]["credited"]["amount"] == 10_00
        back = await status_is(member, "ACTIVE")
        assert back["balance"]["amount"] == lost["balance"]["amount"] + 10_00
        await told_of(member, "RemedyConfirmed")

        ask = {"number": number, "text": "I lost more than that."}
        asked = await member.appeal("askForPerson", "AskForPersonInput", **ask)
        assert asked["state"] == "REOPENED", asked
        assert (await member.membership())["status"] == "ACTIVE"
        await told_of(member, "PersonAskedFor")


@ONE
async def test_an_honest_lapse_is_renewed_without_a_gap(system: System) -> None:
    async with await system.new_member(plan="silver", balance=20_00) as member:
        joined = await member.membership()
        await system.advance("P32D")
        await status_is(member, "EXPIRED")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="I forgot.")
        settled = await decision_on(member, opened["number"])
        assert settled["decision"]["rule"]["id"] == "HONEST_LAPSE"
        assert settled["decision"]["given"]["charged"]["amount"] == 9_90
        back = await status_is(member, "ACTIVE")
        assert instant(back["period"]["start"]) == instant(joined["period"]["end"])
        assert back["balance"]["amount"] == 20_00 - 2 * 9_90
        await told_of(member, "AppealClosed")


@ONE
async def test_a_payment_that_was_misread_is_upheld_with_what_its_loss_cost(
    system: System,
) -> None:
    """Paid in grace, and taken for a top-up. Silver gives 5 %: 5.00 of 100.00, and 3.00 of 60.00;
    9.90 pay for the period: 40.00 - 9.90 + 9.90 - 9.90 + 8.00 = 38.10."""
    async with (
        await system.new_member(plan="silver", balance=40_00) as member,
        await system.host() as host,
        await system.staff() as staff,
    ):
        joined = await member.membership()
        paid_at = await system.advance("P30DT12H")
        payment = f"PAY-{member.id}"
        await host.pays(member.id, 9_90, paid_at, orderId=payment, purpose="TOP_UP")
        await system.advance("P4DT12H")
        await status_is(member, "EXPIRED")
        for n, price in enumerate((100_00, 60_00)):
            at = (await system.now()).isoformat()
            await orders(host, member, f"KM-{member.id}-{n}", at, price)
        await system.advance("PT1H")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="I paid in grace.")
        number = opened["number"]
        ruling: dict[str, Any] = {
            "number": number, "verdict": "UPHELD", "cause": "SYNC_DELAY", "remedy": "RESTORE",
            "orderId": payment, "also": [{"kind": "CREDIT"}], "cites": {"evidence": [payment]},
            "reason": "Your payment was for the renewal.",
        }  # fmt: skip
        tried = await preview(staff, number, payment)
        assert tried["gives"]["credited"] == {"amount": 8_00}
        assert (await preview(staff, number, "no-such"))["refusal"]["code"] == "NOT_ALLOWED"
        refused = await staff.appeal("decideAppeal", "DecideAppealInput", **ruling)
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "differenceReason")
        ruling["differenceReason"] = "It was recorded as a top-up."
        strange = ruling | {"cites": {"evidence": ["somebody-elses"]}}
        refused = await staff.appeal("decideAppeal", "DecideAppealInput", **strange)
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "evidence")
        decided = await staff.appeal("decideAppeal", "DecideAppealInput", **ruling)
        assert "code" not in decided, decided
        settled = (await decision_on(member, number))["decision"]
        assert (settled["automatic"], settled["cites"]["evidence"]) == (False, [payment])
        assert settled["given"]["charged"]["amount"] == 9_90
        assert settled["given"]["credited"]["amount"] == 8_00
        back = await status_is(member, "ACTIVE")
        assert back["balance"]["amount"] == 38_10
        gained = instant(back["period"]["end"]) - instant(joined["period"]["end"])
        assert timedelta(days=34) <= gained <= timedelta(days=35)
        await told_of(member, "DiscountCredited")
        events = [event["type"] for event in await member.timeline()]
        assert events.count("DiscountCredited") == events.count("MembershipRenewed") == 1
