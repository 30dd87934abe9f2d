"""A clause changes: its member reads what differs, keeps the document, and says it was read."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from playwright.async_api import expect

from tests.browser.people import somebody
from tests.browser.visits import EN_PHONE, ZH_DESK, Coming, Reader
from tests.flows.conftest import System
from tests.flows.people import Staff

TITLE = {"EN": "Pausing", "ZH": "会员暂停"}
DAYS = {"EN": 45, "ZH": 40}
"""Fewer each time."""


@pytest.mark.parametrize("reader", [EN_PHONE, ZH_DESK], ids=str)
async def test_read_and_acknowledged(coming: Coming, world: System, reader: Reader) -> None:
    days, title = DAYS[reader.language], TITLE[reader.language]
    async with (
        await somebody(world, reader) as member,
        await world.staff() as staff,
    ):
        await _published(world, staff, days)
        await world.message(await member.phone(), title)
        visit = await coming("/inbox", role="member", id=member.id)
        await visit.page.get_by_role("article").filter(has_text=title).first.wait_for()
        await visit.page.goto(f"{world.gateway}/terms")
        clause = visit.page.get_by_role("region", name=title).filter(has_text=f"→ {days}")
        await clause.locator("ins").filter(has_text=str(days)).wait_for()
        await expect(clause).to_contain_text(visit.word("(stricter)"))
        await visit.accessible()
        await visit.fits()
        await visit.shows("story-clause")
        async with visit.page.expect_download() as download:
            await visit.the("link", "Download version {0}", clause).click()
        document = (await (await download.value).path()).read_bytes()
        assert json.loads(document)["parameters"] == {"pause_days": days}
        await expect(clause).to_contain_text(sha256(document).hexdigest())
        await visit.press("I have read it", clause)
        await visit.reads("You said on {0} that you have read it.")
        assert visit.wrong == []


async def _published(world: System, staff: Staff, days: int) -> None:
    published = await staff.do(
        "publishClause", "PublishClauseInput", "ClauseSuccess { clause { adverse } }",
        clause="pause",
        title={"zh": TITLE["ZH"], "en": TITLE["EN"]},
        text={"zh": f"每次最长{days}天。", "en": f"For at most {days} days at a time."},
        parameters={"pause_days": days},
        effectiveAt=(await world.now() + timedelta(days=31)).isoformat(),
    )  # fmt: skip
    assert published["clause"] == {"adverse": True}
