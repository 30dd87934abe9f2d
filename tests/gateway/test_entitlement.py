"""What the shop asks at checkout, and the passes that it checks by itself."""

from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from pydantic import SecretStr
from reinstate_client import Entitlement

from gateway.passes.issuer import PassIssuer
from gateway.passes.keys import PassKeys, derived
from infra.derived_key import key_set
from services.membership.contract.words import Cause, HoldKind, Responsible, Status
from services.settings import Settings
from tests.fakes.entitlement import AT, EntitlementStanding, entitled
from tests.gateway.conftest import Gateway

ENTITLED, NOT_ENTITLED, UNKNOWN = EntitlementStanding

EVERYTHING = """
  query Ask($ids: [ID!]!) { entitlements(memberIds: $ids) {
    memberId entitled standing version status plan planVersion benefits priceFactor since until
    cause responsible blocker at freshUntil staleUntil } }
"""
PASS = """
  query Pass($who: ID) { entitlementPass(memberId: $who) {
    __typename
    ... on EntitlementPass { memberId token version expiresAt staleUntil }
    ... on Problem { code message field } } }
"""


def written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def test_everything_that_checkout_needs_comes_in_one_answer(gateway: Gateway) -> None:
    [gold, nobody] = (await gateway.data(EVERYTHING, "host", ids=["m-1", "m-9"]))["entitlements"]
    assert gold == {
        "memberId": "m-1", "entitled": True, "standing": "ENTITLED", "version": 3,
        "status": "ACTIVE", "plan": "gold", "planVersion": 2, "priceFactor": "0.90",
        "benefits": {"member_discount": {"value": "0.90"},
                     "free_transfers": {"value": 2, "left": 1}},
        "since": written(AT - timedelta(days=20)), "until": written(AT + timedelta(days=10)),
        "cause": None, "responsible": None, "blocker": None, "at": written(AT),
        "freshUntil": written(AT + timedelta(minutes=5)),
        "staleUntil": written(AT + timedelta(days=1, minutes=5)),
    }  # fmt: skip
    told = {name: nobody[name] for name in ("entitled", "standing", "version", "priceFactor")}
    assert told == {"entitled": False, "standing": "UNKNOWN", "version": 0, "priceFactor": "1"}


async def test_a_member_sees_the_own_entitlement(gateway: Gateway) -> None:
    data = await gateway.data("{ me { entitlement { entitled until } } }")
    assert data["me"]["entitlement"]["entitled"] is True


async def test_a_thousand_members_are_one_question_whatever_is_asked_of_them(
    gateway: Gateway,
) -> None:
    ids = [f"m-{n}" for n in range(1_000)]
    data = await gateway.data(EVERYTHING, "host", ids=ids)
    assert [one["memberId"] for one in data["entitlements"]] == ids
    [asked] = gateway.apis.membership.reads
    assert len(asked) == 1


async def test_what_is_asked_of_many_costs_as_much_as_there_are(gateway: Gateway) -> None:
    once = "entitlements(memberIds: $ids) { memberId entitled standing version status plan until }"
    twice = f"query Ask($ids: [ID!]!) {{ a: {once} b: {once} c: {once} }}"
    few, many = ([f"m-{n}" for n in range(number)] for number in (900, 1_000))
    assert "errors" not in await gateway.post(twice, "host", ids=few)
    assert await gateway.code(twice, "host", ids=many) == "TOO_COSTLY"
    by_name = twice.replace("$ids", '["m-1", "m-2"]').replace('(["m-1", "m-2"]: [ID!]!)', "")
    assert "errors" not in await gateway.post(by_name, "host")


def checked(settings: Settings, token: str) -> dict[str, Any]:
    """As the shop does it, with the published keys alone."""
    keys = jwt.PyJWKSet.from_json(key_set(PassKeys(settings).published).decode())
    key = keys[jwt.get_unverified_header(token)["kid"]]
    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    return jwt.decode(token, key.key, ["EdDSA"], issuer="reinstate", options=options)


async def test_a_pass_says_the_same_and_is_proven_by_the_published_keys(gateway: Gateway) -> None:
    made = (await gateway.data(PASS, "host", who="m-1"))["entitlementPass"]
    assert (made["memberId"], made["version"]) == ("m-1", 3)
    assert made["expiresAt"] == written(AT + timedelta(minutes=5))
    async with gateway.session.get(f"{gateway.url}/.well-known/jwks.json") as response:
        key, *_ = (await response.json(content_type="application/jwk-set+json"))["keys"]
    header = jwt.get_unverified_header(made["token"])
    assert header == {"alg": "EdDSA", "typ": "entitlement+jwt", "kid": key["kid"]}
    assert "d" not in key, "the private part"
    now = int(AT.timestamp())
    assert checked(gateway.settings, made["token"]) == {
        "iss": "reinstate", "sub": "m-1", "iat": now, "nbf": now, "exp": now + 300,
        "stale_until": now + 300 + 86_400, "version": 3, "entitled": True, "plan": "gold",
        "plan_version": 2,
        "benefits": {"member_discount": {"value": "0.90"},
                     "free_transfers": {"value": 2, "left": 1}},
        "price_factor": "0.90", "until": now + 10 * 86_400,
    }  # fmt: skip


