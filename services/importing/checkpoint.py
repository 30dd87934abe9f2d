"""Where an import stands, so that a second start goes on there.

It always names the state *before* the last acknowledged batch. A second start therefore sends that
batch again, and what comes back must be unchanged: if it is not, the checkpoint speaks of another
database, and the import starts at the beginning rather than lose what lies before.
"""

import hashlib
import os
from pathlib import Path

import msgspec

from services.importing.row_counts import RowCounts
from services.importing.source import FilePosition, SourceFile
from services.importing.tables import FileKind


class CheckpointState(msgspec.Struct, frozen=True, kw_only=True):
    """`place`: the next row; `report_size`: bytes of the report's part that belong to it. On disk
    the counts are called `tally`."""

    place: FilePosition
    report_size: int = 0
    row_counts: RowCounts = msgspec.field(name="tally", default=RowCounts())


class Checkpoint:
    """The files of one import: its state, the keys it has seen, its part of the report."""

    def __init__(self, folder: Path, source: SourceFile, kind: FileKind, destination: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        identity = "\x1f".join((source.sha256, kind.value, destination))
        base = folder / hashlib.sha256(identity.encode()).hexdigest()[:32]
        self._state = base.with_suffix(".json")
        self.seen = base.with_suffix(".seen")
        self.report = base.with_suffix(".refused.csv")

    def load(self) -> CheckpointState | None:
        """None when there is none, or none that can be read."""
        try:
            return msgspec.json.decode(self._state.read_bytes(), type=CheckpointState)
        except (OSError, msgspec.DecodeError):
            return None

    def save(self, state: CheckpointState) -> None:
        fresh = self._state.with_suffix(".json.new")
        fresh.write_bytes(msgspec.json.encode(state))
        os.replace(fresh, self._state)

    def clear(self) -> None:
        """After the end: the same file again starts anew. The report's part stays."""
        for path in (self._state, self.seen, Path(f"{self.seen}-wal")):
            path.unlink(missing_ok=True)
