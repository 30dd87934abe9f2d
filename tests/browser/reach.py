"""Without a mouse, and before anybody signs in: all of it is reached, by everybody."""

import pytest
from playwright.async_api import expect

from tests.browser.signing import be
from tests.browser.visits import DESK, PHONE, Opening, Visit
from tests.flows.conftest import System


async def test_all_of_it_by_keyboard(opening: Opening, world: System) -> None:
    async with await world.new_member(plan="gold") as member:
        await member.change("upgrade", "PlanInput", plan="diamond")
        visit: Visit = await opening("en-GB", DESK, f"{world.gateway}/sign-in")
        page = visit.page
        await be(visit, world, "member", member.id)
        await page.goto(f"{world.gateway}/history")
        not_me = page.get_by_role("button", name="That was not me").first
        await not_me.wait_for()
        reached: list[str] = []
        for _ in range(80):
            await page.keyboard.press("Tab")
            seen = await page.evaluate(
                """(() => { const s = getComputedStyle(document.activeElement);
                    return document.activeElement === document.body
                        || s.outlineStyle !== 'none' || s.boxShadow !== 'none'
                        || s.borderColor !== getComputedStyle(document.body).borderColor })()"""
            )
            reached.append(await page.evaluate("document.activeElement.textContent"))
            assert seen, reached
            if await not_me.evaluate("one => one === document.activeElement"):
                break
        await expect(not_me).to_be_focused()
        assert reached[0] == "To the content", reached
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await visit.accessible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(not_me).to_be_focused()
        assert visit.wrong == []


@pytest.mark.parametrize("path", ["status", "sign-up", "reset-password", "account-back"])
async def test_pages_before_signing_in_are_for_everybody(
    opening: Opening, world: System, path: str
) -> None:
    visit: Visit = await opening("zh-CN", PHONE, f"{world.gateway}/{path}")
    await visit.accessible()
    await visit.fits()
    assert visit.wrong == []
    assert visit.asked == {world.gateway}
