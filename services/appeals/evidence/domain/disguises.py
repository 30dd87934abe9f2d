"""Files that are two things at once: a picture for one program, an archive for another."""

import re
import struct
from typing import Final

from infra.kernel.sentences import both
from services.appeals.contract.evidence import MediaType
from services.appeals.evidence.domain.unread import Unfit

LOOKED_AT: Final = 2_048
"""Bytes at the beginning: browsers guess by the first 1,445 (WHATWG MIME Sniffing), and readers of
PDF look for its head in the first 1,024."""
ARCHIVE_TAIL: Final = 22 + 65_535
"""Bytes in which the end of a ZIP archive is looked for (APPNOTE 4.3.16)."""
_PAGES = re.compile(
    rb"<\s*(!doctype\s+(html|svg)|html|head|body|script|svg|iframe|\?php)\b", re.IGNORECASE
)
_PHP = re.compile(rb"<\?php\b", re.IGNORECASE)
_PDF: Final = b"%PDF-"
_ARCHIVE_END: Final = b"PK\x05\x06"
_COMMENT_LENGTH = struct.Struct("<H")


def check_head(kind: MediaType, head: bytes) -> None:
    """
    Raises:
        Unfit: something reads it as a page, a program or a document, whatever its name says.
    """
    page = _PAGES.search(head) or _PHP.search(head)
    if page or (kind is not MediaType.PDF and _PDF in head):
        raise _two_things()


def check_tail(tail: bytes) -> None:
    """
    Raises:
        Unfit: an archive ends exactly where the file does.
    """
    at = tail.rfind(_ARCHIVE_END)
    while at >= 0:
        behind = tail[at + 20 :]
        if len(behind) >= 2 and _COMMENT_LENGTH.unpack_from(behind)[0] == len(behind) - 2:
            raise _two_things()
        at = tail.rfind(_ARCHIVE_END, 0, at)


def _two_things() -> Unfit:
    return Unfit(
        both(
            "文件中还藏有网页、程序、文档或压缩包；请截图，或用原来的程序重新保存后再上传。",
            "The file is also a page, a program, a document or an archive. Send a screenshot of "
            "it, or save it anew in the program that it comes from.",
        )
    )
