"""The doors of a sandbox: what is real stays out of it, and what is its own stays in it."""

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from gateway.dev.tokens import issue_development_token
from gateway.passes.issuer import PassIssuer
from infra.kernel.errors import Forbidden
from infra.process.movable_clock import MovableClock
from infra.secret_settings import Environment
from services.membership.contract.partner_keys import digest_of, key_of, well_formed
from services.membership.contract.partner_views import KeyProof
from services.settings import Settings
from services.shared.callers import THE_SHOP, KeyScope
from tests.fakes.partners import KEY
from tests.gateway.conftest import FakeSystem, Stage
from tests.gateway.test_development import SECRETS

OF_A_SANDBOX = key_of("0123456789ab", bytes(32), sandbox=True)
SECRET = SecretStr("one-secret-for-both-of-32-bytes-or-more")
ROUTES = [("POST", "token"), ("POST", "clock"), ("GET", "clock"), ("GET", "messages")]
JOIN = 'mutation { registerMember(input: { memberId: "m-1", name: "Li" }) { __typename } }'


def settings_of(environment: Environment) -> Settings:
    secrets: Any = dict.fromkeys(SECRETS, SECRET)
    return Settings(environment=environment, **secrets)


def system_of(environment: Environment, folder: Path) -> FakeSystem:
    system = FakeSystem(settings_of(environment), MovableClock(folder / "clock"))
    for key, scopes in ((KEY, tuple(KeyScope)), (OF_A_SANDBOX, tuple(KeyScope))):
        system.apis.membership.proofs[digest_of(key)] = KeyProof(
            partner_id=THE_SHOP, name="Shop", key_id="0123456789ab", scopes=scopes
        )
    return system


async def refusal(url: str, token: str) -> str:
    """In words; empty where there is none."""
    headers = {"authorization": f"Bearer {token}", "accept-language": "en"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{url}/graphql", json={"query": "{ plans { code } }"}) as answered,
    ):
        return "".join(one["message"] for one in (await answered.json()).get("errors", ()))


def test_the_form_of_its_keys_says_whose_they_are() -> None:
    assert OF_A_SANDBOX.startswith("rk_test_0123456789ab_0000")
    assert well_formed(OF_A_SANDBOX)
    assert not well_formed(OF_A_SANDBOX.replace("rk_test_", "rk_"))
    assert not well_formed(KEY.replace("rk_", "rk_test_"))


async def test_a_key_is_good_on_its_own_side_only(stage: Stage, tmp_path: Path) -> None:
    real = system_of(Environment.PRODUCTION, tmp_path)
    async with stage.showing(real.app()) as url:
        assert await refusal(url, KEY) == ""
        assert "good there only" in await refusal(url, OF_A_SANDBOX)
    sandbox = system_of(Environment.SANDBOX, tmp_path)
    async with stage.showing(sandbox.app()) as url:
        assert await refusal(url, OF_A_SANDBOX) == ""
        assert "Send no real one here" in await refusal(url, KEY)


async def test_a_token_made_in_a_sandbox_opens_nothing_real_under_the_same_secret(
    stage: Stage, tmp_path: Path
) -> None:
    token = issue_development_token(settings_of(Environment.SANDBOX), "member", "m-1")
    async with stage.showing(system_of(Environment.SANDBOX, tmp_path).app()) as url:
        assert await refusal(url, token) == ""
    async with stage.showing(system_of(Environment.PRODUCTION, tmp_path).app()) as url:
        assert await refusal(url, token) == "The access token is not valid. Sign in again."
    with pytest.raises(Forbidden):
        issue_development_token(settings_of(Environment.PRODUCTION), "member", "m-1")


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_its_doors_open_to_the_shop_alone(
    stage: Stage, tmp_path: Path, method: str, path: str
) -> None:
    settings = settings_of(Environment.SANDBOX)
    member = issue_development_token(settings, "member", "m-1")
    async with (
        stage.showing(system_of(Environment.SANDBOX, tmp_path).app()) as url,
        aiohttp.ClientSession() as session,
    ):
        for token, status in (("", 401), (member, 403), (KEY, 401)):
            headers = {"authorization": f"Bearer {token}"} if token else {}
            where = f"{url}/sandbox/{path}"
            async with session.request(method, where, headers=headers, json={}) as answered:
                assert answered.status == status, await answered.text()
    for environment in (Environment.PRODUCTION, Environment.DEVELOPMENT):
        app = system_of(environment, tmp_path).app()
        async with (
            stage.showing(app) as url,
            aiohttp.ClientSession() as session,
            session.request(method, f"{url}/sandbox/{path}", json={}) as answered,
        ):
            assert answered.status == 404


@pytest.mark.parametrize("first", ["0", "201", "-1", "1.5", "²", "9" * 5000])
async def test_a_number_of_messages_that_is_none_is_said(
    stage: Stage, tmp_path: Path, first: str
) -> None:
    headers = {"authorization": f"Bearer {OF_A_SANDBOX}", "accept-language": "en"}
    async with (
        stage.showing(system_of(Environment.SANDBOX, tmp_path).app()) as url,
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{url}/sandbox/messages", params={"first": first}) as answered,
    ):
        [error] = (await answered.json())["errors"]
    assert (answered.status, error["message"]) == (400, "first is a number from 1 to 200.")
    assert error["extensions"] == {"code": "INVALID_INPUT", "field": "first"}


async def test_its_passes_name_an_issuer_of_their_own(tmp_path: Path) -> None:
    issued = [
        PassIssuer(settings_of(environment))._issuer
        for environment in (Environment.SANDBOX, Environment.PRODUCTION)
    ]
    assert issued == ["sandbox-reinstate", "reinstate"]


def test_it_meets_nothing_real_though_every_variable_is_copied() -> None:
    sandbox, real = map(settings_of, (Environment.SANDBOX, Environment.PRODUCTION))
    assert real.database("notify") == "reinstate_notify"
    assert sandbox.database("notify") == "sandbox-reinstate_notify"
    assert set(sandbox.rpc_secrets).isdisjoint(real.rpc_secrets)
    assert (sandbox.sms_order.names, sandbox.mail_order.names) == (("sandbox",), ("sandbox",))
