"""Whatever the size of letters, and without a mouse: nothing is cut off, all of it is reached."""

import pytest
from playwright.async_api import expect

from tests.browser.pages import PAGES
from tests.browser.signing import be
from tests.browser.visits import DESK, PHONE, Opening, Visit
from tests.flows.conftest import System


async def _harmless(visit: Visit) -> None:
    """No markup came of it, nothing ran, and nothing lies beside the page."""
    found = await visit.page.evaluate(
        """[document.title, document.querySelectorAll('img[src="x"]').length,
            document.documentElement.scrollWidth - innerWidth]"""
    )
    assert found[0] != "owned"
    assert found[1] == 0
    assert found[2] <= 0, visit.page.url


async def test_at_twice_the_size_nothing_is_cut_off(opening: Opening, world: System) -> None:
    """1280 pixels wide, at 200 % (WCAG 2.2, 1.4.4 and 1.4.10)."""
    async with await world.new_member(plan="gold") as member:
        size = {"width": 640, "height": 400}
        visit: Visit = await opening(
            "en-GB", size, f"{world.gateway}/sign-in", device_scale_factor=2
        )
        await be(visit, world, "member", member.id)
        titles = set()
        for path in PAGES:
            await visit.page.goto(f"{world.gateway}/{path}")
            head = visit.page.get_by_role("heading", level=1)
            await head.wait_for()
            await _harmless(visit)
            cut = await visit.page.evaluate(
                """[...document.querySelectorAll('main :is(button, a, input, p, h1, h2)')]
                    .map(one => [one.textContent, one.getBoundingClientRect()])
                    .filter(([, at]) => at.width > 0 && (at.right > innerWidth + 1 || at.left < -1))
                    .map(([text]) => text)"""
            )
            assert cut == [], path
            titles.add(await visit.page.title())
        assert len(titles) == len(PAGES), titles
        assert visit.wrong == []


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
    await _harmless(visit)
    assert visit.wrong == []
    assert visit.asked == {world.gateway}
