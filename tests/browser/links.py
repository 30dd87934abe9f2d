"""Who follows the link of a message comes to the very page, after signing in; and has received it
once they did something there."""

import re

from playwright.async_api import Page

from tests.browser.pages import code_to, number_of
from tests.browser.visits import PHONE, Visit, Visiting

RECEIVED = re.compile("received", re.IGNORECASE)


async def test_the_link_of_an_sms_leads_to_the_page_and_is_a_receipt(
    visiting: Visiting, gateway: str
) -> None:
    visit: Visit = await visiting("en-GB", PHONE)
    page = visit.page
    await visit.press("Ann Baker")
    await visit.reads("Was that a mistake?")
    number = await number_of(visit)
    link = await link_to(page, gateway, number)
    await visit.press("Sign out")
    await page.goto(link)
    await page.get_by_label("Phone number or e-mail address").fill(number)
    await visit.press("Send me a code")
    await visit.reads(re.compile("a code is on its way"))
    await page.get_by_label("Code that we sent you").fill(await code_to(page, gateway, number))
    await visit.press("Sign in")
    await visit.reads("Was that a mistake?")
    assert page.url.rstrip("/") == "/".join(link.split("/")[:3])
    async with page.expect_response(lambda one: opened(one.request.post_data)):
        await page.get_by_role("heading", level=1).click()
    assert visit.wrong == []


async def test_a_link_of_somebody_else_shows_nothing(visiting: Visiting, gateway: str) -> None:
    ann: Visit = await visiting("en-GB", PHONE)
    await ann.press("Ann Baker")
    await ann.reads("Was that a mistake?")
    link = await link_to(ann.page, gateway, await number_of(ann))
    visit: Visit = await visiting("zh-CN", PHONE)
    await visit.press("林薇")
    await visit.reads("会员有效期至")
    await visit.page.goto(f"{gateway}/{link.split('/', 3)[3]}")
    await visit.reads("这个链接不属于您的消息")
    await visit.accessible()
    assert visit.wrong == []


def opened(post_data: str | None) -> bool:
    return "MarkOpened" in (post_data or "")


async def link_to(page: Page, gateway: str, number: str) -> str:
    """In the newest SMS that has one."""
    for _ in range(60):
        answer = await page.request.get(f"{gateway}/dev/messages", params={"to": number})
        for message in await answer.json():
            if found := re.search(r"http://\S+/s/[0-9a-f]{8}$", message["body"]):
                return found[0]
        await page.wait_for_timeout(500)
    raise AssertionError("no message with a link came")
