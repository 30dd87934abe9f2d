"""Passwords as they were chosen, and sessions that end by themselves."""

import hashlib
from datetime import timedelta

import msgspec
import pytest

from services.membership.accounts.sessions.domain.session import Session
from services.membership.accounts.signing_in.domain.password_rules import checked
from tests.unit.notify.samples import NOW

SESSION = Session(
    id="s-1", account="m-1", device="d-1", public=False, unfamiliar=False, proofs=(),
    began_at=NOW, seen_at=NOW, ends_at=NOW + timedelta(days=90),
    idle_until=NOW + timedelta(days=30), digest="", link=b"",
)  # fmt: skip


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


def test_a_session_ends_unused_and_ends_at_the_latest() -> None:
    assert SESSION.alive(NOW + timedelta(days=29))
    assert not SESSION.alive(NOW + timedelta(days=30))
    used = msgspec.structs.replace(SESSION, idle_until=NOW + timedelta(days=100))
    assert used.alive(NOW + timedelta(days=89))
    assert not used.alive(NOW + timedelta(days=90))
