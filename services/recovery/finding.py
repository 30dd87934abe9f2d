"""What happened since the backup, as far as anything still knows it."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import msgspec

from infra.kernel.batches import batched
from infra.storage.mongo import Collection, Database, find_by_ids
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import MEMBERSHIPS, member_of
from services.recovery.keepsake import REPORTS, Keepsake

LOST_EVENTS, TO_REPORT = "lost-events.jsonl", "to-report-again.jsonl"
_AT_ONCE = 500


class Since(msgspec.Struct, kw_only=True):
    """`touched`: members of the restored system of whom events are missing, with how many.
    `unknown`: members whom the backup does not know. `events`, `reports`: how many, by kind."""

    touched: dict[str, int] = {}
    unknown: tuple[str, ...] = ()
    events: dict[str, int] = {}
    reports: dict[str, int] = {}


async def found_since(keepsake: Keepsake, dbs: dict[str, Database]) -> Since:
    """Of restored databases. Writes the lists beside the keepsake."""
    kinds, members = Counter[str](), Counter[str]()
    with _list(keepsake.path / LOST_EVENTS) as out:
        for service, db in dbs.items():
            async for event in missing_in(db[EVENTS], keepsake.events(service)):
                out.write(_line(service, event))
                kinds[event["type"]] += 1
                members.update([member] if (member := _member(service, event)) else [])
    reports = await _reports(keepsake, dbs["membership"])
    known = await find_by_ids(dbs["membership"][MEMBERSHIPS], list(members), {"_id": 1})
    return Since(
        touched={id: members[id] for id in sorted(known)},
        unknown=tuple(sorted(members.keys() - known.keys())),
        events=dict(kinds),
        reports=reports,
    )


async def missing_in(
    rows: Collection, documents: Iterable[dict[str, Any]]
) -> AsyncIterator[dict[str, Any]]:
    """Those whose ids the collection does not have."""
    for batch in batched(documents, _AT_ONCE):
        known = await find_by_ids(rows, [one["_id"] for one in batch], {"_id": 1})
        for one in batch:
            if one["_id"] not in known:
                yield one


async def _reports(keepsake: Keepsake, db: Database) -> dict[str, int]:
    counts = Counter[str]()
    with _list(keepsake.path / TO_REPORT) as out:
        for kind in REPORTS:
            async for row in missing_in(db[kind], keepsake.reports(kind)):
                out.write(msgspec.json.encode({"report": kind, **row}) + b"\n")
                counts[kind] += 1
    return dict(counts)


def _list(path: Path) -> Any:
    """Of personal data: for the operator's eyes alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _line(service: str, event: dict[str, Any]) -> bytes:
    fields = ("aggregate", "version", "type", "cause", "happened_at", "recorded_at", "body")
    return msgspec.json.encode({"service": service, **{f: event.get(f) for f in fields}}) + b"\n"


def _member(service: str, event: dict[str, Any]) -> str:
    """Whom it is about; an appeal names its member, as a notice does."""
    if service == "membership":
        return member_of(event)
    return str(event["body"].get("member_id", ""))
