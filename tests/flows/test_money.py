"""Money and rank where two things meet: what is charged, what a late payment buys, what a remedy
gives, and what a report under a known name means."""

from datetime import timedelta
from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import Host, Member
from tests.flows.test_appeals import appeal_is
from tests.flows.test_loss_and_return import instant, status_is

pytestmark = pytest.mark.systems("one")
SILVER, GOLD, DIAMOND = 9_90, 19_90, 39_90
DAY = timedelta(days=1)


async def money_lost(member: Member) -> int:
    answer = await member.ask("membership { explanation { moneyLost { amount } } }")
    found: int = answer["membership"]["explanation"]["moneyLost"]["amount"]
    return found


async def test_nobody_pays_for_a_plan_that_a_clause_takes(system: System) -> None:
    """Charged after the fall where both are due at once; what was paid ahead is money lost."""
    async with (
        await system.new_member(plan="gold", auto_renew=True) as unseen,
        await system.new_member(plan="gold", auto_renew=True) as quiet,
        await system.new_member(plan="gold", auto_renew=True) as ahead,
        await system.host() as host,
    ):
        now = await system.advance("PT1S")
        for member in (quiet, ahead):
            await host.logs_in(member.id, "phone-1", now, passedSecondFactor=True)
        await host.pays(ahead.id, GOLD, now)
        await system.advance("P30DT1H")
        has = {member: await member.membership() for member in (unseen, quiet, ahead)}
        assert [one["plan"]["code"] for one in has.values()] == ["gold", "silver", "silver"]
        assert [one["status"] for one in has.values()] == ["ACTIVE", "ACTIVE", "ACTIVE"]
        balances = [one["balance"]["amount"] for one in has.values()]
        assert balances == [100_00 - 2 * GOLD, 100_00 - GOLD - SILVER, 100_00 - GOLD]
        # ahead paid for the 30 days after the fall, but for the second until which it signed in
        assert await money_lost(quiet) == 0
        assert GOLD - SILVER - 1 <= await money_lost(ahead) <= GOLD - SILVER


async def test_paid_after_grace(system: System) -> None:
    """A second late begins anew; too little, or after seven days, is kept, and what it lacks is
    asked for, not the full price."""
    async with (
        await system.new_member(plan="silver", balance=SILVER) as second_late,
        await system.new_member(plan="silver", balance=SILVER + 2_00) as too_little,
        await system.new_member(plan="silver", balance=SILVER + 2_00) as too_late,
        await system.new_member(plan="silver", balance=SILVER) as to_the_second,
        await system.host() as host,
    ):
        end = instant((await second_late.membership())["period"]["end"])
        paid_at = end + DAY + timedelta(seconds=1)
        await system.advance("P31DT1H")
        asked = await system.message(await too_little.phone(), "ended")
        assert "7.90" in asked["body"], "the price less what is on the balance"
        paid = await host.pays(second_late.id, SILVER, paid_at.isoformat())
        assert paid["renewed"] is True
        assert paid["membership"]["status"] == "ACTIVE"
        assert instant(paid["membership"]["period"]["start"]) == paid_at
        await system.message(await second_late.phone(), "began again", "you had none")
        kept = await host.pays(too_little.id, 5_00, paid_at.isoformat())
        assert (kept["renewed"], kept["missing"]["amount"]) == (False, 2_90)
        assert "2.90" in (await system.message(await too_little.phone(), "5.00"))["body"]
        now = await system.advance("P7D")
        in_time = await host.pays(to_the_second.id, SILVER, (end + DAY).isoformat())
        assert (in_time["renewed"], in_time["membership"]["status"]) == (True, "ACTIVE")
        await system.message(await to_the_second.phone(), "reached our record late", "7 days")
        kept = await host.pays(too_late.id, SILVER, now)
        assert (kept["renewed"], kept["membership"]["status"]) == (False, "EXPIRED")
        said = (await system.message(await too_late.phone(), "too late", "9.90"))["body"]
        assert "11.90" in said


async def decided(system: System, member: Member, remedy: str, **more: Any) -> dict[str, Any]:
    opened = await member.appeal("openAppeal", "OpenAppealInput", text="Please look at it.")
    assert "code" not in opened, opened
    async with await system.staff() as staff:
        number = opened["number"]
        await staff.appeal("takeAppeal", "TakeAppealInput", number=number)
        await system.advance("P2D")
        return await staff.appeal(
            "decideAppeal", "DecideAppealInput",
            number=number, verdict="UPHELD", cause="MEMBER_CANCELLED", remedy=remedy,
            reason="The page was misleading.", differenceReason="It was meant as one.", **more,
        )  # fmt: skip


