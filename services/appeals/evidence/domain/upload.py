"""A file on its way: from its first piece until it is kept, or given up."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from infra.kernel.errors import InvalidInput, NotFound, TooManyRequests
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from services.appeals.contract.evidence import LARGEST_FILE, PIECE, NewUpload, Piece
from services.appeals.evidence.domain.inspection import too_large

GIVEN_UP_AFTER: Final = timedelta(hours=1)
"""A broken line does not come back after so long; the pieces go."""
LAST_PIECES_WITHIN: Final = timedelta(minutes=10)
"""What was still on its way to the database when a file was given up has arrived by then."""
MOST_UNDER_WAY: Final = 20
"""Of one person."""


class UploadState(StrEnum):
    """KEPT: it belongs to a case now. GIVEN_UP: its pieces are gone, or go."""

    UNDER_WAY = "UNDER_WAY"
    KEPT = "KEPT"
    GIVEN_UP = "GIVEN_UP"


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """To the appeal `number`, or to a draft. `member_id`: whose that is; unknown of what earlier
    releases began. `file_id`: of the file whose pieces it stands for, where that is not itself."""

    id: str
    number: str
    name: str
    by: Actor
    begun_at: datetime
    next_due: datetime
    state: UploadState = UploadState.UNDER_WAY
    member_id: str = ""
    draft_id: str = ""
    file_id: str = ""

    @property
    def under_way(self) -> bool:
        return self.state is UploadState.UNDER_WAY


def begun(new: NewUpload, member_id: str, by: Actor, now: datetime) -> Upload:
    return Upload(
        id=new.id,
        number=new.number,
        member_id=member_id,
        draft_id=new.draft_id,
        name=new.name,
        by=by,
        begun_at=now,
        next_due=now + GIVEN_UP_AFTER,
    )


def rubbish(id: str, file_id: str, by: Actor, now: datetime) -> Upload:
    """Pieces of a file that nothing keeps any more; they are swept."""
    given_up = UploadState.GIVEN_UP
    return Upload(
        id=id, file_id=file_id, number="", name="", by=by, begun_at=now, next_due=now,
        state=given_up,
    )  # fmt: skip


def check_piece(upload: Upload, piece: Piece) -> None:
    """
    Raises:
        InvalidInput: with it the file is too large, or the piece is none.
    """
    if piece.place < 0 or not 0 < len(piece.data) <= PIECE:
        raise InvalidInput(
            both("每一段为 1 至 {most} 字节。", "A piece has 1 to {most} bytes.", most=PIECE),
            field="data",
        )
    if piece.place * PIECE + len(piece.data) > LARGEST_FILE:
        raise too_large(upload.name, "files")


def no_such_upload() -> NotFound:
    return NotFound(
        both(
            "上传已中断或超时，文件未保留；请重新上传。",
            "The upload was broken off or took too long, and nothing of it was kept; send the file "
            "again.",
        ),
        field="files",
    )


def too_many_under_way() -> TooManyRequests:
    return TooManyRequests(
        both(
            "您同时上传的文件过多（最多 {most} 个）；请等已开始的上传完成。",
            "Too many files of yours are on their way at once (at most {most}); wait until those "
            "are through.",
            most=MOST_UNDER_WAY,
        )
    )