async def test_of_a_backup_answer_and_pass_say_through_whom(gateway: Gateway) -> None:
    gateway.apis.membership.entitled["m-2"] = entitled("m-2", status=Status.EXPIRED, through="m-1")
    ask = "query($ids: [ID!]!) { entitlements(memberIds: $ids) { entitled through } }"
    answers = (await gateway.data(ask, "host", ids=["m-1", "m-2"]))["entitlements"]
    assert answers == [{"entitled": True, "through": None}, {"entitled": True, "through": "m-1"}]
    made = (await gateway.data(PASS, "host", who="m-2"))["entitlementPass"]
    claims = checked(gateway.settings, made["token"])
    assert claims["through"] == Entitlement.of_claims(claims).through == "m-1"


async def test_members_take_their_own_pass_and_nobody_else_s(gateway: Gateway) -> None:
    assert (await gateway.data(PASS))["entitlementPass"]["memberId"] == "m-1"
    assert (await gateway.data(PASS, id="m-2"))["entitlementPass"]["memberId"] == "m-2"
    refused = await gateway.post(PASS, who="m-2")
    assert refused["data"]["entitlementPass"]["__typename"] == "Forbidden"


async def test_no_pass_for_who_is_under_protection_and_for_nobody(gateway: Gateway) -> None:
    gateway.apis.membership.entitled["m-2"] = entitled(
        "m-2", standing=NOT_ENTITLED, status=Status.FROZEN, cause=Cause.COMPROMISE,
        responsible=Responsible.EXTERNAL, blocker=HoldKind.COMPROMISE.value, secured=True,
    )  # fmt: skip
    ask = """query Passes($ids: [ID!]!) { entitlementPasses(memberIds: $ids) {
        __typename ... on EntitlementPass { memberId } ... on Problem { message } } }"""
    answer = await gateway.data(ask, "host", ids=["m-1", "m-2", "m-9"])
    good, held, nobody = answer["entitlementPasses"]
    assert good == {"__typename": "EntitlementPass", "memberId": "m-1"}
    assert held["__typename"] == "NotAllowed"
    assert held["message"].startswith("The account or a payment of this member")
    assert nobody["__typename"] == "NotFound"
    assert await gateway.code(ask, "host", ids=["m-1"] * 101) == "INVALID_INPUT"


def test_a_pass_is_never_fresh_beyond_the_answer_s_own_end() -> None:
    issuer = PassIssuer(Settings())
    ends = AT + timedelta(minutes=2)
    validity = issuer.validity(entitled("m-1", until=ends), AT)
    assert (validity.fresh_until, validity.stale_until) == (ends, ends + timedelta(days=1))
    for_good = issuer.validity(entitled("m-1", until=None), AT)
    assert for_good.fresh_until == AT + timedelta(minutes=5)


def test_what_the_key_before_signed_stays_good_while_it_is_published() -> None:
    old, new = SecretStr("a" * 40), SecretStr("b" * 40)
    before = Settings(pass_key=old)
    turned = Settings(pass_key=new, pass_key_old=old)
    token = PassIssuer(before).issue(entitled("m-1"), AT).token
    assert checked(turned, token)["sub"] == "m-1"
    assert checked(turned, PassIssuer(turned).issue(entitled("m-1"), AT).token)["sub"] == "m-1"
    with pytest.raises(KeyError):
        checked(Settings(pass_key=new), token)


def test_a_secret_gives_one_key_whoever_derives_it() -> None:
    """Both worked out by hand from RFC 5869 and RFC 7638."""
    one = derived("0123456789abcdef" * 4)
    assert one.id == derived("0123456789abcdef" * 4).id
    assert one.public["x"] == "dHjNIInFBhQdRljccp-wWHw5FZqRh1N7Xj9YDyvbNoY"
    assert one.id == "21LiLY_NAcedMBHJ_gRk87tmE2Hre3_rBZJwOf15fvI"


def test_development_makes_a_secret_once_for_all_its_processes(tmp_path: Any) -> None:
    first, second = (PassKeys(Settings(var_dir=tmp_path)) for _ in range(2))
    assert key_set(first.published) == key_set(second.published)
    assert (tmp_path / "pass.secret").stat().st_mode & 0o077 == 0
    other = PassKeys(Settings(var_dir=tmp_path / "other"))
    assert key_set(other.published) != key_set(first.published)
