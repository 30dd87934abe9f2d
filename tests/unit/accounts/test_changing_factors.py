"""What an account may have, and what it keeps."""

from datetime import UTC, datetime
from typing import Any

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from services.membership.accounts.factors.domain.changing import (
    checked_label,
    kinds_of,
    removable,
    require_no_app,
    require_room,
)
from services.membership.accounts.factors.domain.factor import (
    Factor,
    Passkey,
    RecoveryCodes,
    Totp,
)
from services.membership.contract.accounts.words import AccountKind, Proof

NOW: dict[str, Any] = {"account_id": "m-1", "added_at": datetime(2026, 3, 1, tzinfo=UTC)}
APP = Totp(id="t", secret="ABC", last_step=0, **NOW)
CODES = RecoveryCodes(id="r", salt=b"", digests=("1",), **NOW)
USED_UP = RecoveryCodes(id="r", salt=b"", digests=(), **NOW)


def passkey(id: str) -> Passkey:
    return Passkey(id=id, credential_id=id, public_key=b"", sign_count=0, synced=False, **NOW)


def test_one_app_and_twenty_passkeys() -> None:
    many = [passkey(str(number)) for number in range(20)]
    require_no_app(many)
    require_room([*many[:19], APP])
    with pytest.raises(NotAllowed):
        require_no_app([APP])
    with pytest.raises(NotAllowed):
        require_room(many)


@pytest.mark.parametrize(
    ("kept", "allowed"), [([], False), ([CODES], False), ([passkey("p")], True)]
)
def test_staff_keep_a_factor_that_does_not_run_out(kept: list[Factor], allowed: bool) -> None:
    assert removable([APP, *kept], "t", AccountKind.MEMBER) == APP
    if allowed:
        assert removable([APP, *kept], "t", AccountKind.STAFF) == APP
    else:
        with pytest.raises(NotAllowed):
            removable([APP, *kept], "t", AccountKind.STAFF)


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(NotFound):
        removable([APP], "r", AccountKind.MEMBER)


def test_codes_that_are_used_up_prove_nothing() -> None:
    assert kinds_of([passkey("1"), passkey("2"), APP, USED_UP]) == (Proof.PASSKEY, Proof.TOTP)
    assert kinds_of([CODES]) == (Proof.RECOVERY_CODE,)


def test_a_name_has_sixty_characters() -> None:
    assert checked_label("  My \n phone ") == "My phone"
    assert checked_label("字" * 60) == "字" * 60
    with pytest.raises(InvalidInput):
        checked_label("x" * 61)
