"""The case file of an appeal: what its member would have to prove, in sealed versions. Amounts in
minor units, times in UTC."""

from datetime import datetime
from enum import StrEnum

import msgspec

from infra.kernel.events import Actor
from infra.kernel.text import LocalText
from services.membership.contract.views import CaseFile


class CasePart(StrEnum):
    """RECORD: what the membership knows; without it there is no file yet. ALERTS: what the member
    was told, and what became of it."""

    RECORD = "RECORD"
    ALERTS = "ALERTS"


class CaseStep(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a delivery: `kind` as notification names it, and in words.
    `attempt`: which one, from 1; 0 of none. `rule`: what filtered it or holds it back."""

    kind: str
    at: datetime
    says: LocalText
    attempt: int = 0
    rule: str = ""


class CaseDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """An alert on one channel. `received_at`: of its receipt. `rule`: what filtered it; `reason`:
    why it was filtered or failed, in words."""

    id: str
    channel: str
    state: str
    planned_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    attempts: int
    rule: str
    reason: str
    steps: tuple[CaseStep, ...]


class CaseAlert(msgspec.Struct, frozen=True, kw_only=True):
    """What the member was told of an event. `hash`: over all of it but the words, which can be
    erased (docs/case-file.md)."""

    id: str
    event_id: str
    event_type: str
    topic: str
    at: datetime
    title: LocalText
    text: LocalText
    received: bool
    deliveries: tuple[CaseDelivery, ...]
    hash: str


class EntryRef(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: EVENT, PAYMENT, ORDER, REFUND, LOGIN, NOTICE (of a clause version), CLAUSE, PLAN,
    ALERT (with its deliveries), NAMED_ORDER, or EXPLANATION, whose ids are AT_LOSS and NOW."""

    kind: str
    id: str


class CaseDifference(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """From version `since` of a case file to another. `changed`: of the same id, with another
    hash; `gone`: no longer in the file."""

    since: int
    added: tuple[EntryRef, ...]
    changed: tuple[EntryRef, ...]
    gone: tuple[EntryRef, ...]

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.gone)


class AppealCaseFile(CaseFile, frozen=True, kw_only=True, tag="CaseFile"):
    """`version` counts from 1. `missing`: parts that follow as soon as who knows them answers; what
    is there of them is from the version before.
    `difference`: from the version before; none of the first."""

    version: int = 1
    alerts: tuple[CaseAlert, ...] = ()
    missing: tuple[CasePart, ...] = ()
    difference: CaseDifference | None = None


class CaseFileVersion(msgspec.Struct, frozen=True, kw_only=True):
    """`by`: who had it refreshed, or the system. `erased`: how many texts were taken out of it
    since; their digests are still there."""

    version: int
    sealed_at: datetime
    by: Actor
    sha256: str
    missing: tuple[CasePart, ...] = ()
    difference: CaseDifference | None = None
    erased: int = 0


class CaseFileView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One version with the list of all. `content`: as it was sealed, for whoever checks `sha256`
    (docs/verify_case_file.py). `of_others`: for staff, named orders that are on record, but not
    this member's; the sealed file, which is the member's, does not tell them from unknown ones."""

    number: str
    member_id: str
    file: AppealCaseFile
    content: str
    sealed: CaseFileVersion
    versions: tuple[CaseFileVersion, ...]
    of_others: tuple[str, ...] = ()
