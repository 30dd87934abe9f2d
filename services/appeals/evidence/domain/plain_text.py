"""Plain text: UTF-8, without control characters, and no program or page of the web."""

import codecs
import re
from typing import Final

from infra.kernel.sentences import both
from services.appeals.evidence.domain.unread import Unfit, Unread, Walk

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_PROGRAMS: Final = ("#!", "<?xml")


def walk_text(file: Unread) -> Walk[None]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    data, first = (yield from file.some()), True
    while data:
        text = _decoded(decoder, data)
        if first and text.lstrip().startswith(_PROGRAMS):
            raise _no_text()
        data, first = (yield from file.some()), False
    _decoded(decoder, b"", final=True)


def _decoded(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool = False) -> str:
    try:
        text = decoder.decode(data, final)
    except UnicodeDecodeError:
        raise _no_text() from None
    if _CONTROL.search(text):
        raise _no_text()
    return text


def _no_text() -> Unfit:
    return Unfit(
        both(
            "不是 UTF-8 编码的纯文本；请另存为 UTF-8 文本，或截图后上传截图。",
            "This is no plain text in UTF-8. Save it as one, or send a screenshot of it.",
        )
    )
