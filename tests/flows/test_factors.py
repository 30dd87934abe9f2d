"""A second factor: set up, asked for at the next sign-in, good for what is sensitive."""

import re
from typing import Any

import pyotp
import pytest

from tests.client import Client
from tests.flows.conftest import System
from tests.flows.people import Person

PHONE, PASSWORD = "+8613912340002", "correct horse battery staple"
STEPPED_UP = "SteppedUp { accessToken }"
FACTORS = "FactorsSuccess { factors { id kind label } }"
WAY_IN = "SignInStep { attemptId proofs } ... on SignInSuccess { accessToken }"


async def sent(system: System, words: str) -> str:
    told = await system.message(PHONE, words)
    found = re.search(r"\b\d{6}\b", told["body"])
    assert found, told
    return found[0]


async def verifies(person: Person) -> dict[str, Any]:
    """Something sensitive, which there is no membership for yet."""
    query = """mutation { verifyContacts(input: {}) {
      ... on Problem { code } ... on SecondFactorRequired { maxAge proofs } } }"""
    found: dict[str, Any] = (await person.client.run(query))["verifyContacts"]
    return found


@pytest.mark.systems("one")
async def test_a_second_factor_from_setting_it_up_to_what_it_opens(system: System) -> None:
    async with Client(system.gateway, language="en") as client:
        person = Person(client)
        given = {"handle": PHONE, "password": PASSWORD, "language": "EN"}
        begun = await person.do("signUp", "SignUpInput", WAY_IN, **given)
        given = {"attemptId": begun["attemptId"], "code": await sent(system, "opening")}
        done = await person.do("confirmSignUp", "ConfirmSignUpInput", WAY_IN, **given)
        client.token = done["accessToken"]
        wanted = {"code": "SECOND_FACTOR_REQUIRED", "maxAge": 300, "proofs": ["CODE"]}
        assert await verifies(person) == wanted
        app = await _set_up(system, person)
        assert await system.message(PHONE, "An authenticator app was added")
        await _signs_in_with_it(system, person, app)
        assert (await verifies(person))["code"] == "NOT_ALLOWED"  # there is nothing to verify


async def _set_up(system: System, person: Person) -> pyotp.TOTP:
    await person.do("requestCode", "RequestCodeInput", "CodeSent { sentTo }", purpose="STEP_UP")
    shown = {"proof": "CODE", "answer": await sent(system, "proving that it is you")}
    assert (await person.do("stepUp", "StepUpInput", STEPPED_UP, **shown))["accessToken"]
    setup = await person.do("addTotp", "AddTotpInput", "TotpSetup { uri secret continuation }")
    app = pyotp.parse_uri(setup["uri"])
    assert isinstance(app, pyotp.TOTP)
    given = {
        "continuation": setup["continuation"],
        "code": app.at(await system.now()),
        "label": "Phone",
    }
    added = await person.do("confirmTotp", "ConfirmTotpInput", FACTORS, **given)
    assert [(one["kind"], one["label"]) for one in added["factors"]] == [("TOTP", "Phone")]
    return app


async def _signs_in_with_it(system: System, person: Person, app: pyotp.TOTP) -> None:
    used, person.client.token = app.at(await system.now()), ""
    given = {"handle": PHONE, "password": PASSWORD}
    step = await person.do("signIn", "SignInInput", WAY_IN, **given)
    assert step["proofs"] == ["TOTP"]
    await system.jump("PT30S")
    fresh = app.at(await system.now())
    given = {"attemptId": step["attemptId"], "proof": "TOTP"}
    for code, kind in ((used, "InvalidInput"), (fresh, "SignInSuccess"), (fresh, "InvalidInput")):
        shown = await person.do("confirmSignIn", "ConfirmSignInInput", WAY_IN, answer=code, **given)
        assert shown["__typename"] == kind, shown
        person.client.token = shown.get("accessToken", person.client.token)
