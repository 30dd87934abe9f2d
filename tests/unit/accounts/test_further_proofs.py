"""What a way in asks for beside what was shown."""

from datetime import UTC, datetime
from itertools import product

import pytest

from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.signing_in.steps import further_proofs
from services.membership.contract.accounts.words import AccountKind, Proof

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def account(*factors: Proof) -> Account:
    kept = {f"f-{n}": kind for n, kind in enumerate(factors)}
    return Account(id="m-1", kind=AccountKind.MEMBER, opened_at=NOON, kept_factors=kept)


@pytest.mark.parametrize(
    ("first", "factors", "strange", "wanted"),
    [
        (Proof.PASSWORD, (), False, ()),
        (Proof.PASSWORD, (), True, (Proof.CODE,)),
        (Proof.CODE, (), True, ()),
        (Proof.PASSWORD, (Proof.TOTP,), False, (Proof.TOTP,)),
        (Proof.CODE, (Proof.TOTP, Proof.RECOVERY_CODE), False, (Proof.TOTP, Proof.RECOVERY_CODE)),
        (Proof.CODE, (Proof.RECOVERY_CODE,), False, ()),
    ],
)
def test_where_a_second_is_offered(
    first: Proof, factors: tuple[Proof, ...], strange: bool, wanted: tuple[Proof, ...]
) -> None:
    found = further_proofs(account(*factors), (first,), strange=strange, always_two=False)
    assert found == wanted


@pytest.mark.parametrize(
    ("first", "factors", "strange"),
    list(
        product(
            (Proof.PASSWORD, Proof.CODE),
            ((), (Proof.TOTP,), (Proof.PASSKEY,), (Proof.RECOVERY_CODE,)),
            (False, True),
        )
    ),
)
def test_where_two_are_required_every_way_takes_two(
    first: Proof, factors: tuple[Proof, ...], strange: bool
) -> None:
    wanted = further_proofs(account(*factors), (first,), strange=strange, always_two=True)
    assert wanted
    assert first not in wanted
