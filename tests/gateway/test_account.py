"""What the graph tells an owner of the own account."""

import msgspec
import pytest

from gateway.schema.accounts.account import Account
from services.membership.contract.accounts.words import Proof
from tests.fakes.accounts import ACCOUNT


@pytest.mark.parametrize(
    ("factors", "told"),
    [((), True), ((Proof.RECOVERY_CODE,), True), ((Proof.TOTP,), False), ((Proof.PASSKEY,), False)],
)
def test_who_has_nothing_better_is_told_what_sms_is_worth(
    factors: tuple[Proof, ...], told: bool
) -> None:
    said = Account.of(msgspec.structs.replace(ACCOUNT, factors=factors)).worth_of_sms
    assert (said is not None) == told
    if said is not None:
        assert "authenticator app or a passkey is safer" in said.en
        assert "身份验证器应用或通行密钥更安全" in said.zh
