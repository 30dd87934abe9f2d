"""What mutations pass on of the one who asks."""

import pytest

from infra.kernel import errors
from services.membership.contract import commands
from services.notify.contract import commands as notify_commands
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
