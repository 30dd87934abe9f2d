"""What a rehearsal would have written, in a file of its own: a rehearsal of any size needs the same
memory, and nothing of it reaches the database."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.domain.aggregate.state import Membership
from services.membership.ports import Loaded

_AT_ONCE = 500

S = TypeVar("S", bound=msgspec.Struct)


class Rehearsed(msgspec.Struct, frozen=True, kw_only=True):
    """A member whom the import would change. `before` none: not known yet. `events`: what would be
    recorded, oldest first."""

    before: Membership | None
    after: Membership
    events: list[EventEnvelope]


class Scratch:
    """`path`: of a file that is not there yet, and that whoever asks for it removes."""

    def __init__(self, path: Path) -> None:
        self._rows = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._rows.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE members (id TEXT PRIMARY KEY, before BLOB, loaded BLOB) WITHOUT ROWID;"
            "CREATE TABLE events (member TEXT, version INTEGER, event BLOB,"
            " PRIMARY KEY (member, version)) WITHOUT ROWID;"
            "CREATE TABLE others (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
        )

    def close(self) -> None:
        self._rows.close()

    def loaded(self, ids: Sequence[str]) -> dict[str, Loaded]:
        query = "SELECT id, loaded FROM members WHERE id IN (SELECT value FROM json_each(?))"
        return {id: _decoded(blob, Loaded) for id, blob in self._rows.execute(query, [_json(ids)])}

    def keep(
        self, before: Membership | None, after: Loaded, events: Iterable[EventEnvelope]
    ) -> None:
        """`before`: as it is in the database; what was kept of it at first stands."""
        id = after.state.member_id
        self._rows.execute(
            "INSERT INTO members VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET loaded = excluded.loaded",
            (id, _encoded(before) if before else None, _encoded(after)),
        )
        self._rows.executemany(
            "INSERT INTO events VALUES (?, ?, ?)",
            ((id, event.version, _encoded(event)) for event in events),
        )

    def others(self, kind: type[S], ids: Iterable[str]) -> dict[str, S]:
        """Of what is kept beside memberships: reports, recipients."""
        query = "SELECT key, value FROM others WHERE key IN (SELECT value FROM json_each(?))"
        keys = {_key(kind, id): id for id in ids}
        found = self._rows.execute(query, [_json(list(keys))])
        return {keys[key]: _decoded(blob, kind) for key, blob in found}

    def keep_others(self, kind: type[S], others: Mapping[str, S]) -> None:
        self._rows.executemany(
            "INSERT OR REPLACE INTO others VALUES (?, ?)",
            ((_key(kind, id), _encoded(one)) for id, one in others.items()),
        )

    def members(self) -> Iterator[Rehearsed]:
        """All whom it would change, by their ids."""
        known = self._rows.execute("SELECT id, before, loaded FROM members ORDER BY id")
        for id, before, after in known:
            yield Rehearsed(
                before=_decoded(before, Membership) if before else None,
                after=_decoded(after, Loaded).state,
                events=list(self._events_of(id)),
            )

    def ids(self) -> Iterator[list[str]]:
        """Of all of them, some at a time; what is kept meanwhile does no harm."""
        last = ""
        query = "SELECT id FROM members WHERE id > ? ORDER BY id LIMIT ?"
        while found := [id for (id,) in self._rows.execute(query, (last, _AT_ONCE))]:
            yield found
            last = found[-1]

    def _events_of(self, id: str) -> Iterator[EventEnvelope]:
        query = "SELECT event FROM events WHERE member = ? ORDER BY version"
        for (blob,) in self._rows.execute(query, (id,)):
            yield _decoded(blob, EventEnvelope)


def _json(ids: Sequence[str]) -> bytes:
    return msgspec.json.encode(ids)


def _key(kind: type, id: str) -> str:
    return f"{kind.__name__}/{id}"


def _encoded(item: msgspec.Struct) -> bytes:
    return msgspec.msgpack.encode(item)


def _decoded(blob: bytes, kind: type[S]) -> S:
    return msgspec.msgpack.decode(blob, type=kind)
