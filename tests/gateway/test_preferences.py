"""What a member chooses and names reaches notification as it was meant."""

from typing import Any

import pytest

from infra.kernel import errors
from services.notify.contract import commands as notify
from services.notify.contract.words import Channel, CodePurpose, DigestEvery
from tests.gateway.conftest import Gateway

PROFILE = """{ me { profile {
  phone phoneVerifiedAt unverifiedPhone email emailVerifiedAt unverifiedEmail
  quietHours { begins ends off default } digest { every hour }
} } }"""


def ask(name: str) -> str:
    kind = name[0].upper() + name[1:] + "Input!"
    return (
        f"mutation($input: {kind}) {{ {name}(input: $input) {{ __typename "
        "... on Problem { code field } ... on ProfileSuccess { profile { memberId } } } }"
    )


async def do(gateway: Gateway, name: str, **given: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await gateway.data(ask(name), input=given))[name]
    return answer


async def test_the_profile_shows_what_is_in_use_and_what_waits(gateway: Gateway) -> None:
    profile = (await gateway.data(PROFILE))["me"]["profile"]
    assert profile == {
        "phone": "+8613800138000",
        "phoneVerifiedAt": "2026-11-01T00:00:00.000Z",
        "unverifiedPhone": "",
        "email": "li@example.com",
        "emailVerifiedAt": None,
        "unverifiedEmail": "lilei@example.com",
        "quietHours": {"begins": "22:00", "ends": "08:00", "off": False, "default": True},
        "digest": {"every": "OFF", "hour": 9},
    }


@pytest.mark.parametrize(
    ("name", "given", "command"),
    [
        (
            "setQuietHours",
            {"begins": "23:00", "ends": "07:00"},
            notify.SetQuietHours(member_id="m-1", begins="23:00", ends="07:00"),
        ),
        ("setQuietHours", {"off": True}, notify.SetQuietHours(member_id="m-1", off=True)),
        ("setQuietHours", {}, notify.SetQuietHours(member_id="m-1")),
        (
            "setDigest",
            {"every": "WEEKLY", "hour": 18},
            notify.SetDigest(member_id="m-1", every=DigestEvery.WEEKLY, hour=18),
        ),
        (
            "verifyContact",
            {"channel": "EMAIL", "code": "123456"},
            notify.VerifyContact(member_id="m-1", channel=Channel.EMAIL, code="123456"),
        ),
        (
            "setContacts",
            {"phone": "+8613900139000"},
            notify.SetContacts(member_id="m-1", phone="+8613900139000"),
        ),
    ],
)
async def test_it_is_the_members_own_command(
    gateway: Gateway, name: str, given: dict[str, Any], command: notify.Command
) -> None:
    assert (await do(gateway, name, **given))["__typename"] == "ProfileSuccess"
    [(done, by)] = gateway.apis.notify.executed
    assert done == command
    assert (by.actor.kind, by.actor.id, by.second_factor) == ("MEMBER", "m-1", False)


async def test_a_code_confirms_a_change_of_contacts(gateway: Gateway) -> None:
    await do(gateway, "setContacts", email="new@example.com", code="123456", idempotencyKey="k")
    [(verify, _), (change, by)] = gateway.apis.notify.executed
    assert verify == notify.VerifyCode(
        member_id="m-1", purpose=CodePurpose.CHANGE_CONTACT, code="123456"
    )
    assert change == notify.SetContacts(member_id="m-1", email="new@example.com")
    assert by.second_factor


async def test_a_wrong_code_changes_no_contact(gateway: Gateway) -> None:
    gateway.apis.notify.fails = errors.InvalidInput("The code is not right.", field="code")
    answer = await do(gateway, "setContacts", phone="+8613900139000", code="000000")
    assert (answer["__typename"], answer["field"]) == ("InvalidInput", "code")
    assert gateway.apis.notify.executed == []


async def test_what_lacks_a_second_factor_says_so(gateway: Gateway) -> None:
    gateway.apis.notify.fails = errors.SecondFactorRequired("Ask for a code.", field="code")
    answer = await do(gateway, "setContacts", phone="+8613900139000")
    assert (answer["__typename"], answer["field"]) == ("SecondFactorRequired", "code")
