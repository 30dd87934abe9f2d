"""What the member would have to prove, sealed with the appeal."""

from datetime import datetime

import msgspec

from services.appeals.contract.case_events import CaseFileRefreshed
from services.appeals.contract.case_views import AppealCaseFile, CaseAlert, CasePart
from services.appeals.contract.events import CaseFileAttached
from services.appeals.domain.case.case_seal import sealed
from services.appeals.domain.recording.recorder import Recorder
from services.membership.contract.explanations import Certainty
from services.membership.contract.views import CaseFile
from services.membership.contract.words import Cause


class SealedCaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A case file with the content that is kept and its SHA-256 (hexadecimal).

    `about_another_loss`: the latest one, because none is on record when the member says.
    `of_others`: named orders that are on record, but not this member's; kept beside the file."""

    file: AppealCaseFile
    content: bytes
    sha256: str
    about_another_loss: bool = False
    of_others: tuple[str, ...] = ()

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


def case_file_of(
    record: CaseFile,
    alerts: tuple[CaseAlert, ...] = (),
    missing: tuple[CasePart, ...] = (),
) -> AppealCaseFile:
    """What the membership knows together with what notification does."""
    return AppealCaseFile(**msgspec.structs.asdict(record), alerts=alerts, missing=missing)


def sealed_case_file(file: AppealCaseFile, of_others: tuple[str, ...] = ()) -> SealedCaseFile:
    kept = sealed(file)
    return SealedCaseFile(file=file, content=kept.content, sha256=kept.sha256, of_others=of_others)


def attach(recorder: Recorder, case: SealedCaseFile) -> None:
    recorder.add(
        CaseFileAttached(
            **recorder.about,
            sha256=case.sha256,
            history_hash=case.file.history_hash,
            lost_at=case.lost_at(recorder.appeal.lost_at),
            suspected_cause=case.cause,
            missing=case.file.missing,
        )
    )


def refresh(recorder: Recorder, case: SealedCaseFile, *, on_request: bool) -> None:
    """`case`: the next version, with its difference from the last."""
    found = case.file.difference
    if found is None:
        raise ValueError("a version after the first says what is different")
    recorder.add(
        CaseFileRefreshed(
            **recorder.about,
            case_version=case.file.version,
            sha256=case.sha256,
            history_hash=case.file.history_hash,
            suspected_cause=case.cause,
            missing=case.file.missing,
            added=len(found.added),
            changed=len(found.changed),
            gone=len(found.gone),
            on_request=on_request,
        )
    )
