"""Signing in as people do, and being somebody at once."""

import re

from playwright.async_api import Locator

from tests.browser.visits import Visit
from tests.client import Client
from tests.flows.conftest import System

HANDLE = "Phone number or e-mail address"


async def code_in(world: System, number: str, *words: str) -> str:
    """Of the newest message to a number that says so."""
    message = await world.message(number, *words)
    found = re.search(r"\b\d{6}\b", message["body"])
    assert found, message
    return found[0]


async def be(visit: Visit, world: System, role: str, id: str, **claims: object) -> None:
    """At once, by a token of development."""
    async with Client(world.gateway) as client:
        await client.sign_in(role, id, **claims)
        token = client.token
    await visit.page.evaluate(
        "token => sessionStorage.setItem('reinstate.tried-out', token)", token
    )


async def signed_in(visit: Visit, world: System, number: str) -> None:
    """By a code, in English."""
    page = visit.page
    await page.get_by_label(HANDLE).fill(number)
    await visit.press("Send me a code")
    await visit.reads(re.compile("a code is on its way"))
    await page.get_by_label("Code that we sent you").fill(
        await code_in(world, number, "signing in")
    )
    await visit.press("Sign in")


async def prove(part: Locator, world: System, number: str) -> None:
    """Where a proof is missing: by a code that is sent for it."""
    await part.get_by_role("button", name="Send me a code").click()
    field = part.get_by_label("Code that we sent you")
    await field.fill(await code_in(world, number, "proving that it is you"))
    await part.get_by_role("button", name="It is me").click()
