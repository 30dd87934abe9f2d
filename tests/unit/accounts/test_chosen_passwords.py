"""Passwords are kept as they were chosen."""

import hashlib

import pytest

from services.membership.accounts.signing_in.domain.password_rules import checked


@pytest.mark.parametrize(
    "password",
    [
        "蓝色的鲸鱼在屋顶上唱歌",
        "quiet otters mend the harbour light",
        "7301 9926 4418 5527",
        "Violet KETTLES ~ dream, of: 9 <small> ROBOTS; and (sleep) & wake % again!",
        hashlib.sha512(b"of no meaning").hexdigest()[:127],
    ],
)
def test_a_password_of_any_signs_up_to_128_is_taken_as_it_is(password: str) -> None:
    assert checked(password, ()) == password
    assert checked(f"{password}K", ()) != checked(f"{password}k", ())
