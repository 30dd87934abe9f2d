"""The words of the names that code gives."""

import re
from functools import cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+")


@cache
def words_of(name: str) -> tuple[str, ...]:
    """`FirstAnswerMissed` and `first_answer_missed` alike: first, answer, missed."""
    return tuple(word.lower() for word in _WORD.findall(name))


@cache
def phrases_of(name: str) -> frozenset[str]:
    """What the words of the name say, each run of up to three of them."""
    words = words_of(name)
    runs = (words[at : at + length] for length in (1, 2, 3) for at in range(len(words)))
    return frozenset(" ".join(run) for run in runs)


def speaks(name: str, phrase: str) -> bool:
    """Whether the phrase, or its plural, is among the words of the name, one after the other."""
    return not phrases_of(name).isdisjoint({phrase, f"{phrase}s"})
