"""What members answer to a Chinese number. The carriers themselves act on none of it."""

import unicodedata

from services.notify.core.recipients.answers import Keyword

_STOP = {"t", "td", "r", "stop", "退订", "退訂"}
_START = {"start", "恢复", "恢復"}


def keyword(text: str) -> Keyword | None:
    """The whole message, whatever its case, as texts with `拒收请回复R` and the like ask for."""
    word = unicodedata.normalize("NFKC", text).strip(" \t\r\n.!。！\"'").casefold()
    if word in _STOP:
        return Keyword.STOP
    return Keyword.START if word in _START else None
