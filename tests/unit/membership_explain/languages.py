"""Tells whether a sentence is in the language that it should be in."""

import re

from infra.kernel.text import LocalText

_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}")


def assert_each_in_its_language(text: LocalText) -> None:
    """Codes, ids, amounts and names may stand in a Chinese sentence; English words in a row, a
    gap that was not filled, or a doubled mark may not stand in either."""
    assert _CHINESE.search(text.zh), text.zh
    assert not _ENGLISH_WORDS.search(text.zh), text.zh
    assert not _CHINESE.search(text.en), text.en
    for sentence in (text.zh, text.en):
        assert not re.search(r"[{}]|None|。。|，。|，，|\.\.|\s,|,\.|  ", sentence), sentence
