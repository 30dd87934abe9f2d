"""Which keys a file has had so far, on disk: a file of any size needs the same memory.

Digests only, so that no member's id is left behind; the index survives a kill, so that a second
start knows the lines that it does not read again.
"""

import hashlib
import sqlite3
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import msgspec

from services.importing.problems import ImportStopped


class Earlier(msgspec.Struct, frozen=True):
    """The line that had the key first. `same`: with the same content."""

    line: int
    same: bool


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

    def earlier_line(self, key: str, content: bytes, line: int) -> Earlier | None:
        """Notes the key; none when it is new, or was noted for this very line before a kill."""
        digest = hashlib.blake2b(key.encode(errors="replace"), digest_size=16).digest()
        with self._lock:
            added = self._database.execute(
                "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (digest, line, content)
            )
            if added.rowcount:
                return None
            first, noted = self._database.execute(
                "SELECT line, content FROM seen WHERE key = ?", (digest,)
            ).fetchone()
        return None if first == line else Earlier(first, noted == content)

    def has(self, key: str) -> bool:
        digest = hashlib.blake2b(key.encode(errors="replace"), digest_size=16).digest()
        with self._lock:
            found = self._database.execute("SELECT 1 FROM seen WHERE key = ?", (digest,))
            return found.fetchone() is not None

    def keep(self) -> None:
        """What was noted so far outlives the process."""
        with self._lock:
            self._database.commit()
            self._database.execute("BEGIN")

    def forget(self) -> None:
        self._database.execute("DELETE FROM seen")
        self.keep()
