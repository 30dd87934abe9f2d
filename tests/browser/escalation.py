"""An appeal with a picture is rejected; another person looks at it, and finds otherwise. At the
desk by keys."""

import re

from playwright.async_api import FilePayload, expect

from tests.browser.pages import PICTURE
from tests.browser.visits import DESK, PHONE, Visit, Visiting

RECEIPT = FilePayload(name="receipt.png", mimeType="image/png", buffer=PICTURE)
NO, YES = "It came from a phone that we did not know.", "收据可以证明是本人的新手机。"


async def test_another_person_decides_an_appeal_that_was_rejected(
    visiting: Visiting, gateway: str
) -> None:
    member: Visit = await visiting("en-GB", PHONE)
    number = await _appealed(member)

    first: Visit = await visiting("en-GB", DESK)
    await first.become(gateway, "/desk", role="staff", id="s-first", name="Wu Fang")
    await _opened(first, number, "Appeals that wait")
    await first.page.keyboard.press("t")
    await first.reads("Wu Fang has it")
    await _ruled(first, "Rejected", NO)
    await _given(first, "Look once more, then decide", "Decide")
    await first.reads(re.compile("^Rejected"))

    await member.page.reload()
    await member.reads(NO)
    await member.press("Have another person decide")
    await member.reads("Goes to another person")
    await first.reads(re.compile("It was escalated"))

    second: Visit = await visiting("zh-CN", DESK)
    await second.become(gateway, "/desk", role="staff", id="s-second", name="陈静")
    await _opened(second, number, "待处理的申诉")
    await second.accessible()
    await second.page.keyboard.press("t")
    await second.reads("由陈静处理")
    receipt = second.page.get_by_role("checkbox", name=re.compile("receipt.png"))
    await receipt.press("Space")
    await _ruled(second, "成立", YES)
    await _chosen(second, "补救", "解除限制")
    await _given(second, "再看一遍，然后决定", "作出决定")
    await second.reads(re.compile("receipt.png"))

    await member.page.reload()
    await member.reads(YES)
    await member.page.goto(f"{gateway}/")
    await member.reads("You are a member until")
    for visit in (member, first, second):
        assert visit.wrong == []


async def _appealed(member: Visit) -> str:
    """Handed in with a picture; its number."""
    page = member.page
    await member.press("Zhou Hang")
    await page.get_by_role("link", name="Appeal", exact=True).click(timeout=60_000)
    await page.get_by_label("What happened, in your words").fill("It was my own new phone.")
    await member.press("Hand in the appeal")
    await member.reads(re.compile("You hear from us by"))
    await page.locator("input[type=file]").first.set_input_files([RECEIPT])
    await member.reads("receipt.png")
    return page.url.rsplit("/", 1)[1]


async def _opened(staff: Visit, number: str, label: str) -> None:
    """By arrows, from the head of the queue."""
    grid = staff.page.get_by_role("grid", name=label)
    wanted = grid.get_by_role("row", name=number)
    await expect(wanted).to_be_visible(timeout=30_000)
    await grid.focus()
    while await wanted.get_attribute("aria-selected") != "true":
        await staff.page.keyboard.press("ArrowDown")
    await staff.page.keyboard.press("Enter")
    await expect(staff.page.get_by_role("heading", level=1, name=number)).to_be_visible()


async def _ruled(staff: Visit, verdict: str, reason: str) -> None:
    await staff.page.keyboard.press("d")
    await staff.page.keyboard.insert_text(reason)
    await staff.page.get_by_role("radio", name=verdict, exact=True).press("Space")


async def _chosen(staff: Visit, label: str, says: str) -> None:
    choice = staff.page.get_by_role("combobox", name=label)
    option = staff.page.get_by_role("option", name=says, exact=True)
    await choice.press("Enter")
    while await option.get_attribute("data-combobox-selected") is None:
        await choice.press("ArrowDown")
    await choice.press("Enter")


async def _given(staff: Visit, look: str, decide: str) -> None:
    """Read once more in the dialogue, which is for everybody, too."""
    await staff.page.get_by_role("button", name=look, exact=True).press("Enter")
    dialogue = staff.page.get_by_role("dialog")
    await expect(dialogue.get_by_role("button", name=decide, exact=True)).to_be_focused()
    await staff.accessible()
    await staff.page.keyboard.press("Enter")
    await expect(dialogue).to_be_hidden()
