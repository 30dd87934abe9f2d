"""Recovery codes: ten, each hard to guess and easy to type."""

import re

import pytest

from services.membership.accounts.factors.domain.recovery_codes import (
    digest_of,
    new_codes,
    new_salt,
)

SALT = bytes(16)


def test_ten_different_ones_that_look_like_nothing_else() -> None:
    codes = new_codes()
    assert len(set(codes)) == 10
    group = "[0-9A-HJKMNP-TV-Z]{5}"
    assert all(re.fullmatch("-".join([group] * 3), one) for one in codes)


@pytest.mark.parametrize(
    "typed", ["01abc-deFGH", "O1ABC DEFGH", "0IABCDEFGH", "0labc‐defgh", "０１ＡＢＣ－ＤＥＦＧＨ"]
)
def test_as_people_type_it(typed: str) -> None:
    assert digest_of(typed, SALT) == digest_of("01ABC-DEFGH", SALT)


def test_another_code_or_another_salt_is_another_digest() -> None:
    digest = digest_of("01ABC-DEFGH", SALT)
    assert digest != digest_of("01ABC-DEFGJ", SALT)
    assert digest != digest_of("01ABC-DEFGH", new_salt())
    assert new_salt() != new_salt()
