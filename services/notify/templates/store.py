"""Templates, as stored: a row for each that staff ever touched, and one for each version."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from infra.kernel.events import NEW, Draft, EventEnvelope, Head, Origin, chain
from infra.kernel.idempotency import Done, fingerprint
from infra.process.foundation import COMMANDS
from infra.storage.changes import Change, plain
from infra.storage.mongo import Database, find_by_ids
from infra.storage.unit_of_work import UnitOfWork
from services.notify.contract.templates import PhraseSources, TemplateCommand, TemplateVersion
from services.notify.core.rules.template_names import SHIPPED, VersionName
from services.notify.core.stores.collections import TEMPLATE_VERSIONS, TEMPLATES
from services.notify.templates.domain.template import Template, TemplateChange
from services.shared.callers import Caller, keys_of


class PublishedTemplates:
    """What every process that renders has to know."""

    def __init__(self, db: Database) -> None:
        self._rows = db[TEMPLATES]
        self._versions = db[TEMPLATE_VERSIONS]

    async def numbers(self) -> dict[tuple[str, str], tuple[int, int]]:
        """The version in use and the latest one, by event type and language. A few small rows:
        those that staff ever touched."""
        cursor = self._rows.find({}, {"event_type": 1, "language": 1, "in_use": 1, "latest": 1})
        return {
            (row["event_type"], row["language"]): (row["in_use"], row["latest"])
            async for row in cursor
        }

    async def sources(self, names: Iterable[VersionName]) -> dict[VersionName, PhraseSources]:
        """Of those that exist."""
        by_id = {str(name): name for name in names}
        rows = await find_by_ids(self._versions, list(by_id)) if by_id else {}
        return {by_id[id]: _version(row).phrases for id, row in rows.items()}


class StoredTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template and where its history ends."""

    template: Template
    head: Head


class TemplateStore(PublishedTemplates):
    """What staff change."""

    def __init__(self, uow: UnitOfWork) -> None:
        super().__init__(uow.db)
        self._uow = uow
        self._commands = uow.db[COMMANDS]

    async def load(self, event_type: str, language: str) -> StoredTemplate:
        stored = await self._uow.load(TEMPLATES, _aggregate(event_type, language))
        if stored is None:
            new = Template(event_type=event_type, language=language)
            return StoredTemplate(template=new, head=NEW)
        return StoredTemplate(template=msgspec.convert(stored.state, Template), head=stored.head)

    async def all(self) -> dict[tuple[str, str], Template]:
        """Those that staff ever touched."""
        found = [msgspec.convert(row["state"], Template) async for row in self._rows.find({})]
        return {(one.event_type, one.language): one for one in found}

    async def versions(self, template: Template) -> list[TemplateVersion]:
        """The published ones, newest first."""
        ids = [
            str(VersionName(template.event_type, template.language, number))
            for number in range(template.latest, SHIPPED, -1)
        ]
        rows = await find_by_ids(self._versions, ids) if ids else {}
        return [_version(rows[id]) for id in ids]

    async def history(self, template: Template) -> list[EventEnvelope]:
        """Everything that staff did with it, oldest first."""
        return await self._uow.history(_aggregate(template.event_type, template.language))

    async def save(
        self,
        before: StoredTemplate,
        progress: TemplateChange,
        command: TemplateCommand,
        by: Caller,
        now: datetime,
    ) -> None:
        """Raises VersionConflict or DuplicateInsert: somebody was faster."""
        after, version = progress.template, progress.version
        name = VersionName(after.event_type, after.language, after.latest)
        rows: Mapping[str, list[dict[str, Any]]] = {
            COMMANDS: [{"_id": key, "fingerprint": fingerprint(command)} for key in keys_of(by)],
            TEMPLATE_VERSIONS: [{"_id": str(name), **plain(version)}] if version else [],
        }
        await self._uow.commit([_change(before, progress, by, now)], inserts=rows)

    async def done(self, key: str) -> Done | None:
        row = await self._commands.find_one({"_id": key})
        return Done(fingerprint=row["fingerprint"]) if row else None


def _change(before: StoredTemplate, progress: TemplateChange, by: Caller, now: datetime) -> Change:
    after = progress.template
    id = _aggregate(after.event_type, after.language)
    happened = [Draft(event=progress.event, happened_at=now)] if progress.event else []
    origin = Origin(request_id=by.request_id)
    return Change(
        collection=TEMPLATES,
        id=id,
        head=before.head,
        state=plain(after),
        next_due=None,
        events=chain(before.head, id, happened, actor=by.actor, origin=origin, recorded_at=now),
        fields={
            "event_type": after.event_type,
            "language": after.language,
            "in_use": after.in_use,
            "latest": after.latest,
        },
    )


def _aggregate(event_type: str, language: str) -> str:
    return f"template-{event_type}-{language}"


def _version(row: Mapping[str, Any]) -> TemplateVersion:
    return msgspec.convert(row, TemplateVersion)
