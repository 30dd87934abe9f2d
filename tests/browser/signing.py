"""Signing in as people do, and being somebody at once."""

import re

from playwright.async_api import Locator

from tests.browser.visits import Visit
from tests.client import Client
from tests.flows.conftest import System
from tests.waiting import eventually

HANDLE = "Phone number or e-mail address"


_given: set[str] = set()
"""Each is good once, and the next one may be on its way still."""


async def code_in(world: System, number: str, *words: str) -> str:
    """The newest code that came to a number, in a message that says so."""

    async def come() -> str | None:
        sent = [one["body"] for one in await world.messages(number)]
        found = (
            re.search(r"(?<![0-9A-Za-z])\d{6}(?![0-9A-Za-z])", text)
            for text in sent
            if all(w in text for w in words)
        )
        return next((one[0] for one in found if one and one[0] not in _given), None)

    code = await eventually(come)
    _given.add(code)
    return code


async def be(visit: Visit, world: System, role: str, id: str, **claims: object) -> None:
    """At once, by a token of development."""
    async with Client(world.gateway) as client:
        await client.sign_in(role, id, **claims)
        token = client.token
    await visit.page.evaluate(
        "token => sessionStorage.setItem('reinstate.tried-out', token)", token
    )


async def signed_in(visit: Visit, world: System, number: str) -> None:
    """By a code."""
    await visit.field(HANDLE).fill(number)
    await visit.press("Send me a code")
    await visit.field("Code that we sent you").fill(await code_in(world, number))
    await visit.press("Sign in")


async def prove(visit: Visit, part: Locator, world: System, number: str) -> None:
    """Where a proof is missing: by a code that is sent for it."""
    await visit.press("Send me a code", part)
    await visit.field("Code that we sent you", part).fill(await code_in(world, number))
    await visit.press("It is me", part)
