"""Another plan, and what goes to somebody else: seen from both ends."""

import re

from tests.browser.signing import be, code_in
from tests.browser.visits import DESK, PHONE, Opening, Visit
from tests.flows.conftest import System


async def test_moved_up_for_what_was_shown_and_down_and_back(
    opening: Opening, world: System
) -> None:
    async with await world.new_member(plan="gold", balance=100_00) as member:
        visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/sign-in")
        page = visit.page
        await be(visit, world, "member", member.id, second_factor=True)
        await page.goto(f"{world.gateway}/plans")
        up = page.get_by_role("button", name=re.compile("^Move up to Diamond"))
        shown = re.search(r"¥(\d+)\.(\d\d)$", await up.inner_text())
        assert shown
        difference = int(shown[1] + shown[2])
        assert 19_90 <= difference <= 20_00, "of a period that has just begun"
        await visit.accessible()
        await up.click()
        await up.wait_for(state="detached")
        balance = (await member.membership())["balance"]["amount"]
        debited = 100_00 - 19_90 - balance
        assert difference - 1 <= debited <= difference, "a moment later it is a cent less at most"
        await visit.press("Move down to Gold")
        await visit.reads("You moved down a moment ago.")
        await page.get_by_role("link", name="Take it back there").click()
        await visit.press("Undo it")
        await visit.reads("Diamond")
        assert visit.wrong == []


async def test_a_membership_is_offered_accepted_and_stopped(
    opening: Opening, world: System
) -> None:
    async with (
        await world.new_member(plan="gold") as giver,
        await world.new_member(plan="silver") as receiver,
    ):
        await receiver.change("cancel", "PlainInput")
        await world.advance("P1DT1M")  # nothing can be undone any more
        gives: Visit = await opening("en-GB", DESK, f"{world.gateway}/sign-in")
        await be(gives, world, "member", giver.id)
        await gives.page.goto(f"{world.gateway}/plans")
        giving = gives.page.get_by_role("region", name="Give the membership away")
        await giving.get_by_label("Member number of who is to have it").fill(receiver.id)
        await giving.get_by_role("button", name="Offer it").click()
        await giving.get_by_role("button", name="Send me a code").click()
        code = await code_in(world, await giver.phone(), "giving your membership away")
        await giving.get_by_label("Code").fill(code)
        await giving.get_by_role("button", name="Offer it").click()
        await gives.reads(re.compile(f"You offered {receiver.id} the membership"))
        await gives.accessible()

        gets: Visit = await opening("en-GB", PHONE, f"{world.gateway}/sign-in")
        await be(gets, world, "member", receiver.id)
        await gets.page.goto(f"{world.gateway}/plans")
        await gets.reads(re.compile(f"{giver.id} offers you the membership"))
        await gets.accessible()
        await gets.press("Accept it")
        await gets.reads(re.compile(f"You accepted the membership from {giver.id}"))
        await gives.reads(re.compile(f"{receiver.id} accepted the membership"))
        await gives.press("Stop it")
        await giving.get_by_label("Member number of who is to have it").wait_for()
        assert gives.wrong == gets.wrong == []
