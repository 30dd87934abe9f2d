"""What a log says in one line: JSON of structlog, or the plain text of other programs."""

import contextlib
import json
import re
from pathlib import Path
from typing import Any

LOUD = {"warning", "error", "critical"}
LEVEL = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b|^\w*(Error|Exception)\b.*:")
RAISED = re.compile(r"^[\w.]*(Error|Exception|Invalid\w*|NotFound)\b.*")
ADVICE = "overcommit"  # Valkey's, about tuning a machine for production
LOOKED_AT = 50


def notable(line: str) -> str | None:
    """The line in short if it is a warning or worse."""
    record = _record(line)
    if record is None:
        return line if LEVEL.search(line) and ADVICE not in line else None
    if str(record.get("level", "")).lower() not in LOUD:
        return None
    details = [str(record[key]) for key in ("error", "exception") if record.get(key)]
    return ": ".join(_last_line(text) for text in [str(record.get("event", "")), *details])


def last_words(log: Path) -> str:
    """Why a process ended: the last error that it raised, or else its last line."""
    lines: list[str] = []
    with contextlib.suppress(OSError):
        lines = log.read_text(errors="replace").strip().splitlines()[-LOOKED_AT:]
    said = [_core(line) for line in reversed(lines) if line.strip()]
    raised = [text for text in said if RAISED.match(text)]
    return f"{[*raised, *said][0]} (all of it in {log})" if said else f"nothing in {log}"


def _core(line: str) -> str:
    record = _record(line)
    if record is None:
        return line.strip()
    return _last_line(str(record.get("exception") or record.get("event", "")))


def _record(line: str) -> dict[str, Any] | None:
    with contextlib.suppress(ValueError):
        record = json.loads(line) if line.startswith("{") else None
        return record if isinstance(record, dict) else None
    return None


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else ""
