"""Second factors on a real database: each is good once, whoever asks at the same moment."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pyotp
import pytest

from infra.kernel.errors import (
    AppError,
    InvalidInput,
    NotAllowed,
    NotFound,
    SecondFactorRequired,
    TooManyRequests,
)
from services.membership.accounts.core.collections import FACTORS
from services.membership.contract.accounts import factor_commands as c
from services.membership.contract.accounts.errors import SessionOver
from services.membership.contract.accounts.words import AccountKind, Proof
from tests.contract.factors_system import CODE, House, Owner, running_factors


@pytest.fixture
async def house(mongo_url: str, database_prefix: str, tmp_path: Path) -> AsyncIterator[House]:
    async with running_factors(mongo_url, database_prefix, tmp_path) as running:
        yield running


@pytest.fixture
async def owner(house: House) -> Owner:
    return await house.owner()


def code_of(secret: str, owner: Owner) -> str:
    return pyotp.TOTP(secret).at(owner.house.clock.now())


async def with_app(owner: Owner) -> str:
    """The secret of an app that was set up, thirty seconds ago."""
    await owner.steps_up()
    setup = (await owner.do(c.BeginTotp)).totp
    assert setup is not None
    code = code_of(setup.secret, owner)
    await owner.do(c.ConfirmTotp, continuation=setup.continuation, code=code, label="My phone")
    owner.house.clock.advance(timedelta(seconds=30))
    return setup.secret


async def with_codes(owner: Owner) -> tuple[str, ...]:
    await owner.steps_up()
    return (await owner.do(c.MakeRecoveryCodes)).codes


async def at_once(owner: Owner, times: int, proof: Proof, answer: str) -> list[Any]:
    """Those that went through."""
    tried = [owner.steps_up(proof, answer) for _ in range(times)]
    done = await asyncio.gather(*tried, return_exceptions=True)
    assert all(isinstance(one, AppError) for one in done if isinstance(one, BaseException))
    return [one for one in done if not isinstance(one, BaseException)]


async def test_an_app_counts_once_it_has_shown_a_code(owner: Owner) -> None:
    with pytest.raises(SecondFactorRequired) as refused:
        await owner.do(c.BeginTotp)
    assert refused.value.details == {"max_age": 300, "proofs": ["CODE"]}
    await owner.steps_up()
    setup = (await owner.do(c.BeginTotp, shown_as="Wei")).totp
    assert setup is not None
    assert setup.uri.startswith("otpauth://totp/Reinstate:Wei?")
    assert await owner.factors() == ()
    with pytest.raises(InvalidInput):
        await owner.do(c.ConfirmTotp, continuation=setup.continuation, code="000000")
    code = code_of(setup.secret, owner)
    for _ in range(2):  # the answer was lost: once is enough
        await owner.do(c.ConfirmTotp, continuation=setup.continuation, code=code, label="My phone")
    [app] = await owner.factors()
    assert (app.kind, app.label) == (Proof.TOTP, "My phone")
    assert await owner.history() == [("FactorAdded", {"factor_id": app.factor_id, "kind": "TOTP"})]
    with pytest.raises(NotAllowed):
        await owner.do(c.BeginTotp)


async def test_a_setup_is_good_for_its_account_and_a_quarter_of_an_hour(house: House) -> None:
    one, other = await house.owner(), await house.owner()
    await one.steps_up()
    setup = (await one.do(c.BeginTotp)).totp
    assert setup is not None
    for who, minutes in ((other, 0), (one, 15)):
        house.clock.advance(timedelta(minutes=minutes))
        with pytest.raises(InvalidInput) as refused:
            await who.do(
                c.ConfirmTotp, continuation=setup.continuation, code=code_of(setup.secret, one)
            )
        assert refused.value.field == "continuation"


async def test_a_code_of_the_app_is_good_once_also_for_eight_at_once(owner: Owner) -> None:
    secret = await with_app(owner)
    assert len(await at_once(owner, 4, Proof.TOTP, code_of(secret, owner))) == 1
    owner.house.clock.advance(timedelta(seconds=30))
    await owner.steps_up(Proof.TOTP, code_of(secret, owner))


async def test_the_secret_is_sealed_with_the_accounts_key_and_gone_with_it(owner: Owner) -> None:
    secret, base = await with_app(owner), owner.house.base
    row = await base.db[FACTORS].find_one({"account": owner.id})
    assert row is not None
    assert secret not in str(row)
    assert "My phone" not in str(row)
    await base.sealing.keys.destroy(owner.id, owner.house.clock.now())
    with pytest.raises(InvalidInput):
        await owner.steps_up(Proof.TOTP, code_of(secret, owner))


async def test_a_recovery_code_is_good_once_also_for_four_at_once(owner: Owner) -> None:
    codes = await with_codes(owner)
    assert len(codes) == 10
    assert len(await at_once(owner, 4, Proof.RECOVERY_CODE, codes[0].lower())) == 1
    [codes_left] = await owner.factors()
    assert codes_left.left == 9
    assert await owner.history() == [
        ("RecoveryCodesMade", {"factor_id": codes_left.factor_id, "codes": 10}),
        ("RecoveryCodeUsed", {"factor_id": codes_left.factor_id, "left": 9}),
    ]


async def test_codes_made_anew_void_those_before(owner: Owner) -> None:
    old = await with_codes(owner)
    await owner.steps_up(Proof.RECOVERY_CODE, old[0])
    new = (await owner.do(c.MakeRecoveryCodes)).codes
    with pytest.raises(InvalidInput):
        await owner.steps_up(Proof.RECOVERY_CODE, old[1])
    await owner.steps_up(Proof.RECOVERY_CODE, new[1])
    assert [one.left for one in await owner.factors()] == [9]


async def test_after_five_wrong_codes_a_right_one_is_not_looked_at(owner: Owner) -> None:
    secret = await with_app(owner)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            await owner.steps_up(Proof.TOTP, "000000")
    with pytest.raises(TooManyRequests):
        await owner.steps_up(Proof.TOTP, code_of(secret, owner))
    owner.house.clock.advance(timedelta(seconds=60))
    await owner.steps_up(Proof.TOTP, code_of(secret, owner))
    for _ in range(4):
        with pytest.raises(InvalidInput):  # it counts from nothing again
            await owner.steps_up(Proof.TOTP, "000000")


async def test_a_proof_is_fresh_for_five_minutes(owner: Owner) -> None:
    await owner.steps_up()
    owner.house.clock.advance(timedelta(minutes=5))
    await owner.do(c.MakeRecoveryCodes)
    owner.house.clock.advance(timedelta(milliseconds=1))
    with pytest.raises(SecondFactorRequired):
        await owner.do(c.MakeRecoveryCodes)


async def test_where_there_is_an_own_factor_a_code_to_the_phone_does_not_do(owner: Owner) -> None:
    secret = await with_app(owner)
    await owner.steps_up(Proof.CODE, CODE)
    with pytest.raises(SecondFactorRequired) as refused:
        await owner.do(c.MakeRecoveryCodes)
    assert refused.value.details["proofs"] == ["TOTP"]
    await owner.steps_up(Proof.TOTP, code_of(secret, owner))
    await owner.do(c.MakeRecoveryCodes)


async def test_the_token_says_what_was_proven_and_when(owner: Owner) -> None:
    owner.house.clock.advance(timedelta(hours=1))
    token = (await owner.steps_up()).access_token
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["second_factor"] is True
    assert claims["auth_time"] == owner.house.clock.now().timestamp()
    assert claims["amr"] == ["pwd", "otp"]
    assert claims["sid"] == owner.session_id


async def test_a_factor_goes_and_staff_keep_their_last(house: House) -> None:
    for kind in AccountKind:
        owner = await house.owner(kind)
        secret = await with_app(owner)
        await owner.steps_up(Proof.TOTP, code_of(secret, owner))
        [app] = await owner.factors()
        if kind is AccountKind.STAFF:
            with pytest.raises(NotAllowed):
                await owner.do(c.RemoveFactor, factor_id=app.factor_id)
            continue
        await owner.do(c.RemoveFactor, factor_id=app.factor_id)
        assert await owner.factors() == ()
        assert (await owner.history())[-1] == (
            "FactorRemoved", {"factor_id": app.factor_id, "kind": "TOTP"},
        )  # fmt: skip
        with pytest.raises(NotFound):
            await owner.do(c.RemoveFactor, factor_id=app.factor_id)


async def test_another_ones_session_proves_nothing(house: House) -> None:
    one, other = await house.owner(), await house.owner()
    one.session_id = other.session_id
    with pytest.raises(SessionOver):
        await one.steps_up()
