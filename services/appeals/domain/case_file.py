"""What the member would have to prove, fetched from the membership and sealed with the appeal."""

import hashlib
from datetime import datetime

import msgspec

from services.appeals.contract.events import CaseFileAttached
from services.appeals.domain.recorder import Recorder
from services.membership.contract.explanations import Certainty
from services.membership.contract.views import CaseFile
from services.membership.contract.words import Cause


class SealedCaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A case file with the bytes that are kept and their SHA-256 (hexadecimal).

    `about_another_loss`: the latest one, because none is on record when the member says."""

    file: CaseFile
    content: bytes
    sha256: str
    about_another_loss: bool = False

    @property
    def cause(self) -> Cause | None:
        return None if self.about_another_loss else self.file.explanation.cause

    @property
    def tells_of_a_loss(self) -> bool:
        explanation = self.file.explanation
        return explanation.cause is not None or explanation.certainty is Certainty.UNKNOWN

    def lost_at(self, claimed: datetime | None) -> datetime | None:
        """The record's word on when the loss began; the member's where it has none."""
        if self.about_another_loss:
            return claimed
        return self.file.explanation.lost_at or claimed


def sealed_case_file(file: CaseFile) -> SealedCaseFile:
    content = msgspec.json.encode(file, order="sorted")
    return SealedCaseFile(file=file, content=content, sha256=hashlib.sha256(content).hexdigest())


def attach(recorder: Recorder, case: SealedCaseFile) -> None:
    recorder.add(
        CaseFileAttached(
            **recorder.about,
            sha256=case.sha256,
            history_hash=case.file.history_hash,
            lost_at=case.lost_at(recorder.appeal.lost_at),
            suspected_cause=case.cause,
        )
    )
