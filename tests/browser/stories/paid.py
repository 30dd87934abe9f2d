"""Paid, and no member: the own proof counts at once, and what comes of it is told."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.browser.people import somebody
from tests.browser.visits import EN_PHONE, ZH_DESK, Coming, Reader
from tests.flows.conftest import System
from tests.flows.typed import standing

SILVER = 9_90


@pytest.mark.parametrize("reader", [EN_PHONE, ZH_DESK], ids=str)
async def test_paid_but_not_a_member(coming: Coming, world: System, reader: Reader) -> None:
    async with (
        await somebody(world, reader, plan="silver", balance=SILVER) as member,
        await world.host() as host,
    ):
        end = (await standing(member)).period.end
        await world.advance_to(end + timedelta(days=2))
        visit = await coming("/", role="member", id=member.id)
        await visit.reads("Paid, but not a member?")
        order = f"paid-{member.id}"
        await visit.press("Tell us of the payment")
        await visit.field("Order number").fill(order)
        await visit.field("Amount in {currency}").fill("9.90")
        await visit.page.reload()  # what was written is there still
        await visit.press("Tell us of the payment")
        await expect(visit.field("Order number")).to_have_value(order)
        await visit.accessible()
        await visit.fits()
        await visit.shows("story-claim", visit.field("Order number"))
        await visit.press("I have paid this")
        await visit.reads("Your payment is checked")
        await visit.reads("You are a member until {end}.")
        await visit.accessible()
        await host.pays(member.id, SILVER, end.isoformat(), orderId=order)
        await visit.the("heading", "Your payment is checked").wait_for(state="detached")
        await visit.reads("You are a member until {end}.")
        assert visit.wrong == []
