"""Passkeys in a real browser: made, signed in with, shown again, and refused once there is a copy.
`make test-browser` fetches Chromium; `make test` does without."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Page, browser
from tests.client import Client
from tests.flows.conftest import System
from tests.flows.people import Person
from tests.waiting import eventually

PHONE = "+8613912340001"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
async def page(world: System, tmp_path: Path) -> AsyncIterator[Page]:
    """The page to try passkeys out, open under the name that they are bound to."""
    async with browser(tmp_path / "browser") as page:
        await page.call("WebAuthn.enable")
        await page.open(f"{world.gateway.replace('127.0.0.1', 'localhost')}/dev/passkeys")
        await eventually(lambda: page.value("!!document.getElementById('step-up')?.onclick"))
        yield page


async def code_sent(world: System, *words: str) -> str:
    told = await world.message(PHONE, *words)
    found = re.search(r"\b\d{6}\b", told["body"])
    assert found, told
    return found[0]


async def signed_up(world: System, person: Person) -> None:
    step = "SignInStep { attemptId }"
    begun = await person.do("signUp", "SignUpInput", step, handle=PHONE, language="EN")
    given = {
        "attemptId": begun["attemptId"],
        "code": await code_sent(world, "opening your account"),
    }
    tokens = "SignInSuccess { accessToken }"
    done = await person.do("confirmSignUp", "ConfirmSignUpInput", tokens, **given)
    person.client.token = done["accessToken"]


async def stepped_up(world: System, person: Person) -> None:
    await person.do("requestCode", "RequestCodeInput", "CodeSent { sentTo }", purpose="STEP_UP")
    given = {"proof": "CODE", "answer": await code_sent(world, "proving that it is you")}
    done = await person.do("stepUp", "StepUpInput", "SteppedUp { accessToken }", **given)
    person.client.token = done["accessToken"]


async def pressed(page: Page, button: str) -> dict[str, Any] | str:
    """What the page says once it is done: an answer, or what is wrong."""
    await page.value(f"document.getElementById('{button}').click()")
    said = await eventually(
        lambda: page.value("(t => t === '…' ? '' : t)(document.getElementById('said').textContent)")
    )
    return json.loads(said) if said.startswith("{") else str(said)


async def plugged_in(page: Page) -> str:
    added = await page.call("WebAuthn.addVirtualAuthenticator", options=AUTHENTICATOR)
    return str(added["authenticatorId"])


async def test_a_passkey_is_made_signed_in_with_and_shown_again(world: System, page: Page) -> None:
    device = await plugged_in(page)
    async with Client(world.gateway, language="en") as client:
        person = Person(client)
        await signed_up(world, person)
        await stepped_up(world, person)
        await page.value(f"document.getElementById('token').value = {json.dumps(client.token)}")
        made = await pressed(page, "register")
        assert made["factors"][0]["kind"] == "PASSKEY"
        signed_in = await pressed(page, "sign-in")
        assert signed_in["__typename"] == "SignInSuccess"
        proven = await pressed(page, "step-up")
        assert proven["__typename"] == "SteppedUp"
        client.token = proven["accessToken"]
        codes = await person.do("makeRecoveryCodes", "PlainInput", "RecoveryCodes { codes }")
        assert len(codes["codes"]) == 10
    await _a_copy_is_refused_and_told(world, page, device)


async def _a_copy_is_refused_and_told(world: System, page: Page, device: str) -> None:
    """The same key on another device, whose counter is where it was when it was copied."""
    [passkey] = (await page.call("WebAuthn.getCredentials", authenticatorId=device))["credentials"]
    assert passkey["signCount"] > 2
    await page.call("WebAuthn.removeVirtualAuthenticator", authenticatorId=device)
    copy = await plugged_in(page)
    old = passkey | {"signCount": 1}
    await page.call("WebAuthn.addCredential", authenticatorId=copy, credential=old)
    said = await pressed(page, "sign-in")
    assert "INVALID_INPUT" in said
    assert "可能已被复制" in said  # nobody signed in says a language
    assert await world.message(PHONE, "there is a copy of the passkey")
