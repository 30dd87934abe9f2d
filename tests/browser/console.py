"""A partner, from its first key to the day on which it is cut off, and the shop in its console: by
roles and labels, in both languages, on a phone and on a desk."""

import itertools
import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
from aiohttp import web
from playwright.async_api import expect

from tests.browser.console_words import READERS, Words
from tests.browser.visits import DESK, PHONE, Opening, Visit, Visiting
from tests.fakes.receiver import Receiver, receiving
from tests.flows.conftest import System
from tests.waiting import eventually

SCOPES: Final = 4
_numbers = itertools.count(1)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


class Story:
    """Staff, a partner and a member, each in a browser of their own."""

    def __init__(self, visiting: Visiting, gateway: str, words: Words) -> None:
        self.visiting, self.gateway, self.words = visiting, gateway, words
        self.id = f"acme-{next(_numbers)}"
        self.name = f"Acme <b>{self.id}</b>"

    async def new(self) -> Visit:
        visit: Visit = await self.visiting(self.words.locale, self.words.size)
        return visit

    async def staff(self) -> Visit:
        """An administrator at the page of partners."""
        visit = await self.new()
        await _be(visit, self.gateway, role="staff", id="admin-1", name="Xu")
        await visit.page.goto(f"{self.gateway}/desk/partners")
        return visit

    async def key(self, staff: Visit) -> str:
        """Of the partner, which is let in."""
        words, page = self.words, staff.page
        await page.get_by_role("textbox", name=words.partner_id, exact=True).fill(self.id)
        await page.get_by_label(words.partner_name).fill(self.name)
        await page.get_by_label(words.contact).fill("ops@acme.example")
        await staff.press(words.let_in)
        region = page.get_by_role("region", name=self.name)
        await region.get_by_role("button", name=words.issue).click()
        for scope in range(SCOPES):
            await region.get_by_role("checkbox").nth(scope).check()
        await staff.accessible()
        await region.get_by_role("button", name=words.issue_now, exact=True).click()
        key = await region.locator("code").first.inner_text()
        await staff.press(words.kept)
        return key

    async def partner(self, key: str) -> Visit:
        visit, words = await self.new(), self.words
        await visit.page.goto(f"{self.gateway}/console/feed")
        await visit.accessible()
        field = visit.page.get_by_label(words.key)
        await field.fill("rk_mistyped")
        await visit.press(words.sign_in)
        await expect(visit.page.get_by_role("alert")).to_be_visible()
        await field.fill(key)
        await visit.press(words.sign_in)
        await visit.reads(words.nothing_told)
        await visit.accessible()
        return visit

    async def member(self) -> Visit:
        """Lets the partner follow."""
        visit, words = await self.new(), self.words
        await visit.press(words.person)
        await visit.press(words.undo)
        await visit.page.goto(f"{self.gateway}/partners")
        region = visit.page.get_by_role("region", name=self.name)
        await region.get_by_role("button", name=words.allow).click()
        await expect(region.get_by_role("button", name=words.stop)).to_be_visible(timeout=60_000)
        return visit


@pytest.mark.parametrize("words", READERS, ids=lambda words: words.locale)
async def test_a_partner_until_it_is_cut_off(
    visiting: Visiting, gateway: str, receiver: Receiver, words: Words
) -> None:
    story = Story(visiting, gateway, words)
    staff = await story.staff()
    key = await story.key(staff)
    partner = await story.partner(key)
    member = await story.member()
    await partner.reads(words.agreed)
    await _an_endpoint_that_fails_is_sent_all_again(story, partner, receiver)

    await partner.page.goto(f"{gateway}/console/members")
    await partner.page.get_by_role("button", name=re.compile(r"ann-\d+")).click()
    await partner.reads("ACTIVE")
    await partner.accessible()
    await _fits(partner, words)
    region = member.page.get_by_role("region", name=story.name)
    await region.get_by_role("button", name=words.stop).click()
    await partner.reads(words.nobody)
    await partner.page.goto(f"{gateway}/console/feed")
    await partner.reads(words.withdrew)
    assert partner.wrong == []

    await _is_cut_off(story, staff, partner)
    assert staff.wrong == member.wrong == []
    assert partner.asked == {gateway}


