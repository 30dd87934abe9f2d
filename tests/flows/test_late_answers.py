"""The platform is late with its answer: the membership is back for the time being, and the decision
ends that in words."""

from tests.flows.conftest import System
from tests.flows.people import Staff
from tests.flows.test_appeals import told_of
from tests.flows.test_loss_and_return import ONE, status_is

PROVISIONAL = "{ me { membership { entitled status provisional { appealNumber inForce } } } }"


DESK = "appeals-desk@shop.example"


async def mail_to(staff: Staff, email: str) -> None:
    contact = {"email": email, "language": "EN", "desk": True}
    kind, shown = "SetStaffContactInput", "StaffContactSuccess { contact { email } }"
    answer = await staff.do("setStaffContact", kind, shown, **contact)
    assert answer["contact"]["email"] == email


@ONE
async def test_a_late_answer_restores_for_now_and_the_decision_lifts_it(system: System) -> None:
    async with (
        await system.new_member(plan="silver") as member,
        await system.staff("s-late") as staff,
    ):
        await mail_to(staff, DESK)
        await member.change("cancel", "PlainInput")
        opened = await member.appeal("openAppeal", "OpenAppealInput", text="It was not me.")
        number = opened["number"]
        await system.advance("PT24H")
        await told_of(member, "FirstAnswerMissed")
        await status_is(member, "ACTIVE")
        shown = (await member.client.run(PROVISIONAL))["me"]["membership"]
        assert shown["entitled"] is True
        assert shown["provisional"] == {"appealNumber": number, "inForce": True}
        await system.message(await member.email(), number, "until we decide")
        told = await system.message(DESK, number, "a promise is broken")
        assert "Nobody has this appeal yet" in told["body"]
        nodes = await staff.every("staffNotices", "number kind holds")
        mine = [(one["kind"], one["holds"]) for one in nodes if one["number"] == number]
        assert mine == [("BREACHED", True), ("BREACH_NEAR", False), ("BREACH_NEAR", False)]
        await mail_to(staff, "")
        decided = await staff.appeal(
            "decideAppeal", "DecideAppealInput",
            number=number, verdict="REJECTED", cause="MEMBER_CANCELLED", remedy="NOTHING",
            reason="A code of yours confirmed it.",
        )  # fmt: skip
        assert "code" not in decided, decided
        lost = await status_is(member, "CANCELLED")
        assert lost["entitled"] is False
        said = await system.message(await member.email(), number, "Nothing is charged")
        assert "have ended: your appeal" in said["body"]
        types = [event["type"] for event in await member.timeline()]
        assert types[-2:] == ["ProvisionalGranted", "ProvisionalEnded"]
        why = await member.explanation()
        assert why["cause"] == "MEMBER_CANCELLED"
