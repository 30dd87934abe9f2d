"""What mutations pass on of the one who asks."""

import pytest

from infra.kernel import errors
from services.membership.contract import commands
from services.notify.contract import commands as notify_commands
from tests.fakes.accounts import access_token
from tests.gateway.conftest import Gateway
from tests.gateway.mutations import MUTATIONS, named


async def test_the_second_factor_is_the_code(gateway: Gateway) -> None:
    await gateway.data(named("releaseHold"), input={"kind": "NEW_DEVICE", "code": "123456"})
    [(verify, by)] = gateway.apis.notify.executed
    assert isinstance(verify, notify_commands.VerifyCode)
    assert not by.second_factor
    [(release, by)] = gateway.apis.membership.executed
    assert isinstance(release, commands.ReleaseHold)
    assert by.second_factor


async def test_a_wrong_code_releases_nothing(gateway: Gateway) -> None:
    gateway.apis.notify.fails = errors.InvalidInput("The code is wrong.", field="code")
    given = {"kind": "NEW_DEVICE", "code": "000000"}
    answer = (await gateway.data(named("releaseHold"), input=given))["releaseHold"]
    assert answer["__typename"] == "InvalidInput"
    assert gateway.apis.membership.executed == []


async def test_keys_are_the_callers_own(gateway: Gateway) -> None:
    for id in ("m-1", "m-2"):
        await gateway.data(named("renew"), id=id, input={"idempotencyKey": "k"})
    await gateway.data(named("renew"), input={})
    keys = [by.idempotency_key for _command, by in gateway.apis.membership.executed]
    assert len(set(keys)) == 3
    assert all(keys)


async def test_a_hosts_login_carries_the_members_device(gateway: Gateway) -> None:
    given = {"memberId": "m-1", "loginId": "l", "at": "2026-11-01T00:00:00Z", "deviceId": "phone"}
    await gateway.data(named("reportLogin"), "host", input={**given, "ip": "198.51.100.7"})
    [(_login, by)] = gateway.apis.membership.executed
    assert (by.device_id, by.ip, by.actor.kind) == ("phone", "198.51.100.7", "HOST")


@pytest.mark.parametrize("name", ["topUpBalance", "reportPayment"])
async def test_money_goes_to_nobody_whose_id_was_mistyped(gateway: Gateway, name: str) -> None:
    _, given = MUTATIONS[name]
    answer = (await gateway.data(named(name), "host", input=given | {"memberId": "nobody"}))[name]
    assert (answer["__typename"], answer["field"]) == ("NotFound", "memberId")
    assert "registerMember" in answer["message"]
    registered = given | {"memberId": "m-9"}  # with contacts, and no membership yet
    answer = (await gateway.data(named(name), "host", input=registered))[name]
    assert "code" not in answer
    [(command, _)] = gateway.apis.membership.executed
    assert command.member_id == "m-9"


async def test_a_factor_shown_a_moment_ago_stands_in_for_the_code(gateway: Gateway) -> None:
    query = """mutation($input: ReleaseHoldInput!) { releaseHold(input: $input) {
      __typename ... on SecondFactorRequired { maxAge proofs } } }"""
    given = {"kind": "NEW_DEVICE"}
    headers = {"authorization": f"Bearer {access_token()}"}
    asked = {"query": query, "variables": {"input": given}}
    for fresh, kind in ((False, "SecondFactorRequired"), (True, "MembershipSuccess")):
        gateway.apis.accounts.fresh = fresh
        url = f"{gateway.url}/graphql"
        async with gateway.session.post(url, json=asked, headers=headers) as response:
            answer = (await response.json())["data"]["releaseHold"]
        assert answer["__typename"] == kind
        assert fresh or (answer["maxAge"], answer["proofs"]) == (300, ["TOTP", "CODE"])
    done = gateway.apis.membership.executed
    [by] = [by for command, by in done if isinstance(command, commands.ReleaseHold)]
    assert by.second_factor
    assert gateway.apis.notify.executed == []


async def test_somebody_elses_token_does_not_say_when_that_was(gateway: Gateway) -> None:
    claims = {"second_factor": True}
    given = {"kind": "NEW_DEVICE"}
    answer = await gateway.post(named("releaseHold"), "member", claims=claims, input=given)
    assert answer["data"]["releaseHold"]["__typename"] == "SecondFactorRequired"
