"""Somebody else is in the account: its owner throws them out in one press, makes a passkey, and has
back what they changed."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.pages import AUTHENTICATOR
from tests.browser.people import somebody
from tests.browser.signing import code_in, prove, signed_in
from tests.browser.visits import EN_DESK, ZH_PHONE, Coming, Reader, Visit
from tests.flows.conftest import System
from tests.flows.typed import standing

TOLD = {"EN": "cancel", "ZH": "取消"}


@pytest.mark.parametrize("reader", [ZH_PHONE, EN_DESK], ids=str)
async def test_compromise_and_passkey(
    coming: Coming, world: System, gateway: str, reader: Reader
) -> None:
    async with await somebody(world, reader) as member:
        number, before = await member.phone(), await standing(member)
        owner = await coming("/healthz")
        await _with_authenticator(owner.page)
        named = gateway.replace("127.0.0.1", "localhost")  # passkeys are bound to a name
        await owner.page.goto(f"{named}/sign-in?to=/security")
        await signed_in(owner, world, number)
        await owner.reads("this one")
        await world.advance("PT2M")  # before there is another code
        thief = await coming("/sign-in")
        await signed_in(thief, world, number)
        await thief.press("Cancel the membership…")
        await thief.press("Cancel the membership")
        await thief.reads("Was that a mistake?")
        await world.message(number, TOLD[reader.language])

        await _protected(owner, named)
        await thief.page.reload()
        await expect(thief.the("link", "Sign in as anybody")).to_be_visible()  # nobody is there

        await world.advance("PT2M")
        await _passkey(owner, world, number)
        await world.advance("PT2M")
        back = owner.the("region", "Your account is protected")
        await owner.press("Send me a code", back)
        await owner.the("textbox", "Code", back).fill(await code_in(world, number))
        await owner.press("Release it", back)
        await owner.reads("What others changed was taken back")
        await owner.accessible()
        await owner.page.goto(f"{named}/")
        await owner.reads("You are a member until {end}.")
        after = await standing(member)
        assert (after.plan, after.price, after.balance) == (
            before.plan, before.price, before.balance,
        )  # fmt: skip
        assert after.period.end >= before.period.end
        assert owner.wrong == []


async def _with_authenticator(page: Page) -> None:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


async def _protected(owner: Visit, named: str) -> None:
    """In one step, beside the message that told of it."""
    await owner.page.goto(f"{named}/inbox")
    await owner.press("That was not me", owner.page.get_by_role("article").first)
    await owner.reads("Then this happens at once:")
    await owner.accessible()
    await owner.press("Yes, protect my account")
    await owner.the("heading", "Your account is protected").wait_for()
    await owner.reads("Changed by others:")
    await owner.accessible()
    await owner.fits()
    await owner.shows("story-protected")


async def _passkey(owner: Visit, world: System, number: str) -> None:
    ways = owner.the("region", "Ways to sign in")
    await owner.press("Add a passkey of this device", ways)
    await prove(owner, ways, world, number)
    await expect(
        ways.get_by_role("listitem").filter(has_text=owner.word("Passkey")).first
    ).to_be_visible()
