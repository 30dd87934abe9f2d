"""Which keys a file has had so far, on disk: a file of any size needs the same memory.

Digests only, so that no member's id is left behind; the index survives a kill, so that a second
start knows the lines that it does not read again.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import NamedTuple, Self

import msgspec

from infra.kernel.batches import batched
from services.importing.problems import ImportStopped

_AT_ONCE = 300
"""Lines in one statement, of three parameters each: any SQLite takes 999. Each statement lets other
threads go on, and then waits for its own turn, which takes longer than the statement does."""


class Earlier(msgspec.Struct, frozen=True):
    """The line that had the key first. `same`: with the same content."""

    line: int
    same: bool


class KeyedLine(NamedTuple):
    """A line, by what must not come twice. `content`: a digest of all that it says."""

    line: int
    key: str
    content: bytes


class SeenRows:
    def __init__(self, path: Path) -> None:
        # Batches are read in a thread of their own, which Ctrl-C leaves behind in the middle of a
        # row: SQLite must not be closed under it.
        self._lock = Lock()
        self._database = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None, timeout=0
        )
        try:
            self._prepare()
        except sqlite3.OperationalError:
            self._database.close()
            raise ImportStopped("The same file is being imported by another process.") from None

    def _prepare(self) -> None:
        # The lock is held until the end: two imports of one file would share a checkpoint.
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._database.execute("PRAGMA journal_mode = WAL")
        # A killed process loses nothing by this; only a power cut could, and then one starts anew.
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS seen "
            "(key BLOB PRIMARY KEY, line INTEGER, content BLOB) WITHOUT ROWID"
        )
        self._database.execute("BEGIN IMMEDIATE")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._database.commit()
            self._database.close()

    def earlier(self, lines: Iterable[KeyedLine]) -> Iterator[Earlier | None]:
        """Notes the lines, and gives of each who had its key first; none when the key is new, or
        was noted for this very line before a kill."""
        for some in batched(lines, _AT_ONCE):
            keys = [_digest(one.key) for one in some]
            first = self._first(keys, some)
            for key, one in zip(keys, some, strict=True):
                line, content = first.get(key, (one.line, one.content))
                yield None if line == one.line else Earlier(line, content == one.content)

    def _first(
        self, keys: Sequence[bytes], lines: Sequence[KeyedLine]
    ) -> dict[bytes, tuple[int, bytes]]:
        """Line and content by key; empty where all of them are new."""
        rows = [(key, one.line, one.content) for key, one in zip(keys, lines, strict=True)]
        with self._lock:
            added = self._database.execute(_note(len(rows)), [*chain.from_iterable(rows)])
            if added.rowcount == len(rows):
                return {}
            found = self._database.execute(_find(len(keys)), keys).fetchall()
        return {key: (line, content) for key, line, content in found}

    def has(self, key: str) -> bool:
        with self._lock:
            found = self._database.execute("SELECT 1 FROM seen WHERE key = ?", (_digest(key),))
            return found.fetchone() is not None

    def keep(self) -> None:
        """What was noted so far outlives the process."""
        with self._lock:
            self._database.commit()
            self._database.execute("BEGIN")

    def forget(self) -> None:
        self._database.execute("DELETE FROM seen")
        self.keep()


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode(errors="replace"), digest_size=16).digest()


def _note(lines: int) -> str:
    marks = ", ".join(["(?, ?, ?)"] * lines)
    return f"INSERT OR IGNORE INTO seen VALUES {marks}"  # noqa: S608  # nothing but marks


def _find(keys: int) -> str:
    marks = ", ".join("?" * keys)
    return f"SELECT key, line, content FROM seen WHERE key IN ({marks})"  # noqa: S608  # likewise
