"""Passkeys on a real database, shown by an authenticator in software."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from infra.kernel.errors import (
    AppError,
    Conflict,
    InvalidInput,
    SecondFactorRequired,
    TooManyRequests,
)
from services.membership.accounts.factors.proving import CounterWentBack
from services.membership.contract.accounts import factor_commands as c
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.views import Tokens
from services.membership.contract.accounts.words import Proof
from tests.contract.factors_system import (
    NOBODY,
    House,
    Owner,
    factor_of,
    options_of,
    running_factors,
)
from tests.fakes.authenticator import Authenticator


@pytest.fixture
async def house(mongo_url: str, database_prefix: str, tmp_path: Path) -> AsyncIterator[House]:
    async with running_factors(mongo_url, database_prefix, tmp_path) as running:
        yield running


@pytest.fixture
async def owner(house: House) -> Owner:
    return await house.owner()


async def made(owner: Owner, device: Authenticator) -> str:
    """What the browser gave of a new passkey, which counts from then on."""
    await owner.steps_up()
    asked = options_of(await owner.do(c.BeginPasskey, use=PasskeyUse.REGISTER))
    answer = device.create(asked)
    await owner.do(c.AddPasskey, answer=answer, label="This phone")
    return answer


async def signed_in(house: House, answer: str) -> Tokens:
    tokens = (await house.execute(c.SignInWithPasskey(answer=answer))).tokens
    assert tokens is not None
    return tokens


async def test_who_made_one_signs_in_without_a_name(house: House, owner: Owner) -> None:
    device = Authenticator()
    await made(owner, device)
    [passkey] = await owner.factors()
    assert (passkey.kind, passkey.label, passkey.synced) == (Proof.PASSKEY, "This phone", False)
    tokens = await signed_in(house, device.get(await house.passkey_options()))
    assert tokens.account_id == owner.id
    assert await owner.history() == [
        ("FactorAdded", {"factor_id": passkey.factor_id, "kind": "PASSKEY"})
    ]
    again = Owner(house, owner.id, tokens.session_id)  # it is a second factor by itself
    await again.do(c.MakeRecoveryCodes)


async def test_an_answer_is_good_once_also_for_four_at_once(house: House, owner: Owner) -> None:
    device = Authenticator(counts=False)
    await made(owner, device)
    answer = device.get(await house.passkey_options())
    tried = [signed_in(house, answer) for _ in range(4)]
    done = await asyncio.gather(*tried, return_exceptions=True)
    assert sum(isinstance(one, Tokens) for one in done) == 1
    assert sum(isinstance(one, AppError) for one in done) == 3
    with pytest.raises(InvalidInput, match="answered before"):
        await signed_in(house, answer)


async def test_it_proves_again_who_is_there(owner: Owner) -> None:
    device = Authenticator()
    await made(owner, device)
    owner.house.clock.advance(timedelta(hours=1))
    with pytest.raises(SecondFactorRequired) as refused:
        await owner.do(c.MakeRecoveryCodes)
    assert refused.value.details["proofs"] == ["PASSKEY"]
    asked = options_of(await owner.do(c.BeginPasskey, use=PasskeyUse.STEP_UP))
    assert len(asked["allowCredentials"]) == 1
    await owner.steps_up(Proof.PASSKEY, device.get(asked))
    await owner.do(c.MakeRecoveryCodes)


async def test_what_was_asked_for_one_thing_is_no_answer_to_another(
    house: House, owner: Owner
) -> None:
    device, other = Authenticator(), await house.owner()
    await made(owner, device)
    to_sign_in = device.get(await house.passkey_options())
    with pytest.raises(InvalidInput, match="is over"):
        await owner.steps_up(Proof.PASSKEY, to_sign_in)
    step_up = options_of(await owner.do(c.BeginPasskey, use=PasskeyUse.STEP_UP))
    with pytest.raises(InvalidInput, match="is over"):
        await signed_in(house, device.get(step_up))
    others = options_of(await other.do(c.BeginPasskey, use=PasskeyUse.STEP_UP))
    with pytest.raises(InvalidInput):
        await other.steps_up(Proof.PASSKEY, device.get(others))


async def test_a_challenge_is_good_for_five_minutes_and_ours(house: House, owner: Owner) -> None:
    device = Authenticator()
    await made(owner, device)
    strange = await house.passkey_options() | {"challenge": "A" * 43}
    asked = await house.passkey_options()
    house.clock.advance(timedelta(minutes=5))
    for options in (strange, asked):
        with pytest.raises(InvalidInput, match="is over"):
            await signed_in(house, device.get(options))


async def test_a_counter_that_goes_back_is_refused_in_words_and_kept(
    house: House, owner: Owner
) -> None:
    device = Authenticator()
    await made(owner, device)
    copy = device.clone()
    for count in (1, 2):
        await signed_in(house, device.get(await house.passkey_options()))
        assert [one.sign_count for one in device.credentials.values()] == [count]
    before = await owner.history()
    with pytest.raises(CounterWentBack) as refused:
        await signed_in(house, copy.get(await house.passkey_options()))
    assert "there may be a copy" in refused.value.message
    [passkey] = await owner.factors()
    told = ("PasskeyCounterWentBack", {"factor_id": passkey.factor_id, "shown": 1, "stored": 2})
    assert await owner.history() == [*before, told]
    await signed_in(house, device.get(await house.passkey_options()))


async def test_a_passkey_without_a_counter_shows_zero_each_time(house: House, owner: Owner) -> None:
    device = Authenticator(counts=False, synced=True)
    await made(owner, device)
    for _ in range(2):
        await signed_in(house, device.get(await house.passkey_options()))


async def test_without_the_key_nobody_raises_the_alarm(house: House, owner: Owner) -> None:
    device = Authenticator()
    await made(owner, device)
    await signed_in(house, device.get(await house.passkey_options()))
    before = await owner.history()
    thief = device.clone()
    [stolen] = thief.credentials.values()
    stolen.sign_count = 0
    stolen.private = Authenticator().create_key()
    with pytest.raises(InvalidInput, match="does not hold"):
        await signed_in(house, thief.get(await house.passkey_options()))
    assert await owner.history() == before


async def test_a_passkey_is_made_once(house: House, owner: Owner) -> None:
    device, other = Authenticator(), await house.owner()
    answer = await made(owner, device)
    await owner.do(c.AddPasskey, answer=answer)  # the answer was lost
    assert len(await owner.factors()) == 1
    with pytest.raises(InvalidInput, match="is over"):
        await other.do(c.AddPasskey, answer=answer)
    await other.steps_up()
    asked = options_of(await other.do(c.BeginPasskey, use=PasskeyUse.REGISTER))
    same = json.loads(answer)["id"]
    with pytest.raises(Conflict):
        await other.do(c.AddPasskey, answer=Authenticator().create(asked, id=same))
    await _removed(owner, device)
    with pytest.raises(InvalidInput, match="is over"):
        await owner.do(c.AddPasskey, answer=answer)


async def _removed(owner: Owner, device: Authenticator) -> None:
    asked = options_of(await owner.do(c.BeginPasskey, use=PasskeyUse.STEP_UP))
    await owner.steps_up(Proof.PASSKEY, device.get(asked))
    [passkey] = await owner.factors()
    await owner.do(c.RemoveFactor, factor_id=passkey.factor_id)


async def test_what_was_removed_opens_nothing(house: House, owner: Owner) -> None:
    device: Any = Authenticator()
    await made(owner, device)
    await _removed(owner, device)
    with pytest.raises(InvalidInput, match="not known here"):
        await signed_in(house, device.get(await house.passkey_options()))


async def test_tries_are_counted_for_the_network_that_they_come_from(
    house: House, owner: Owner
) -> None:
    device = Authenticator()
    await made(owner, device)
    right = c.SignInWithPasskey(answer=device.get(await house.passkey_options()))
    here, there = (msgspec.structs.replace(NOBODY, ip=f"192.0.2.{n}") for n in (7, 8))
    for _ in range(15):
        await house.execute(c.BeginPasskeySignIn(), here)
        with pytest.raises(InvalidInput):
            await house.execute(c.SignInWithPasskey(answer="{}"), here)
    for command in (right, c.BeginPasskeySignIn()):
        with pytest.raises(TooManyRequests):
            await house.execute(command, here)
    assert (await house.execute(right, there)).tokens
    for _ in range(20):  # what the owner does counts for nothing
        asked = options_of(factor_of(await house.execute(c.BeginPasskeySignIn(), there)))
        await house.execute(c.SignInWithPasskey(answer=device.get(asked)), there)