async def _an_endpoint_that_fails_is_sent_all_again(
    story: Story, partner: Visit, receiver: Receiver
) -> None:
    """What it answered is shown as text; mended, it is sent what was told before it was there."""
    words, page = story.words, partner.page
    path = f"/{story.id}"
    says = "maintenance <img src=x onerror=alert(1)>"
    receiver.answering[path] = lambda _: web.Response(status=503, text=says)
    await page.goto(f"{story.gateway}/console/webhooks")
    await partner.accessible()
    await page.get_by_role("textbox", name=words.address).fill(f"{receiver.url}{path}")
    await page.reload()
    await expect(page.get_by_role("textbox", name=words.address)).to_have_value(
        f"{receiver.url}{path}"
    )
    await partner.press(words.create)
    secret = page.get_by_text(re.compile("^whsec_"))
    receiver.secrets[path] = [await secret.inner_text(timeout=60_000)]
    await partner.press(words.kept)
    await page.get_by_role("link", name=f"{receiver.url}{path}").click()
    await partner.press(words.test)
    await page.get_by_role("heading", level=3).first.click(timeout=60_000)
    await partner.reads(words.refused)
    await partner.reads(says)
    await partner.accessible()
    await _fits(partner, words)
    await _changed(story, partner, receiver)
    receiver.answering.clear()
    await partner.press(words.again)
    told = page.get_by_role("button", name=re.compile(f"{words.delivered}.*{words.agreed}"))
    await expect(told).to_be_visible(timeout=60_000)
    assert receiver.unverified == []


async def _changed(story: Story, partner: Visit, receiver: Receiver) -> None:
    """What is refused is said at its field; what is saved stays in the form."""
    words, page = story.words, partner.page
    address = page.get_by_role("textbox", name=words.address)
    saves = page.get_by_role("button", name=words.save, exact=True)
    await address.fill("ftp://nowhere.example")
    await saves.click()
    await expect(address).to_have_attribute("aria-invalid", "true", timeout=60_000)
    await partner.accessible()
    url = f"{receiver.url}/{story.id}?v=2"
    await address.fill(url)
    await saves.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(url, timeout=60_000)
    await expect(address).to_have_value(url)


async def _is_cut_off(story: Story, staff: Visit, partner: Visit) -> None:
    """The page that is open says so, and again when it is loaded anew."""
    words = story.words
    await staff.page.reload()
    region = staff.page.get_by_role("region", name=story.name)
    await region.get_by_role("button", name=re.compile(f"^{words.cut_off}")).click()
    await region.get_by_label(words.reason).fill("It sold what it was told.")
    await region.get_by_role("button", name=words.cut_off, exact=True).click()
    await expect(region.get_by_text(words.is_cut_off, exact=True)).to_be_visible(timeout=60_000)
    await staff.accessible()
    await _fits(staff, words)
    await partner.reads(re.compile(words.over))
    await partner.page.reload()
    await partner.reads(re.compile(words.over))
    await partner.accessible()
    refused = [said for said in partner.wrong if "401" not in said]
    assert refused == []
    kept = "JSON.stringify({...localStorage, ...sessionStorage})"
    await eventually(lambda: _without_key(partner, kept))


async def _without_key(partner: Visit, kept: str) -> bool:
    return "rk_" not in await partner.page.evaluate(kept)


async def _fits(visit: Visit, words: Words) -> None:
    wide = await visit.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= words.size["width"], visit.page.url


async def test_a_request_to_charge_appears_and_goes(opening: Opening, world: System) -> None:
    gold = {"plan": "gold", "balance": 19_90, "auto_renew": True}
    async with await world.host() as host, await world.new_member(**gold) as member:
        await host.change(
            "reportPaymentMethod", "ReportPaymentMethodInput",
            memberId=member.id, masked="Visa •••• 4242", expires="2031-05",
        )  # fmt: skip
        visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/console/sign-in")
        await _be(visit, world.gateway, role="host", id="shop")
        await visit.page.goto(f"{world.gateway}/console/charges")
        await visit.reads("You are asked to charge nothing.")
        await world.advance("P29DT1H")
        request = visit.page.get_by_role("region", name=f"¥19.90 of {member.id}")
        await expect(request).to_contain_text("By Visa •••• 4242, once", timeout=60_000)
        await visit.accessible()
        await host.pays(member.id, 19_90, await world.advance("PT0S"))
        await expect(request).to_be_hidden(timeout=60_000)
        assert visit.wrong == []


async def _be(visit: Visit, gateway: str, **claims: str) -> None:
    answer = await visit.page.request.post(f"{gateway}/dev/token", data=claims)
    keep = "token => sessionStorage.setItem('reinstate.tried-out', token)"
    await visit.page.evaluate(keep, (await answer.json())["token"])


async def test_the_shop_sees_what_it_is_told_and_asked(visiting: Visiting, gateway: str) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    await visit.press("Card House, the shop")
    await visit.reads("There is no key yet.")
    await visit.accessible()
    for path, says in (
        ("webhooks", "Nothing is sent anywhere yet."),
        ("charges", "You are asked to charge nothing."),
        ("feed", "You were told nothing yet."),
    ):
        await visit.page.goto(f"{gateway}/console/{path}")
        await visit.reads(says)
        await visit.accessible()
    other: Visit = await visiting("en-GB", PHONE)
    await other.press("Lin Wei")
    await visit.reads("The entitlement changed")
    assert visit.wrong == []
    assert visit.asked == {gateway}
