"""Few guesses, each on record; and what takes a proof."""

from datetime import timedelta

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from services.appeals.contract.identity import MOST_TRIES, ProofKind
from services.appeals.contract.identity_events import IdentityRefused
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.folding.on_identity import TRIES_WITHIN, tries_left
from services.appeals.domain.identity import identity
from tests.unit.appeals.people import HOUR, MEMBER, NOON, STRANGER, an_appeal, events

MINUTE = timedelta(minutes=1)


def guessed(times: int) -> Appeal:
    """One wrong guess a minute, the first at noon."""
    appeal = an_appeal()
    for n in range(times):
        identity.require_tries(appeal, NOON + n * MINUTE)
        appeal = identity.refused(appeal, MEMBER, NOON + n * MINUTE).appeal
    return appeal


def test_five_wrong_guesses_close_it_for_a_day_after_the_first() -> None:
    four, five = guessed(MOST_TRIES - 1), guessed(MOST_TRIES)
    assert (tries_left(four, NOON + HOUR), tries_left(five, NOON + HOUR)) == (1, 0)
    [told] = events(identity.refused(four, MEMBER, NOON + 4 * MINUTE))
    assert isinstance(told, IdentityRefused)
    assert (told.tries_left, told.closed_until) == (0, NOON + TRIES_WITHIN)
    with pytest.raises(NotAllowed, match="Use a code instead") as refused:
        identity.require_tries(five, NOON + TRIES_WITHIN - MINUTE)
    assert refused.value.details["retry_after"] == 60
    identity.require_tries(five, NOON + TRIES_WITHIN)
    assert tries_left(five, NOON + TRIES_WITHIN) == 1


def test_a_proof_is_kept_with_how_and_when() -> None:
    later = NOON + HOUR
    proof = identity.proven(an_appeal(), ProofKind.SECOND_FACTOR, MEMBER, later).appeal.identity
    assert proof is not None
    assert (proof.how, proof.at) == (ProofKind.SECOND_FACTOR, later)


def test_nobody_proves_who_they_are_for_another_s_appeal() -> None:
    with pytest.raises(NotFound):
        identity.require_own(an_appeal(), STRANGER, NOON)


@pytest.mark.parametrize("digits", ["", "441", "44171", "44 7", "44a7", "４４１７"])
def test_digits_are_four(digits: str) -> None:
    with pytest.raises(InvalidInput, match="last four digits"):
        identity.checked_digits(digits)


def test_what_is_worth_much_takes_a_proof() -> None:
    appeal = an_appeal()
    identity.require_proven(appeal, worth=200_00, above=200_00)
    with pytest.raises(NotAllowed, match="worth 20001, more than 20000"):
        identity.require_proven(appeal, worth=200_01, above=200_00)
    proven = identity.proven(appeal, ProofKind.PHONE_DIGITS, MEMBER, NOON).appeal
    identity.require_proven(proven, worth=200_01, above=200_00)
