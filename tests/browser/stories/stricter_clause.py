"""Legal wants a stricter clause: refused at less than thirty days, published for later, and
followed until the last member was told."""

from datetime import datetime, timedelta

import pytest
from playwright.async_api import Locator, expect

from tests.browser.people import somebody
from tests.browser.visits import EN_DESK, ZH_PHONE, Coming, Reader, Visit
from tests.flows.conftest import System

TOLD = {"EN": "stricter", "ZH": "更为严格"}


@pytest.mark.parametrize("reader", [ZH_PHONE, EN_DESK], ids=str)
async def test_announced_thirty_days_ahead(coming: Coming, world: System, reader: Reader) -> None:
    async with await somebody(world, reader) as member:
        staff = await coming("/desk/clauses/pause", role="staff", id="zhou", name="Zhou Lan")
        before = await _drafted(staff)
        await staff.press("Count whom it touches")
        touched = staff.the("table", "Some of them")
        await expect(touched).to_contain_text(f"→ {before - 1}")
        await staff.accessible()
        await staff.fits()
        await staff.press("Publish it…")
        await _published(staff)
        await staff.reads("Announcements")
        row = staff.page.get_by_role("row").filter(has_text=staff.word("Notice of a clause")).first
        await row.get_by_role("link").click()
        await staff.reads("How far it has come")
        await staff.reads("All sent")
        await staff.accessible()
        await staff.shows("story-announced")
        await world.message(await member.phone(), TOLD[reader.language])
        assert staff.wrong == []


async def _drafted(staff: Visit) -> int:
    """One day less than before; what is no number is refused, and a reload loses nothing."""
    value = staff.the("textbox", "Value")
    before = int(await value.input_value())
    await value.fill("many")
    await staff.press("Save as a draft")
    await expect(staff.page.get_by_role("alert")).to_be_visible()
    await value.fill(str(before - 1))
    await staff.page.reload()
    await expect(value).to_have_value(str(before - 1))
    await staff.press("Save as a draft")
    await staff.reads("(asks more of members)")
    return before


async def _published(staff: Visit) -> None:
    """The dialogue offers the first day that will do."""
    dialogue = staff.page.get_by_role("dialog")
    effective = staff.field("Takes effect", dialogue)
    offered = datetime.fromisoformat(await effective.input_value())
    await _given(staff, dialogue, effective, offered - timedelta(days=3))
    await expect(dialogue.get_by_role("alert")).to_contain_text("30")
    await staff.accessible()
    await _given(staff, dialogue, effective, offered)
    await expect(dialogue).to_be_hidden()


async def _given(staff: Visit, dialogue: Locator, effective: Locator, at: datetime) -> None:
    await effective.fill(f"{at:%Y-%m-%dT%H:%M}")
    await staff.press("Publish it, and tell every member", dialogue)
