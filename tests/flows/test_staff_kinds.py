"""What staff may do follows from what kind of staff they are, and how they signed in."""

from typing import Any

from tests.flows.conftest import System
from tests.flows.people import Member, Staff
from tests.flows.test_loss_and_return import ONE

TEMPLATE = {"eventType": "MembershipUpgraded", "language": "EN"}


async def publish_template(staff: Staff) -> dict[str, Any]:
    return await staff.do(
        "publishTemplate", "PublishTemplateInput", "TemplateSuccess { __typename }", **TEMPLATE
    )


async def suppress(staff: Staff, member: Member) -> dict[str, Any]:
    return await staff.do(
        "suppressAddress", "SuppressionInput", "SuppressionsSuccess { __typename }",
        memberId=member.id, channel="SMS", reason="Asked for it on the phone.",
    )  # fmt: skip


async def decide(staff: Staff) -> dict[str, Any]:
    return await staff.do(
        "decideAppeal", "DecideAppealInput", "AppealSuccess { __typename }",
        number="AP-20260101-0001", verdict="REJECTED", cause="LAPSED", reason="No.",
        remedy="NOTHING",
    )  # fmt: skip


@ONE
async def test_kinds_of_staff(system: System) -> None:
    async with (
        await system.new_member() as member,
        await system.staff("r-1", staff_kind="reviewer") as reviewer,
        await system.staff("r-2", staff_kind="reviewer", second_factor=False) as unconfirmed,
        await system.staff("s-1", staff_kind="specialist") as specialist,
    ):
        for refused in (
            await publish_template(reviewer),
            await publish_template(specialist),
            await suppress(reviewer, member),
        ):
            assert refused["code"] == "FORBIDDEN"
        assert (await suppress(specialist, member))["__typename"] == "SuppressionsSuccess"
        assert (await decide(unconfirmed))["code"] == "SECOND_FACTOR_REQUIRED"
        assert (await decide(reviewer))["code"] == "NOT_FOUND", "it was let in; no such appeal"
