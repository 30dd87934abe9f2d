"""Which passwords are taken, and what their hashes cost."""

import time

import pytest

from infra.kernel.errors import InvalidInput
from services.membership.accounts.signing_in.domain.password_rules import checked, normal
from services.membership.accounts.signing_in.password_hashes import PasswordHashes

OWN = ("Li Lei", "+8613800138000", "lilei.1990@example.com")


@pytest.mark.parametrize(
    "password",
    [
        "short", "x" * 129, "12345678", "passw0rd", "PASSWORD1", "iloveyou", "qwertyuiop",
        "lilei.1990", "13800138000", "00138000", "reinstate", "aaaaaaaaaaaa", "a" * 100,
    ],
)  # fmt: skip
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(password, OWN)
    assert refused.value.field == "password"
    assert password not in refused.value.message


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "七月的雨落在旧屋顶上",
        "j3!kd8Qz",
        " with spaces around ",
        "a sentence about the weather in spring that nobody has written down in so many words",
    ],
)
def test_what_is_not_is_taken_without_rules_of_composition(password: str) -> None:
    assert checked(password, OWN) == normal(password)


def test_no_password_keeps_all_others_waiting() -> None:
    """Of signs that may all stand for letters: a guesser's combinations of them are seconds."""
    checked("a usual one comes first", OWN)  # reads the lists
    usual, worst = (
        _seconds(one)
        for one in ("correct horse battery staple paper clip", "4@8({[<3693!1|7$5+0%2" * 2)
    )
    assert worst < 60 * usual


def _seconds(password: str) -> float:
    began = time.process_time()
    checked(password[:40], OWN)
    return time.process_time() - began


def test_one_password_however_a_keyboard_composes_it() -> None:
    assert normal("Ａn①") == normal("An1")
    assert normal("e\u0301tude") == normal("\u00e9tude")


async def test_hashes_are_argon2id_with_the_parameters_of_owasp() -> None:
    hashes = PasswordHashes()
    kept = await hashes.made("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await hashes.right(kept, "correct horse battery")
    assert not await hashes.right(kept, "correct horse batterY")
    assert not await hashes.right(None, "correct horse battery")
    assert not hashes.outdated(kept)
    assert hashes.outdated("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQ$" + "A" * 43)


async def test_where_there_is_no_hash_the_same_work_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hashes, looked_at = PasswordHashes(), list[str]()
    kept = await hashes.made("correct horse battery")
    verified = hashes._verified

    def counted(hash: str, given: str) -> bool:
        looked_at.append(hash.rpartition("$")[0].rpartition("$")[0])
        return verified(hash, given)

    monkeypatch.setattr(hashes, "_verified", counted)
    assert not await hashes.right(kept, "wrong")
    assert not await hashes.right(None, "wrong")
    assert looked_at == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2
