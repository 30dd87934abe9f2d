"""He paid, and the shop never passed it on: a reviewer finds the order, and gives it back as it
was."""

import re
from datetime import timedelta

import pytest

from tests.browser.people import somebody
from tests.browser.visits import EN_DESK, ZH_PHONE, Coming, Reader
from tests.flows.conftest import System
from tests.flows.typed import standing

WORDS = {
    "EN": ("I paid on the last day. The order is in my shop account.", "Your order was found."),
    "ZH": ("我在最后一天付过款，订单就在商城账户里。", "已找到您的订单。"),
}


@pytest.mark.parametrize("reader", [ZH_PHONE, EN_DESK], ids=str)
async def test_an_order_that_was_never_passed_on(
    coming: Coming, world: System, reader: Reader
) -> None:
    said, answer = WORDS[reader.language]
    async with await somebody(world, reader) as member:
        end = (await standing(member)).period.end
        await world.advance_to(end + timedelta(days=5))
        visit = await coming("/appeals", role="member", id=member.id)
        await visit.field("What happened, in your words").fill(said)
        await visit.field("Order numbers, if you have any").fill(f"paid-{member.id}")
        await visit.accessible()
        await visit.press("Hand in the appeal")
        await visit.reads("You will hear from us by {0}.")
        number = visit.page.url.rsplit("/", 1)[1]

        staff = await coming(f"/desk/cases/{number}", role="staff", id="s-wei", name="Wei")
        await staff.press("Take it")
        await staff.reads(said)
        await staff.reads(re.compile(f"paid-{member.id}"))
        await staff.page.get_by_text(staff.word("Upheld"), exact=True).click()
        await staff.chooses("Cause", "Paid, but recorded late")
        await staff.field("Why the cause differs from the explanation").fill(answer)
        await staff.the("textbox", "Reason").fill(answer)
        await staff.chooses("Remedy", "Restore as it was")
        await staff.reads("This would give")
        await staff.accessible()
        await staff.fits()
        await staff.press("Review and decide")
        await staff.press("Decide", staff.page.get_by_role("dialog"))
        await staff.reads("Remedy given")

        await visit.reads("You are right")
        await visit.reads(answer)
        await visit.shows("story-restored")
        await visit.page.goto(f"{world.gateway}/")
        await visit.reads("You are a member until {end}.")
        assert visit.wrong == staff.wrong == []