async def test_what_was_undone_is_given_back_once_however_long_the_review(system: System) -> None:
    """Out for one hour; two days of review are not given beside it."""
    async with await system.new_member(plan="silver", balance=40_00) as member:
        joined = await member.membership()
        await member.change("cancel", "PlainInput")
        await system.advance("PT1H")
        undone = await member.change("undoChange", "PlainInput")
        assert undone["period"] == joined["period"]
        answer = await decided(system, member, "RESTORE")
        assert "code" not in answer, answer
        settled = await appeal_is(member, answer["number"], remedyState="APPLIED")
        gained = instant((await member.membership())["period"]["end"]) - instant(
            joined["period"]["end"]
        )
        assert settled["decision"]["days"] == 1
        assert timedelta(hours=1) <= gained <= DAY


async def test_who_is_out_cannot_be_given_days_and_the_reviewer_is_told(system: System) -> None:
    async with await system.new_member(plan="silver", balance=40_00) as member:
        await system.advance("P35D")
        await status_is(member, "EXPIRED")
        refused = await decided(system, member, "EXTEND", days=3)
        assert refused["code"] == "NOT_ALLOWED", refused
        assert "RESTORE" in refused["message"]
        kinds = [alert["eventType"] for alert in await member.alerts()]
        assert "AppealDecided" not in kinds


async def test_a_known_name_is_never_another_report(system: System) -> None:
    async with (
        await system.new_member(plan="silver", balance=40_00) as member,
        await system.host() as host,
    ):
        now = await system.advance("PT1S")
        await payments_are_kept_as_reported(host, member, now)
        await orders_and_logins_too(host, member, now)
        nobody = await host.change(
            "topUpBalance", "TopUpBalanceInput", memberId="m-mistyped", amount=100, reference="t-9"
        )
        assert nobody["code"] == "NOT_FOUND"


async def payments_are_kept_as_reported(host: Host, member: Member, now: str) -> None:
    report = {"orderId": f"p-{member.id}", "amount": 5_00, "purpose": "TOP_UP"}
    assert (await host.pays(member.id, paid_at=now, **report))["repeated"] is False
    assert (await host.pays(member.id, paid_at=now, **report))["repeated"] is True
    earlier = (instant(now) - DAY).isoformat()
    corrected = {
        "paidAt": await host.pays(member.id, paid_at=earlier, **report),
        "purpose": await host.pays(member.id, paid_at=now, **report | {"purpose": "RENEWAL"}),
        "amount": await host.pays(member.id, paid_at=now, **report | {"amount": 6_00}),
    }
    assert {field: answer.get("field") for field, answer in corrected.items()} == {
        field: field for field in corrected
    }
    assert {answer["code"] for answer in corrected.values()} == {"CONFLICT"}
    topped = await host.change(
        "topUpBalance", "TopUpBalanceInput",
        memberId=member.id, amount=5_00, reference=report["orderId"],
    )  # fmt: skip
    assert topped["balance"]["amount"] == 40_00 - SILVER + 5_00


async def orders_and_logins_too(host: Host, member: Member, now: str) -> None:
    order = {"memberId": member.id, "orderId": f"o-{member.id}", "at": now}
    prices = {"fullPrice": 100_00, "paidPrice": 95_00}
    first = await host.change("reportOrder", "ReportOrderInput", **order, **prices)
    assert "code" not in first, first
    again = await host.change(
        "reportOrder", "ReportOrderInput", **order, **prices | {"paidPrice": 100_00}
    )
    assert (again.get("code"), again.get("field")) == ("CONFLICT", "paidPrice")
    login = {"memberId": member.id, "loginId": f"l-{member.id}", "at": now}
    await host.change("reportLogin", "ReportLoginInput", **login, deviceId="phone-1")
    other = await host.change("reportLogin", "ReportLoginInput", **login, deviceId="phone-2")
    assert (other.get("code"), other.get("field")) == ("CONFLICT", "deviceId")


async def test_an_order_of_the_day_after_tomorrow_is_refused(system: System) -> None:
    async with await system.new_member() as member, await system.host() as host:
        ahead = instant(await system.advance("PT1S")) + 2 * DAY
        refused = await host.change(
            "reportOrder", "ReportOrderInput",
            memberId=member.id, orderId="o-2", at=ahead.isoformat(), fullPrice=1, paidPrice=1,
        )  # fmt: skip
        assert (refused["code"], refused["field"]) == ("INVALID_INPUT", "at")
