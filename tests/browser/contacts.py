"""Where a member is reached."""

import re

from playwright.async_api import expect

from tests.browser.signing import be, code_in
from tests.browser.visits import PHONE, Opening, Visit
from tests.flows.conftest import System


async def test_another_address_counts_once_a_code_was_read_there(
    opening: Opening, world: System
) -> None:
    async with await world.new_member() as member:
        number, new = await member.phone(), f"new-{member.id}@members.example"
        visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/sign-in")
        page = visit.page
        await be(visit, world, "member", member.id)
        await page.goto(f"{world.gateway}/preferences")
        await visit.accessible()
        part = page.get_by_role("region", name="Your phone and mailbox")
        await part.get_by_role("button", name="Another address").click()
        await part.get_by_label("New e-mail address").fill(new)
        await page.reload()
        await part.get_by_role("button", name="Another address").click()
        await expect(part.get_by_label("New e-mail address")).to_have_value(new)
        await part.get_by_role("button", name="Change it").click()
        await part.get_by_role("button", name="Send me a code").click()
        await part.get_by_label("Code").fill(await code_in(world, number, "changing"))
        await part.get_by_role("button", name="Change it").click()
        await visit.reads(re.compile(f"^{re.escape(new)} is used once"))
        assert await member.email() != new
        await part.get_by_role("button", name="Send me a code").click()
        await part.get_by_label("Code").fill(await code_in(world, new, "code"))
        await part.get_by_role("button", name="Use it").click()
        await part.get_by_text(new, exact=True).wait_for()
        assert await member.email() == new
        assert visit.wrong == []
