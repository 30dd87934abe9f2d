"""An appeal with a picture is rejected; another person looks at it, and finds otherwise. At the
desk by keys."""

import re

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.pages import PICTURE
from tests.browser.people import somebody
from tests.browser.visits import EN_PHONE, ZH_DESK, Coming, Reader, Visit
from tests.flows.conftest import System
from tests.flows.people import Member

RECEIPT = FilePayload(name="receipt.png", mimeType="image/png", buffer=PICTURE)
SAID = {
    "EN": (
        "It was my own new phone.",
        "It came from a phone that we did not know.",
        "The receipt shows that the new phone is the member's own.",
    ),
    "ZH": ("那是我自己的新手机。", "登录来自陌生手机。", "收据可以证明是本人的新手机。"),
}


@pytest.mark.parametrize("reader", [EN_PHONE, ZH_DESK], ids=str)
async def test_another_person_decides_an_appeal_that_was_rejected(
    coming: Coming, world: System, reader: Reader
) -> None:
    text, no, yes = SAID[reader.language]
    async with await somebody(world, reader) as lost:
        await _held(world, lost)
        member = await coming("/appeals", role="member", id=lost.id)
        number = await _appealed(member, text)

        first = await coming("/desk", role="staff", id="s-first", name="Wu Fang")
        await _opened(first, number)
        await first.page.keyboard.press("t")
        await first.reads(re.compile("Wu Fang"))
        await _ruled(first, "Rejected", no)
        await _given(first)
        await first.reads(no)

        await member.reads(no)
        await member.press("Have another person decide")
        await member.reads("Goes to another person")
        await first.reads("Escalated")

        second = await coming("/desk", role="staff", id="s-second", name="陈静")
        await _opened(second, number)
        await second.accessible()
        await second.fits()
        await second.page.keyboard.press("t")
        await second.reads(re.compile("陈静"))
        receipt = second.page.get_by_role("checkbox", name=re.compile("receipt.png"))
        await receipt.press("Space")
        await _ruled(second, "Upheld", yes)
        await _chosen(second, "Remedy", "Lift a hold")
        await second.reads("This would give")
        await second.shows("story-decided")
        await _given(second)

        await member.reads(yes)
        await member.page.goto(f"{world.gateway}/")
        await member.reads("You are a member until {end}.")
        for visit in (member, first, second):
            assert visit.wrong == []


async def _held(world: System, member: Member) -> None:
    """For a sign-in from a phone that nobody knew."""
    async with await world.host() as host:
        for device in ("own-phone", "unknown-phone"):
            await host.logs_in(member.id, device, (await world.now()).isoformat())


async def _appealed(member: Visit, text: str) -> str:
    """Handed in with a picture; its number."""
    await member.field("What happened, in your words").fill(text)
    await member.press("Hand in the appeal")
    await member.reads("You will hear from us by {0}.")
    await member.page.locator("input[type=file]").first.set_input_files([RECEIPT])
    await member.reads("receipt.png")
    await member.accessible()
    await member.fits()
    await member.shows("story-appeal")
    return member.page.url.rsplit("/", 1)[1]


async def _opened(staff: Visit, number: str) -> None:
    """By arrows, from the head of the queue."""
    grid = staff.the("grid", "Appeals that wait")
    wanted = grid.get_by_role("row", name=number)
    await expect(wanted).to_be_visible()
    await grid.focus()
    while await wanted.get_attribute("aria-selected") != "true":
        await staff.page.keyboard.press("ArrowDown")
    await staff.page.keyboard.press("Enter")
    await expect(staff.page.get_by_role("heading", level=1, name=number)).to_be_visible()


async def _ruled(staff: Visit, verdict: str, reason: str) -> None:
    await staff.page.keyboard.press("d")
    await staff.page.keyboard.insert_text(reason)
    await staff.the("radio", verdict).press("Space")


async def _chosen(staff: Visit, label: str, says: str) -> None:
    choice, option = staff.the("combobox", label), staff.the("option", says)
    await choice.press("Enter")
    while await option.get_attribute("data-combobox-selected") is None:
        await choice.press("ArrowDown")
    await choice.press("Enter")


async def _given(staff: Visit) -> None:
    """Read once more in the dialogue, which is for everybody, too."""
    await staff.the("button", "Review and decide").press("Enter")
    dialogue = staff.page.get_by_role("dialog")
    await expect(staff.the("button", "Decide", dialogue)).to_be_focused()
    await staff.accessible()
    await staff.page.keyboard.press("Enter")
    await expect(dialogue).to_be_hidden()
