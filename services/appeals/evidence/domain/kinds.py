"""What a file may be, by its name, and how its content is looked at."""

from collections.abc import Callable
from typing import Final

import puremagic

from services.appeals.contract.evidence import MediaType
from services.appeals.evidence.domain.images import walk_jpeg, walk_png, walk_webp
from services.appeals.evidence.domain.pdf import walk_pdf
from services.appeals.evidence.domain.plain_text import walk_text
from services.appeals.evidence.domain.unread import Unread, Walk

ENDINGS: Final = {
    "png": MediaType.PNG,
    "jpg": MediaType.JPEG,
    "jpeg": MediaType.JPEG,
    "webp": MediaType.WEBP,
    "pdf": MediaType.PDF,
    "txt": MediaType.TEXT,
    "csv": MediaType.TEXT,
    "log": MediaType.TEXT,
}
_SIGNATURES: Final = {b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"%PDF-": "PDF"}
WALKS: Final[dict[MediaType, Callable[[Unread], Walk[None]]]] = {
    MediaType.PNG: walk_png,
    MediaType.JPEG: walk_jpeg,
    MediaType.WEBP: walk_webp,
    MediaType.PDF: walk_pdf,
    MediaType.TEXT: walk_text,
}


def looks_like(head: bytes) -> str:
    """What the first bytes are those of, as people call it; empty where that cannot be told."""
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            return name
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    best = {one.extension for one in found if one.confidence == found[0].confidence}
    return best.pop().strip(".").upper() if len(best) == 1 else ""
