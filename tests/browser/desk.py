"""Staff at the desk: from an appeal with a file to the membership that is restored."""

import re

from playwright.async_api import Locator, expect

from tests.browser.visits import DESK, PHONE, Visit, Visiting

REASON = "There is no second account. We are sorry, and give it back as it was."
ENDED_BECAUSE = "A second account of the same person was closed"


async def test_an_appeal_with_a_file_is_decided_by_keys(visiting: Visiting, gateway: str) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    page = visit.page
    await visit.press("Rui Wen, a reviewer")
    grid = page.get_by_role("grid", name="Appeals that wait")
    await expect(grid.get_by_role("row").nth(1)).to_contain_text("AP-")
    await visit.accessible()
    owner = await grid.get_by_text(re.compile(r"^mei-\d+$")).first.text_content()
    await page.keyboard.press("?")
    await visit.reads("Take the next one")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await visit.reads(re.compile("^Assigned to Rui Wen"))
    await visit.reads(re.compile(ENDED_BECAUSE))
    await visit.accessible()

    picture = page.get_by_role("img", name="receipt.png")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    evidence = page.get_by_role("region", name="Evidence")
    first = evidence.get_by_role("checkbox").nth(1)
    await expect(first).to_have_accessible_name(re.compile(ENDED_BECAUSE))
    await expect(
        evidence.get_by_text(re.compile(r"^By: admin-1 · device Mozilla.* · 127\.0\.0\.1$"))
    ).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name=re.compile("receipt.png")).click()
    assert (await (await download.value).path()).read_bytes().startswith(b"\x89PNG")
    await page.get_by_role("checkbox", name="File receipt.png").check()
    await page.get_by_label("Reason", exact=True).fill(REASON)
    await page.reload()
    await expect(page.get_by_label("Reason", exact=True)).to_have_value(REASON)
    await page.get_by_text("Upheld", exact=True).click()
    remedy = page.get_by_role("combobox", name="Remedy")
    await expect(remedy).to_have_value("Restore as it was")
    await _nothing_is_given_knowingly_alone(visit)
    await _chosen(remedy, "Restore as it was")
    await visit.reads("This would give")
    await visit.reads(re.compile("Gold at .*, until"))
    await visit.press("Review and decide")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await visit.accessible()
    await page.get_by_role("dialog").get_by_role("button", name="Decide", exact=True).click()
    await visit.reads("Remedy given")
    await expect(page.get_by_text("Remedy given")).to_be_in_viewport()
    await visit.reads("Gold · Active")
    await expect(page.get_by_text("What still stands in the way")).to_have_count(0)
    await visit.reads(re.compile("^It cites: receipt.png"))
    await visit.accessible()
    await _is_member_again(visit, gateway, str(owner))
    assert visit.wrong == []
    assert visit.asked == {gateway}


async def _chosen(choice: Locator, says: str) -> None:
    await choice.click()
    await choice.page.get_by_role("option", name=says, exact=True).click()


async def _nothing_is_given_knowingly_alone(visit: Visit) -> None:
    """Who upholds and gives nothing says so in so many words; here somebody turns back."""
    await _chosen(visit.page.get_by_role("combobox", name="Remedy"), "Nothing")
    await visit.press("Review and decide")
    dialogue = visit.page.get_by_role("dialog")
    decide = dialogue.get_by_role("button", name="Decide", exact=True)
    await visit.reads("The member is right, and gets nothing back")
    await visit.accessible()
    await expect(decide).to_be_disabled()
    await dialogue.get_by_role("checkbox").check()
    await expect(decide).to_be_enabled()
    await visit.page.keyboard.press("Escape")
    await expect(dialogue).to_have_count(0)


async def _is_member_again(visit: Visit, gateway: str, owner: str) -> None:
    """Seen by the member."""
    await visit.become(gateway, "/", role="member", id=owner)
    await visit.reads("You are a member until")


async def test_the_desk_on_a_phone(visiting: Visiting) -> None:
    visit: Visit = await visiting("zh-CN", PHONE)
    await visit.press("文睿（审核员）")
    await visit.reads(re.compile("AP-"))
    await visit.accessible()
    await expect(visit.page.get_by_role("gridcell")).to_have_count(8)
    await visit.press("全部页面")
    await expect(visit.page.get_by_role("dialog").get_by_role("link")).not_to_have_count(0)
    await visit.accessible()
    await visit.page.keyboard.press("Escape")
    await visit.press("接手下一件")
    await visit.reads("失去原因")
    await visit.accessible()
    wide = await visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing is pushed aside"
    await visit.page.get_by_text("备注", exact=True).click()
    await visit.page.get_by_label("备注（会员看不到）").fill("已核对收据。")
    await visit.press("发送")
    await visit.reads("内部备注")
    assert visit.wrong == []
