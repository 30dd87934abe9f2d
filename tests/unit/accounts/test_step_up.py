"""What is sensitive, and which proof will do."""

from datetime import UTC, datetime, timedelta

import pytest

from services.membership.contract.accounts.step_up import (
    NEEDS,
    LastProof,
    Sensitive,
    accepted,
    is_met,
)
from services.membership.contract.accounts.words import Proof as F

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_everything_sensitive_has_its_need() -> None:
    assert set(NEEDS) == set(Sensitive)


@pytest.mark.parametrize(
    ("what", "has", "will_do"),
    [
        (Sensitive.TRANSFER, {F.CODE, F.PASSKEY}, (F.PASSKEY, F.CODE)),
        (Sensitive.TRANSFER, {F.CODE}, (F.CODE,)),
        (Sensitive.CHANGE_FACTORS, {F.CODE}, (F.CODE,)),
        (Sensitive.CHANGE_FACTORS, {F.CODE, F.TOTP}, (F.TOTP,)),
        (Sensitive.CHANGE_FACTORS, {F.CODE, F.RECOVERY_CODE}, (F.RECOVERY_CODE,)),
        (Sensitive.CHANGE_FACTORS, {F.TOTP, F.PASSKEY}, (F.PASSKEY, F.TOTP)),
        (Sensitive.EXPORT, set(), ()),
    ],
)
def test_a_code_to_the_phone_does_not_do_where_there_is_a_factor_of_the_own(
    what: Sensitive, has: set[F], will_do: tuple[F, ...]
) -> None:
    assert accepted(what, has) == will_do


@pytest.mark.parametrize(
    ("what", "minutes"),
    [(Sensitive.TRANSFER, 5), (Sensitive.EXPORT, 5), (Sensitive.ERASE_DATA, 5)],
)
def test_a_proof_grows_old(what: Sensitive, minutes: int) -> None:
    at = NOW - timedelta(minutes=minutes)
    assert is_met(what, LastProof(kind=F.TOTP, at=at), {F.TOTP}, NOW)
    before = LastProof(kind=F.TOTP, at=at - timedelta(milliseconds=1))
    assert not is_met(what, before, {F.TOTP}, NOW)
    assert not is_met(what, None, {F.TOTP}, NOW)


def test_what_proved_it_counts_though_it_was_used_up_by_that() -> None:
    """The last recovery code is gone with its use."""
    last = LastProof(kind=F.RECOVERY_CODE, at=NOW)
    assert is_met(Sensitive.CHANGE_FACTORS, last, {F.CODE}, NOW)
    assert not is_met(
        Sensitive.CHANGE_FACTORS, LastProof(kind=F.CODE, at=NOW), {F.CODE, F.TOTP}, NOW
    )
