"""A partner, from its first key to the day on which it is cut off."""

import itertools
import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
from aiohttp import web
from playwright.async_api import Locator, expect

from tests.browser.people import somebody
from tests.browser.visits import EN_PHONE, ZH_DESK, Coming, Reader, Visit
from tests.fakes.receiver import Receiver, receiving
from tests.flows.conftest import System
from tests.flows.people import Member
from tests.waiting import eventually

SCOPES: Final = 4
_numbers = itertools.count(1)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


class Story:
    """Staff, a partner and a member, each in a browser of their own."""

    def __init__(self, coming: Coming, gateway: str) -> None:
        self.coming, self.gateway = coming, gateway
        self.id = f"acme-{next(_numbers)}"
        self.name = f"Acme <b>{self.id}</b>"

    def of(self, visit: Visit) -> Locator:
        """What a page has of the partner."""
        return visit.page.get_by_role("region", name=self.name)

    async def key(self, staff: Visit) -> str:
        """Of the partner, which is let in."""
        await staff.the("textbox", "Id").fill(self.id)
        await staff.field("Name, as members read it").fill(self.name)
        await staff.field("Who is written to").fill("ops@acme.example")
        await staff.press("Let it in")
        await staff.press("Issue a key…", self.of(staff))
        for scope in range(SCOPES):
            await self.of(staff).get_by_role("checkbox").nth(scope).check()
        await staff.accessible()
        await staff.press("Issue the key", self.of(staff))
        key = await self.of(staff).locator("code").first.inner_text()
        await staff.press("I have saved it")
        return key

    async def partner(self, key: str) -> Visit:
        visit = await self.coming("/console/feed")
        await visit.accessible()
        await visit.field("Key").fill("rk_mistyped")
        await visit.press("Sign in")
        await expect(visit.page.get_by_role("alert")).to_be_visible()
        await visit.field("Key").fill(key)
        await visit.press("Sign in")
        await visit.reads("Nothing yet. When a member agrees")
        await visit.accessible()
        return visit

    async def member(self, member: Member) -> Visit:
        """Lets the partner follow."""
        claims = {"role": "member", "id": member.id, "second_factor": True}
        visit = await self.coming("/partners", **claims)
        await visit.press("Let it see my status", self.of(visit))
        stop = visit.the("button", "Let it see nothing any more", self.of(visit))
        await expect(stop).to_be_visible()
        return visit


@pytest.mark.parametrize("reader", [EN_PHONE, ZH_DESK], ids=str)
async def test_until_it_is_cut_off(
    coming: Coming, world: System, receiver: Receiver, reader: Reader
) -> None:
    async with await somebody(world, reader) as follows:
        story = Story(coming, world.gateway)
        staff = await coming("/desk/partners", role="staff", id="admin-1", name="Xu")
        partner = await story.partner(await story.key(staff))
        member = await story.member(follows)
        await partner.reads("A member agreed")
        await _an_endpoint_that_fails_is_sent_all_again(story, partner, receiver)

        await partner.page.goto(f"{story.gateway}/console/members")
        await partner.page.get_by_role("button", name=follows.id).click()
        await partner.reads("ACTIVE")
        await partner.accessible()
        await partner.fits()
        await member.press("Let it see nothing any more", story.of(member))
        await partner.reads("No member lets you follow them yet.")
        await partner.page.goto(f"{story.gateway}/console/feed")
        await partner.reads("A member withdrew")
        assert partner.wrong == []

        await _is_cut_off(story, staff, partner)
        assert staff.wrong == member.wrong == []
        assert partner.asked == {story.gateway}


async def _an_endpoint_that_fails_is_sent_all_again(
    story: Story, partner: Visit, receiver: Receiver
) -> None:
    """What it answered is shown as text; mended, it is sent what was told before it was there."""
    page, path = partner.page, f"/{story.id}"
    says = "maintenance <img src=x onerror=alert(1)>"
    receiver.answering[path] = lambda _: web.Response(status=503, text=says)
    await page.goto(f"{story.gateway}/console/webhooks")
    await partner.accessible()
    address = partner.the("textbox", "Address")
    await address.fill(f"{receiver.url}{path}")
    await page.reload()
    await expect(address).to_have_value(f"{receiver.url}{path}")
    await partner.press("Create it")
    receiver.secrets[path] = [await page.get_by_text(re.compile("^whsec_")).inner_text()]
    await partner.press("I have saved it")
    await page.get_by_role("link", name=f"{receiver.url}{path}").click()
    await partner.press("Send a test event")
    await page.get_by_role("heading", level=3).first.click()
    await partner.reads("another answer than 2xx")
    await partner.reads(says)
    await partner.accessible()
    await partner.fits()
    await partner.shows("story-webhook")
    await _changed(story, partner, receiver)
    receiver.answering.clear()
    await partner.press("Send it again")
    told = page.get_by_role("button", name=partner.word("delivered"))
    await expect(told.filter(has_text=partner.word("A member agreed"))).to_be_visible()
    assert receiver.unverified == []


async def _changed(story: Story, partner: Visit, receiver: Receiver) -> None:
    """What is refused is said at its field; what is saved stays in the form."""
    address = partner.the("textbox", "Address")
    await address.fill("ftp://nowhere.example")
    await partner.press("Save")
    await expect(address).to_have_attribute("aria-invalid", "true")
    await partner.accessible()
    url = f"{receiver.url}/{story.id}?v=2"
    await address.fill(url)
    await partner.press("Save")
    await expect(partner.page.get_by_role("heading", level=1)).to_have_text(url)
    await expect(address).to_have_value(url)


async def _is_cut_off(story: Story, staff: Visit, partner: Visit) -> None:
    """The page that is open says so, and again when it is loaded anew."""
    await staff.page.reload()
    of = story.of(staff)
    await staff.press("Cut it off…", of)
    await staff.field("Reason", of).fill("It sold what it was told.")
    await staff.press("Cut it off", of)
    await expect(of.get_by_text(staff.word("cut off"), exact=True)).to_be_visible()
    await staff.accessible()
    await staff.fits()
    await staff.shows("story-cut-off")
    await partner.reads("Your key no longer works")
    await partner.page.reload()
    await partner.reads("Your key no longer works")
    await partner.accessible()
    refused = [said for said in partner.wrong if "401" not in said]
    assert refused == []
    await eventually(lambda: _without_key(partner))


async def _without_key(partner: Visit) -> bool:
    kept = "JSON.stringify({...localStorage, ...sessionStorage})"
    return "rk_" not in await partner.page.evaluate(kept)
