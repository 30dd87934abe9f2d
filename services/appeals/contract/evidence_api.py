"""What appeals offer about evidence: files come in and go out in pieces, the same whether the
service lives in the caller's process or elsewhere."""

from typing import Protocol

from services.appeals.contract.drafts import AddDraftFiles, DraftOutcome
from services.appeals.contract.evidence import (
    AddEvidence,
    EvidenceFile,
    EvidenceFiles,
    GetEvidence,
    NewUpload,
    Piece,
)
from services.appeals.contract.views import Outcome
from services.shared.callers import Caller


class EvidenceApi(Protocol):
    """Part of `AppealsApi`."""

    async def begin_upload(self, upload: NewUpload, by: Caller) -> None:
        """Before the first piece.

        Raises:
            NotFound, Forbidden: not the caller's appeal, or draft.
            NotAllowed: it is over, or it is full.
            InvalidInput: a name that is not taken.
            TooManyRequests: too much is on its way already.
        """
        ...

    async def add_piece(self, piece: Piece, by: Caller) -> None:
        """Looks at the first piece at once.

        Raises:
            NotFound: no such upload is under way.
            InvalidInput: too large, or of no kind that is taken.
        """
        ...

    async def give_up_uploads(self, upload_ids: list[str], by: Caller) -> None:
        """Nothing is left of them but what a case has got already."""
        ...

    async def add_evidence(self, command: AddEvidence, by: Caller) -> Outcome:
        """Looks at all of each file, and adds them to the case: all of them, or none.

        Raises:
            NotFound, Forbidden, NotAllowed, Conflict
            InvalidInput: a file is not taken; `field` says which.
        """
        ...

    async def add_draft_files(self, command: AddDraftFiles, by: Caller) -> DraftOutcome:
        """As `add_evidence`, to a draft; raises the same."""
        ...

    async def evidence(self, asked: list[GetEvidence]) -> list[EvidenceFiles]:
        """Of each appeal, in the order asked; none of one that is not there, or another's."""
        ...

    async def file(self, file_id: str, by: Caller) -> EvidenceFile:
        """
        Raises:
            NotFound: there is none, or the caller may not see it.
            Forbidden: the appeal is for specialists, and the caller is none.
        """
        ...

    async def piece_of_file(self, file_id: str, place: int, by: Caller) -> bytes:
        """
        Raises:
            NotFound: as `file`, or the file ends before.
        """
        ...
