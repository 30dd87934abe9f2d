"""Staff say what holds for everybody: clauses, templates, announcements, many members at once."""

import re

from playwright.async_api import Locator, expect

from tests.browser.visits import DESK, PHONE, Opening, Visit, Visiting
from tests.flows.conftest import System
from tests.flows.test_undelivered import faults
from tests.waiting import eventually

ADMIN = {"role": "staff", "id": "zhou", "name": "Zhou Lan"}


async def _filled(visit: Visit, label: str, text: str) -> None:
    await visit.page.get_by_label(label, exact=True).fill(text)


async def test_a_template_that_cannot_be_said_is_mended_and_taken_back(
    visiting: Visiting, gateway: str
) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    page = visit.page
    await visit.become(gateway, "/desk/templates/MembershipExpired", **ADMIN)
    title = page.get_by_label("Title", exact=True)
    await title.fill("Over since {{ nothing_of_it|when }}")
    await visit.press("Save as a draft")
    await visit.reads(re.compile("nothing_of_it"))
    await expect(title).to_have_attribute("aria-invalid", "true")
    await title.fill("Your membership is over")
    await visit.press("Save as a draft")
    frame = page.frame_locator("iframe")
    await expect(frame.get_by_text("Your membership is over").first).to_be_visible()
    await visit.reads(re.compile(r"^\d segments?$"))
    await visit.accessible()
    await visit.press("Publish it")
    await visit.press("Publish it now")
    await visit.reads("This is version 1, which members get.")
    await visit.press("Use version 0 again…")
    await visit.press("Use it from now on")
    await visit.reads("This is version 0, which members get.")
    assert visit.wrong == []
    assert visit.asked == {gateway}


async def test_an_announcement_is_counted_started_and_followed(
    visiting: Visiting, gateway: str
) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    page = visit.page
    await visit.press("Lin Wei")
    await visit.reads("You are a member until")
    await visit.become(gateway, "/desk/campaigns", **ADMIN)
    await visit.press("Announce something")
    for field, zh, en in (
        ("Title", "春节客服时间", "Support hours"),
        ("What is announced", "客服时间为10点至18点。", "We are there from 10 to 18."),
        ("What members are to do", "无需操作。", "Nothing to do."),
    ):
        await _filled(visit, f"{field} · 中文", zh)
        await _filled(visit, f"{field} · English", en)
    await page.reload()
    await expect(page.get_by_label("Title · English", exact=True)).to_have_value("Support hours")
    await visit.reads(re.compile(r"^It would go to [1-9]\d* members? if it started now"))
    await visit.press("Review and start")
    await page.get_by_role("button", name=re.compile("^Send it to")).click()
    await visit.reads("How far it has come")
    await visit.reads("All sent")
    await visit.accessible()
    assert visit.wrong == []


async def test_what_was_given_up_is_sent_again_after_a_look(
    opening: Opening, world: System
) -> None:
    async with await world.new_member() as member:
        phone = await member.phone()
        await world.message(phone, "has begun")
        async with faults(world, sms={"status": 400, "code": 21612, "to": phone}):
            await member.change("cancel", "PlainInput")

            async def is_given_up() -> bool:
                ends = [one for alert in await member.alerts() for one in alert["deliveries"]]
                return any(one["state"] == "FAILED" for one in ends)

            await eventually(is_given_up)
        visit: Visit = await opening("en-GB", DESK, world.gateway)
        await visit.become(world.gateway, "/desk/dead-letters", **ADMIN)
        await _filled(visit, "The provider's code", "21612")
        grid = visit.page.get_by_role("grid", name="Undeliverable messages")
        await expect(grid.get_by_role("row").filter(has_text=member.id)).to_have_count(1)
        await visit.press("Send these again…")
        await visit.reads("1 would be sent again")
        await visit.accessible()
        await visit.press("Send 1 again")
        await visit.reads("1 is on its way")
        assert "cancelled" in (await world.message(phone, "cancelled"))["body"]
        assert visit.wrong == []


async def test_many_are_corrected_once_it_was_tried_out(visiting: Visiting, gateway: str) -> None:
    member: Visit = await visiting("en-GB", PHONE)
    await member.press("Lin Wei")
    await member.reads("You are a member until")
    member_id = await _id_of(member)
    visit: Visit = await visiting("en-GB", DESK)
    page = visit.page
    await visit.become(gateway, "/desk/bulk", **ADMIN)
    await _filled(visit, "Days", "3")
    await _filled(visit, "Reason", "Our outage of Tuesday.")
    await _filled(visit, "Ids of members", f"{member_id}, nobody-at-all")
    await visit.press("Try it out")
    await visit.press("Review and carry out")
    await visit.press("Do it for 1 member")
    await expect(_heading(page.get_by_role("heading"), "done")).to_be_visible(timeout=60_000)
    await visit.accessible()
    await member.page.goto(f"{gateway}/history")
    await member.reads(re.compile("Our outage of Tuesday"))
    assert visit.wrong == member.wrong == []


def _heading(headings: Locator, says: str) -> Locator:
    return headings.filter(has_text=says)


async def _id_of(member: Visit) -> str:
    token = await member.page.evaluate("sessionStorage.getItem('reinstate.tried-out')")
    claims = await member.page.evaluate(
        "token => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))",
        token,
    )
    return str(claims["sub"])
