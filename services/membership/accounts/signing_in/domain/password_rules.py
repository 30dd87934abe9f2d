"""Which passwords are taken: NIST SP 800-63B, 3.1.1.2: a length, no rules of composition, and none
that is common, or made of what is known of the account."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both

SHORTEST: Final = 8
LONGEST: Final = 128
"""Characters, in Unicode's normal form KC."""
_ESTIMATED: Final = 40
"""Characters that the estimate looks at; what is longer is not guessed by words."""
_SIGNS: Final = str.maketrans("([{<|+%", "`~^&*_=")
"""Signs that stand for a letter in hardly any password. The estimate tries all combinations of such
signs, seconds for one password of nothing else: whoever chooses none waits behind it."""
_WEAKEST: Final = 2
"""Of zxcvbn's scores from 0 to 4: below, it is guessed with fewer than 10^6 tries."""
_OURS: Final = ("reinstate", "membership", "password", "huiyuan", "mima", "kameng")
_TELLING: Final = 4
"""Characters; shorter parts of an address are in too many words."""


def normal(password: str) -> str:
    """The same password, however a keyboard composes it."""
    return unicodedata.normalize("NFKC", password)


def checked(password: str, own_words: Iterable[str]) -> str:
    """The password as it is hashed. `own_words`: of the account, such as its e-mail address.

    Raises:
        InvalidInput: too short, too long, or easily guessed.
    """
    plain = normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise InvalidInput(
            both(
                "密码须为 {shortest} 至 {longest} 个字符。",
                "A password has {shortest} to {longest} characters.",
                shortest=SHORTEST,
                longest=LONGEST,
            ),
            field="password",
        )
    words = [*_OURS, *_parts(own_words)]
    if plain.casefold() in _often_taken() or _easily_guessed(plain, words):
        raise InvalidInput(
            both(
                "这个密码太容易猜到（常见、曾泄露，或含有您的账号信息），请换一个更长、更少见的。",
                "This password is easily guessed: it is common, was in a breach, or is made of "
                "your own address. Take a longer, less usual one.",
            ),
            field="password",
        )
    return plain


def _parts(own_words: Iterable[str]) -> list[str]:
    """Each address, what stands before its @, and its last digits."""
    found = [part for word in own_words for part in (word, *word.split("@"), word[-8:])]
    return [part.casefold() for part in found if len(part) >= _TELLING]


def _easily_guessed(plain: str, words: list[str]) -> bool:
    if len(plain) > _ESTIMATED:
        return len(set(plain)) < SHORTEST
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its lists take half a second, and nobody else them)

    return bool(zxcvbn(plain.translate(_SIGNS), words)["score"] < _WEAKEST)


@cache
def _often_taken() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 (as above)

    return frozenset(one.casefold() for one in FREQUENCY_LISTS["passwords"])
