"""Proving who appeals, on the real database."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from infra.kernel.errors import AppError, InvalidInput, NotAllowed, SecondFactorRequired
from services.appeals.contract.identity import MOST_TRIES, ProofKind, ProveIdentity
from tests.contract.appeals_system import AppealsSystem, appeals_system
from tests.fakes.callers import member_caller
from tests.unit.appeals.people import ANNA, MEMBER, by, decision


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as built:
        yield built


async def test_the_right_digits_prove_it_and_staff_see_how_and_when(system: AppealsSystem) -> None:
    number = (await system.open()).number
    command = ProveIdentity(number=number, digits="4417")
    first = await system.api.prove_identity(command, by(MEMBER, "k-1"))
    again = await system.api.prove_identity(command, by(MEMBER, "k-1"))
    assert (first.repeated, again.repeated, system.phones.asked) == (False, True, 1)
    shown = (await system.view(number, for_staff=True)).identity
    assert (shown.how, shown.at) == (ProofKind.PHONE_DIGITS, system.clock.now())


async def test_guesses_side_by_side_cost_as_many_tries_as_they_are(system: AppealsSystem) -> None:
    number = (await system.open()).number

    async def guess(digits: str) -> str:
        try:
            command = ProveIdentity(number=number, digits=digits)
            return (await system.api.prove_identity(command, by(MEMBER))).appeal.number
        except AppError as refused:
            return refused.code

    told = await asyncio.gather(*(guess(f"000{n}") for n in range(8)))
    assert sorted(told) == ["INVALID_INPUT"] * MOST_TRIES + ["NOT_ALLOWED"] * 3
    with pytest.raises(NotAllowed, match="Use a code instead"):
        await system.api.prove_identity(ProveIdentity(number=number, digits="4417"), by(MEMBER))
    coded = member_caller(MEMBER.id, second_factor=True)
    proven = await system.api.prove_identity(ProveIdentity(number=number), coded)
    assert proven.appeal.identity.how is ProofKind.SECOND_FACTOR
    assert proven.appeal.identity.tries_left == 0
    system.clock.advance(timedelta(days=1))
    assert (await system.view(number)).identity.tries_left == MOST_TRIES


async def test_a_wrong_guess_is_refused_again_when_its_call_is_repeated(
    system: AppealsSystem,
) -> None:
    number = (await system.open()).number
    command = ProveIdentity(number=number, digits="0000")
    for _ in range(2):
        with pytest.raises(InvalidInput, match="4 tries are left"):
            await system.api.prove_identity(command, by(MEMBER, "k-1"))
    assert system.phones.asked == 1


async def test_without_a_phone_or_anything_else_it_says_what_will_do(
    system: AppealsSystem,
) -> None:
    number = (await system.open()).number
    with pytest.raises(SecondFactorRequired, match="PROVE_IDENTITY"):
        await system.api.prove_identity(ProveIdentity(number=number), by(MEMBER))
    for phones in ({MEMBER.id: ""}, {}):
        system.phones.phones = dict(phones)
        with pytest.raises(NotAllowed, match="No phone is bound"):
            await system.api.prove_identity(ProveIdentity(number=number, digits="4417"), by(MEMBER))


async def test_a_remedy_that_is_worth_much_waits_for_the_proof_and_a_small_one_does_not(
    system: AppealsSystem,
) -> None:
    number = (await system.open()).number
    system.membership.worth = 100_001
    with pytest.raises(NotAllowed, match="worth 100001, more than 100000") as refused:
        await system.api.execute(decision(number), by(ANNA))
    assert (refused.value.field, "askInformation" in str(refused.value.details)) == ("remedy", True)
    assert (await system.view(number)).decision is None
    await system.api.prove_identity(ProveIdentity(number=number, digits="4417"), by(MEMBER))
    decided = await system.api.execute(decision(number), by(ANNA))
    assert decided.appeal.proposed is not None  # for a second of the staff, as it is worth much
