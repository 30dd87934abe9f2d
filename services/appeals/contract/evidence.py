"""Files of an appeal, and how they come in and go out: piece by piece, so that no process ever
holds a whole one."""

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from infra.kernel.events import Actor
from services.appeals.contract.appeal_command import AppealCommand

LARGEST_FILE: Final = 10 * 1024 * 1024
"""Bytes."""
MOST_A_MESSAGE: Final = 10
MOST_A_CASE: Final = 50
PIECE: Final = 255 * 1024
"""Bytes of each piece but the last: the size of a chunk that GridFS takes where none is said."""


class MediaType(StrEnum):
    """What may be evidence. As RFC 6838 names it."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    PDF = "application/pdf"
    TEXT = "text/plain"


class NewUpload(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is about to come to the appeal `number`, or to a draft. `id`: chosen by who sends
    it. `name`: as its owner calls it. `together`: how many come with the same message."""

    id: str
    number: str = ""
    draft_id: str = ""
    name: str
    together: int = 1


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """`place`: from 0; each but the last has `PIECE` bytes."""

    upload_id: str
    place: int
    data: bytes


class AddEvidence(AppealCommand, frozen=True, kw_only=True):
    """By its member, or staff, who sent the `uploads`; what they are has been looked at by then.
    They come with a message; `text` may be empty."""

    uploads: tuple[str, ...]
    text: str = ""


class EvidenceFile(msgspec.Struct, frozen=True, kw_only=True):
    """`size` in bytes; `sha256` in hexadecimal. `message_id`: of the message that it came with.
    `draft_id`: of the draft that it is kept with; then it has neither number nor message yet."""

    id: str
    number: str
    member_id: str
    name: str
    media_type: MediaType
    size: int
    sha256: str
    by: Actor
    at: datetime
    message_id: str
    draft_id: str = ""


class GetEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """-> EvidenceFiles, in the order in which they came. `member_id` not empty: only if the appeal
    is that member's."""

    number: str
    member_id: str = ""


class EvidenceFiles(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    files: tuple[EvidenceFile, ...]
