"""A membership is lost; the member knows at once why, and gets it back."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.flows.conftest import System
from tests.flows.people import Member
from tests.flows.typed import becomes, changed, done, standing, why
from tests.typed.graph.enums import Cause, CodePurpose, HoldKind, Responsible, Status
from tests.typed.graph.fragments import Changed, Standing
from tests.typed.graph.input_types import (
    FreezeInput,
    PlaceHoldInput,
    PlainInput,
    ReleaseHoldInput,
    ReleaseMemberHoldInput,
    RenewInput,
    ReportLoginInput,
    ReportPaymentInput,
    RequestCodeInput,
)
from tests.typed.graph.report_payment import ReportPaymentReportPaymentPaymentSuccess as PaidSuccess
from tests.waiting import eventually

ONE = pytest.mark.systems("one")
"""Rules are the same in either way of running; what goes through every process is tried in both."""


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def status_is(member: Member, status: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        found = await member.membership()
        return found if found["status"] == status else None

    return await eventually(look)


async def test_a_lapse_is_told_explained_and_mended_in_grace(system: System) -> None:
    async with await system.new_member(balance=200_00) as member:
        joined = await standing(member)
        assert joined.status is Status.ACTIVE
        await system.advance("P30DT1H")
        lapsed = await becomes(member, Status.GRACE)
        assert lapsed.entitled

        sms = await system.message(await member.phone(), "period ended", "Renew at the same price")
        assert f"{joined.price.amount / 100:.2f}" in sms["body"]
        await system.message(await member.email(), "period ended")

        found = await why(member)
        assert (found.cause, found.responsible) == (Cause.LAPSED, Responsible.MEMBER)
        renew = next(step for step in found.next_steps if step.action == "RENEW")
        assert renew.amount is not None
        assert renew.amount.amount == joined.price.amount
        assert renew.until == lapsed.grace_until

        dearer = (await member.graph.renew(RenewInput(expectedPrice=1))).renew
        assert dearer.typename__ == "Conflict"
        assert dearer.field == "expectedPrice"
        expected = RenewInput(expectedPrice=joined.price.amount)
        renewed = changed((await member.graph.renew(expected)).renew)
        assert renewed.status is Status.ACTIVE
        assert renewed.period.start == joined.period.end  # continuous
        assert renewed.balance.amount == lapsed.balance.amount - lapsed.price.amount
        await system.message(await member.phone(), "renewed")


@ONE
async def test_what_was_due_in_an_outage_happened_when_it_was_due(system: System) -> None:
    async with await system.new_member(balance=15_00, plan="silver", auto_renew=True) as member:
        joined = await member.membership()
        await system.advance("P40D")
        expired = await status_is(member, "EXPIRED")
        assert expired["entitled"] is False

        end = instant(joined["period"]["end"])
        events = await member.timeline()
        due = [(e["type"], instant(e["happenedAt"]) - end) for e in events]
        hours = {name: [at for kind, at in due if kind == name] for name, _ in due}
        assert hours["GraceStarted"] == [timedelta(0)]
        assert hours["AutoRenewFailed"] == [timedelta(hours=h) for h in (0, 6, 12, 23)]
        assert hours["MembershipExpired"] == [timedelta(hours=24)]
        assert [e["happenedAt"] for e in events] == sorted(e["happenedAt"] for e in events)
        assert all(instant(e["recordedAt"]) >= instant(e["happenedAt"]) for e in events)

        why = await member.explanation()
        assert why["cause"] == "PAYMENT_FAILED"
        assert why["blockers"]
        assert why["nextSteps"]


@ONE
async def test_a_misclick_costs_nothing(system: System) -> None:
    async with await system.new_member() as member:
        before = await standing(member)
        cancelled = changed((await member.graph.cancel(PlainInput())).cancel)
        assert cancelled.status is Status.CANCELLED
        assert cancelled.undo is not None
        assert cancelled.undo.event_type == "MembershipCancelled"
        await system.message(await member.phone(), "undo")
        await system.message(await member.email(), "undo")

        again = changed((await member.graph.undo_change(PlainInput())).undo_change)
        kept = {"status", "plan", "price", "period", "balance", "auto_renew", "entitled"}
        assert again.model_dump(include=kept) == before.model_dump(include=kept)

        refused = (await member.graph.undo_change(PlainInput())).undo_change
        assert refused.typename__ == "NotAllowed"
        assert "cancel" in refused.allowed


@ONE
async def test_after_24_hours_a_cancellation_stands_and_says_so(system: System) -> None:
    async with await system.new_member() as member:
        await member.graph.cancel(PlainInput())
        await system.advance("PT24H1M")
        refused = (await member.graph.undo_change(PlainInput())).undo_change
        assert refused.typename__ == "NotAllowed"
        assert (await why(member)).cause is Cause.MEMBER_CANCELLED


@ONE
async def test_a_freeze_is_released_with_a_code_and_its_time_is_given_back(
    system: System,
) -> None:
    async with await system.new_member() as member:
        before = await standing(member)
        frozen = changed((await member.graph.freeze(FreezeInput())).freeze)
        assert (frozen.status, frozen.entitled) == (Status.FROZEN, False)
        assert (await why(member)).cause is Cause.MEMBER_FROZE
        await system.message(await member.phone(), "froz")
        await system.advance("P1D")

        given = ReleaseHoldInput(kind=HoldKind.MEMBER_FREEZE, code="000000")
        wrong = (await member.graph.release_hold(given)).release_hold
        assert wrong.typename__ == "InvalidInput"
        assert wrong.field == "code"
        asked = RequestCodeInput(purpose=CodePurpose.RELEASE_HOLD)
        sent = (await member.graph.request_code(asked)).request_code
        assert sent.typename__ == "CodeSent"
        assert sent.sent_to.endswith((await member.phone())[-4:])
        text = (await system.message(await member.phone(), "is your code"))["body"]
        code = next(word.strip(".,:;") for word in text.split() if word.strip(".,:;").isdigit())
        given = ReleaseHoldInput(kind=HoldKind.MEMBER_FREEZE, code=code)
        released = changed((await member.graph.release_hold(given)).release_hold)
        assert released.status is Status.ACTIVE
        credited = released.period.end - before.period.end
        assert timedelta(hours=24) <= credited < timedelta(hours=24, minutes=5)


@ONE
async def test_a_strange_device_holds_and_is_told(system: System) -> None:
    async with await system.new_member() as member, await system.host() as host:
        now = instant(await system.advance("PT1S"))

        async def logs_in(device: str, *, second_factor: bool) -> Standing:
            login = ReportLoginInput(
                memberId=member.id, deviceId=device, at=now, passedSecondFactor=second_factor,
                loginId=f"{member.id}-{device}", deviceLabel=device, ip="203.0.113.77",
            )  # fmt: skip
            return changed((await host.graph.report_login(login)).report_login)

        assert (await logs_in("phone-1", second_factor=True)).entitled
        held = await logs_in("phone-2", second_factor=False)
        assert not held.entitled
        assert [hold.kind for hold in held.holds] == [HoldKind.NEW_DEVICE]
        found = await why(member)
        assert (found.cause, found.responsible) == (Cause.NEW_DEVICE, Responsible.SECURITY)
        await system.message(await member.phone(), "device")


@ONE
async def test_staff_hold_with_a_reason_the_member_reads(system: System) -> None:
    async with await system.new_member() as member, await system.staff() as staff:
        reason = "Two orders with a stolen card, see notice 7."
        placed = PlaceHoldInput(memberId=member.id, reason=reason)
        held = changed((await staff.graph.place_hold(placed)).place_hold)
        assert held.status is not Status.ACTIVE
        found = await why(member)
        assert found.cause is Cause.STAFF_ACTION
        assert reason in found.summary.en
        given = ReleaseMemberHoldInput(
            memberId=member.id, kind=HoldKind.STAFF, reason="Checked, all in order."
        )
        released = changed((await staff.graph.release_member_hold(given)).release_member_hold)
        assert released.status is Status.ACTIVE


@ONE
async def test_a_payment_counts_once_and_a_late_one_gives_the_time_back(system: System) -> None:
    async with (
        await system.new_member(balance=40_00, plan="silver") as member,
        await system.host() as host,
    ):
        joined = await standing(member)
        await system.advance("P33D")
        await becomes(member, Status.EXPIRED)
        report = ReportPaymentInput(
            memberId=member.id, orderId=f"o-{member.id}", amount=joined.price.amount,
            paidAt=joined.period.end - timedelta(hours=2),
        )  # fmt: skip
        first = done((await host.graph.report_payment(report)).report_payment, PaidSuccess)
        assert first.renewed
        assert first.membership is not None
        assert first.membership.status is Status.ACTIVE
        second = done((await host.graph.report_payment(report)).report_payment, PaidSuccess)
        assert second.repeated
        assert second.membership == first.membership
        period = first.membership.period.end - joined.period.end
        assert period > timedelta(days=31)  # a month, and the days without membership
        types = [e["type"] for e in await member.timeline()]
        assert types.count("MembershipRenewed") == 1


@ONE
async def test_inactivity_is_warned_of_a_week_ahead_and_a_login_keeps_the_plan(
    system: System,
) -> None:
    async with (
        await system.new_member(plan="diamond", balance=900_00, auto_renew=True) as quiet,
        await system.new_member(plan="diamond", balance=900_00, auto_renew=True) as back,
        await system.new_member(plan="diamond", balance=900_00, auto_renew=True) as unseen,
        await system.host() as host,
    ):
        now = await system.advance("PT1S")
        for member in (quiet, back):
            await host.logs_in(member.id, "phone-1", now, passedSecondFactor=True)
        await system.advance("P24D")
        for member in (quiet, back):
            await system.message(await member.phone(), "keep your plan")
        now = await system.advance("PT1S")
        await host.logs_in(back.id, "phone-1", now, passedSecondFactor=True)
        await system.advance("P8D")

        async def fell() -> str | None:
            plan: str = (await quiet.membership())["plan"]["code"]
            return plan if plan != "diamond" else None

        lower: str = await eventually(fell)
        assert lower == "gold"
        why = await quiet.explanation()
        assert (why["cause"], why["clause"]) == ("INACTIVITY", "inactivity")
        assert (await back.membership())["plan"]["code"] == "diamond"
        types = [entry["type"] for entry in await quiet.timeline()]
        assert types.index("WarningReceived") < types.index("MembershipDowngraded")
        assert types.index("MembershipDowngraded") < types.index("MembershipRenewed")
        # nothing is known of the third, so nothing follows from it; each paid for what they have
        joined_for = (await back.membership())["price"]["amount"]
        for member, plan in ((quiet, "gold"), (back, "diamond"), (unseen, "diamond")):
            has = await member.membership()
            assert has["plan"]["code"] == plan
            assert has["balance"]["amount"] == 900_00 - joined_for - has["price"]["amount"]


@ONE
async def test_the_same_key_does_the_same_thing_once(system: System) -> None:
    async with await system.new_member(balance=300_00) as member:
        before = await standing(member)
        key = "tap-1"
        first = done((await member.graph.renew(RenewInput(idempotencyKey=key))).renew, Changed)
        second = done((await member.graph.renew(RenewInput(idempotencyKey=key))).renew, Changed)
        assert (first.repeated, second.repeated) == (False, True)
        assert second.membership == first.membership
        assert second.membership is not None
        assert second.membership.balance.amount == before.balance.amount - before.price.amount
        other = (await member.graph.freeze(FreezeInput(idempotencyKey=key))).freeze
        assert other.typename__ == "Conflict"


@ONE
async def test_as_of_shows_what_was(system: System) -> None:
    async with await system.new_member() as member:
        then = instant((await member.timeline())[-1]["recordedAt"])
        await member.graph.freeze(FreezeInput())
        me = (await member.graph.own_membership_then(then)).me
        assert me is not None
        assert me.membership is not None
        assert me.membership.status is Status.FROZEN
        assert me.membership.as_of is not None
        assert me.membership.as_of.status is Status.ACTIVE
