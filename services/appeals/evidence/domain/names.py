"""What files may be called. A name travels into headers, packages and file systems of others."""

import unicodedata
from typing import Final

from infra.kernel.sentences import both
from services.appeals.contract.evidence import MediaType
from services.appeals.evidence.domain.kinds import ENDINGS
from services.appeals.evidence.domain.unread import Unfit

LONGEST_NAME: Final = 120
"""Characters, with the ending; 480 bytes at most."""
_LONGEST_GIVEN: Final = 1_000
_UNDERSCORES: Final = str.maketrans(dict.fromkeys('<>:"|?*;%', "_"))
"""Windows takes none of them in a name, and headers read some as their own."""


def clean_name(given: str) -> str:
    """The name as it is kept: composed (Unicode NFC), without what cannot be seen, not too long.

    Raises:
        Unfit: it names a place, or hides something; nobody's file is called so by accident.
    """
    if "/" in given or "\\" in given or ".." in given or len(given) > _LONGEST_GIVEN:
        raise _no_name()
    if any(unicodedata.category(one) in ("Cc", "Cs") for one in given):
        raise _no_name()
    seen = "".join(one for one in given if unicodedata.category(one)[0] != "C")
    plain = unicodedata.normalize("NFC", seen).translate(_UNDERSCORES)
    stem, dot, ending = " ".join(plain.split()).strip(" .").rpartition(".")
    if not dot or not stem.strip(" ."):
        raise _of_no_kind()
    return f"{stem.strip(' .')[: LONGEST_NAME - len(ending) - 1]}.{ending.lower()}"


def kind_of(name: str) -> MediaType:
    """By the ending of a clean name.

    Raises:
        Unfit: none that is taken.
    """
    ending = name.rpartition(".")[2]
    if ending not in ENDINGS:
        raise _of_no_kind()
    return ENDINGS[ending]


def _no_name() -> Unfit:
    return Unfit(
        both(
            "文件名含有路径、“..”或控制字符；请改名后再上传。",
            "The name holds a path, two dots in a row or control characters. Give the file another "
            "name and send it again.",
        )
    )


def _of_no_kind() -> Unfit:
    return Unfit(
        both(
            "不接受此类文件；可上传 PNG、JPEG、WebP 图片，PDF，或 txt、csv、log 文本。"
            "其他内容请截图，或“打印为 PDF”。",
            "Files of this kind are not taken. Send a picture (PNG, JPEG, WebP), a PDF or a text "
            "(txt, csv, log); of anything else a screenshot, or a PDF printed from it.",
        )
    )
