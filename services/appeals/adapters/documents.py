"""How appeals and what is kept beside them look in MongoDB."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ASCENDING, IndexModel

from infra.kernel.ids import new_id
from infra.storage.changes import plain
from infra.storage.mongo import guarded_by
from services.appeals.contract.case_views import AppealCaseFile, CaseFileVersion
from services.appeals.contract.views import AppealStep, Message
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.case_file import SealedCaseFile
from services.appeals.domain.case.case_seal import opened
from services.appeals.domain.queues.lists import lists_of
from services.appeals.domain.queues.queue import order_key
from services.appeals.domain.queues.queueing import QueuePlace
from services.appeals.domain.recording.figures import figures_of
from services.appeals.domain.recording.notices import StaffNotice
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.rows import Done

APPEALS = "appeals"
MESSAGES = "messages"
WHOSE = "whose"
"""A field of messages and case files: the member that their appeal is about."""

CASE_FILES = "case_files"
LOSSES = "losses"
DRAFTS = "drafts"
NUMBERS = "numbers"
NOTICES = "staff_notices"
"""{_id: sorts by time, event_id, kind, number, at, to, read_by: [staff], …}: see
domain/recording/notices."""

FIGURES = "figures"
"""{_id: event and kind, kind, at, …}: what is counted; see domain/recording/figures. Rows are added
only."""
LISTS, ORDER, PLACE = "lists", "order", "place"
"""Fields of an appeal: what it is listed under, where it stands there, and why."""

INDEXES: dict[str, list[IndexModel]] = {
    APPEALS: [
        guarded_by("version"),
        IndexModel([("next_due", ASCENDING)]),
        IndexModel([("member_id", ASCENDING)]),
        IndexModel([(LISTS, ASCENDING), (ORDER, ASCENDING)]),
    ],
    MESSAGES: [IndexModel([("number", ASCENDING)])],
    CASE_FILES: [],
    LOSSES: [],
    NUMBERS: [],
}


def to_appeal(state: Mapping[str, Any]) -> Appeal:
    return msgspec.convert(state, Appeal)


def to_place(row: Mapping[str, Any]) -> QueuePlace:
    return msgspec.convert(row.get(PLACE, {}), QueuePlace)


def index_fields(appeal: Appeal, place: QueuePlace) -> dict[str, Any]:
    return {
        "member_id": appeal.member_id,
        LISTS: lists_of(appeal, place.queue),
        ORDER: order_key(appeal),
        PLACE: plain(place),
    }


def message_rows(recorder: Recorder) -> list[dict[str, Any]]:
    rows = []
    for new in recorder.messages:
        message = Message(
            id=new.id or new_id(),
            at=recorder.now,
            by=recorder.actor,
            text=new.text,
            orders=new.orders,
            staff_only=new.staff_only,
            quotes=new.quotes,
            template=new.said.template if new.said else "",
            both=new.said.both if new.said else None,
        )
        row = msgspec.to_builtins(message, builtin_types=(datetime,))
        of = {"number": recorder.appeal.number, WHOSE: recorder.appeal.member_id}
        rows.append({"_id": row.pop("id"), **of, **row})
    return rows


def to_message(row: Mapping[str, Any]) -> Message:
    return msgspec.convert({**row, "id": row["_id"]}, Message)


def to_step(event: Mapping[str, Any]) -> AppealStep:
    return msgspec.convert({**event, "at": event["happened_at"], "by": event["actor"]}, AppealStep)


def case_file_id(number: str, version: int) -> str:
    """The first has the appeal's own: so it was when there was one only."""
    return number if version <= 1 else f"{number}@{version}"


def case_file_row(recorder: Recorder, case: SealedCaseFile) -> dict[str, Any]:
    version = CaseFileVersion(
        version=case.file.version,
        sealed_at=recorder.now,
        by=recorder.actor,
        sha256=case.sha256,
        missing=case.file.missing,
        difference=case.file.difference,
    )
    return {
        "_id": case_file_id(recorder.appeal.number, version.version),
        WHOSE: recorder.appeal.member_id,
        "sha256": case.sha256,
        "content": case.content,
        "version": plain(version),
        "of_others": list(case.of_others),
    }


def to_case_file(row: Mapping[str, Any]) -> AppealCaseFile:
    return opened(row["content"])


def done_row(done: Done) -> dict[str, Any]:
    return {"_id": done.key, "fingerprint": done.fingerprint, "number": done.number}


def to_done(row: Mapping[str, Any]) -> Done:
    return Done(key=row["_id"], fingerprint=row["fingerprint"], number=row["number"])


def notice_rows(notices: Iterable[StaffNotice]) -> list[dict[str, Any]]:
    return [
        {
            "_id": f"{one.at.isoformat(timespec='milliseconds')} {one.event_id} {one.kind}",
            "read_by": [],
            "mail_due": one.at,
            **plain(one),
        }
        for one in notices
    ]


def figure_rows(recorder: Recorder) -> list[dict[str, Any]]:
    return [{"_id": f"{one.event_id} {one.kind}", **plain(one)} for one in figures_of(recorder)]


def member_of(event: Mapping[str, Any]) -> str:
    """Whose appeal an event as stored is about; what happens to an incident is nobody's."""
    return str(event["body"].get("member_id", ""))
