"""Each page of the desk is for everybody, and shows to a kind of staff what it may."""

import re

from playwright.async_api import expect

from tests.browser.visits import DESK, Visit, Visiting


async def member_of_the_queue(visit: Visit) -> str:
    """The id of the member whose appeal waits."""
    await visit.page.get_by_text(re.compile("^AP-")).first.click(timeout=60_000)
    owner = visit.page.locator('a[href^="/desk/members/mei-"]').first
    return str(await owner.get_attribute("href")).rsplit("/", 1)[1]


async def test_a_member_is_found_and_helped_from_a_case_and_back(
    visiting: Visiting, gateway: str
) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    page = visit.page
    await visit.press("Rui Wen, a reviewer")
    owner = await member_of_the_queue(visit)
    await page.get_by_role("link", name="Mei Lin").first.click()
    await expect(page.get_by_role("heading", level=1, name="Mei Lin")).to_be_visible()
    await visit.reads("Why it is in this state")
    await visit.press("Show in full")
    await page.get_by_role("dialog").get_by_label("Reason").fill("To call her back.")
    await page.get_by_role("dialog").get_by_role("button", name="Show in full").click()
    await visit.reads(re.compile(r"^\+86139\d{8}$"))

    await page.keyboard.press("e")
    await page.get_by_role("menuitem", name="Adjust the balance").press("Enter")
    dialogue = page.get_by_role("dialog", name="Adjust the balance")
    await dialogue.get_by_label("Amount in CNY").fill("12.50")
    await dialogue.get_by_label("Reason").fill("For the trouble.")
    await visit.accessible()
    await dialogue.get_by_role("button", name="Adjust the balance").press("Enter")
    await expect(dialogue).to_be_hidden()
    await page.get_by_role("tab", name="Money").click()
    await visit.reads("+¥12.50")
    await page.get_by_role("tab", name="Access log").click()
    await visit.reads("To call her back.")
    await page.get_by_role("tab", name="Appeals").click()
    await page.get_by_role("link", name=re.compile("^AP-")).click()
    await visit.reads("Why it was lost")

    await page.goto(f"{gateway}/desk/members")
    wanted = page.get_by_label("Phone, e-mail, name, order, appeal or id")
    await wanted.fill(owner)
    await wanted.press("Enter")
    await expect(page.get_by_role("grid", name="Members found")).to_contain_text("Mei Lin")
    await page.reload()
    assert owner not in page.url
    assert visit.wrong == []


async def test_a_second_person_confirms_what_is_above_the_limits(
    visiting: Visiting, gateway: str
) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    page = visit.page
    await visit.press("Rui Wen, a reviewer")
    owner = await member_of_the_queue(visit)
    await page.goto(f"{gateway}/desk/members/{owner}")
    await page.get_by_role("button", name="Change something").click()
    await page.get_by_role("menuitem", name="Adjust the balance").click()
    dialogue = page.get_by_role("dialog", name="Adjust the balance")
    await dialogue.get_by_label("Amount in CNY").fill("99999")
    await dialogue.get_by_label("Reason").fill("All that she lost.")
    await dialogue.get_by_role("button", name="Adjust the balance").click()
    await visit.reads("It waits for a second person")
    await page.get_by_role("link", name="Look at it").click()
    await visit.reads(re.compile("so someone else has to confirm it"))
    await visit.accessible()
    path = page.url.removeprefix(gateway)
    await visit.become(gateway, path, role="staff", id="s-second", name="Wu Fang")
    await visit.press("Confirm it")
    await visit.reads(re.compile("· done$"))
    await visit.accessible()
    assert visit.wrong == []


async def test_a_kind_of_staff_sees_what_it_may(visiting: Visiting, gateway: str) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    page = visit.page
    await visit.press("Rui Wen, a reviewer")
    owner = await member_of_the_queue(visit)
    may = {
        "read_only": (False, False, False),
        "reviewer": (True, False, False),
        "specialist": (True, True, False),
        "admin": (True, True, True),
    }
    for kind, expected in may.items():
        who = {"role": "staff", "id": f"s-{kind}", "staff_kind": kind}
        await visit.become(gateway, f"/desk/members/{owner}", **who)
        await expect(page.get_by_role("heading", level=1, name="Mei Lin")).to_be_visible()
        seen = (
            page.get_by_role("button", name="Show in full"),
            page.get_by_role("button", name="Change something"),
            page.get_by_role("tab", name="Access log"),
        )
        for one, there in zip(seen, expected, strict=True):
            await expect(one).to_have_count(int(there))
    assert visit.wrong == []
