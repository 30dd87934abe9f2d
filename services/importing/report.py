"""The report of refused rows, as CSV: file, line, field, reason, value.

Each file's part is first written beside its checkpoint, where a second start can go on at exactly
the byte that the checkpoint names; the parts are put together at the end.
"""

import csv
import io
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from services.importing.rows import RefusedRow

COLUMNS = ("file", "line", "field", "reason", "value")
_FORMULA = ("=", "+", "-", "@", "\t")


class ReportPart:
    """One file's refused rows. Opened at `size` bytes; what is behind is written again."""

    def __init__(self, path: Path, file: str, size: int) -> None:
        self._file = file
        self._stream: IO[bytes] = path.open("r+b" if path.exists() else "w+b")
        self._stream.truncate(min(size, path.stat().st_size))
        self._stream.seek(0, io.SEEK_END)

    def add(self, refused: Iterable[RefusedRow]) -> None:
        text = io.StringIO()
        csv.writer(text).writerows(
            (self._file, one.line, one.field, one.reason, _as_text(one.value)) for one in refused
        )
        self._stream.write(text.getvalue().encode())
        self._stream.flush()

    @property
    def size(self) -> int:
        return self._stream.tell()

    def close(self) -> None:
        self._stream.close()


def publish(parts: Iterable[Path], report: Path) -> None:
    """Writes the report from its parts; also when nothing was refused, so that no old one lies."""
    report.parent.mkdir(parents=True, exist_ok=True)
    with report.open("wb") as whole:
        whole.write((",".join(COLUMNS) + "\r\n").encode())
        for part in parts:
            if part.exists():
                with part.open("rb") as stream:
                    shutil.copyfileobj(stream, whole)


def _as_text(value: str) -> str:
    """Spreadsheets would run a cell that begins like a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value
