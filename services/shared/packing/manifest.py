"""The manifest of a package: what `verify_package.py` holds its files against."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

MANIFEST: Final = "manifest.json"
HISTORY: Final = "history/membership.jsonl"
_SCRIPTS: Final = Path(__file__).with_name("scripts")
PROGRAMS: Final[Mapping[str, bytes]] = {
    name: (_SCRIPTS / name).read_bytes()
    for name in ("verify_package.py", "verify_case_file.py", "verify_history.py")
}


class ListedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the manifest names it. `size` in bytes; `sha256` in hexadecimal."""

    name: str
    size: int
    sha256: str


class ListedHistory(msgspec.Struct, frozen=True, kw_only=True):
    """A history of the package: how many events it has, and the hash of the last."""

    name: str
    aggregate: str
    events: int
    head: str


class ListedCaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """`sealed_sha256`: as the appeal's history has it."""

    name: str
    sealed_sha256: str


def listed(name: str, content: bytes) -> ListedFile:
    return ListedFile(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def manifest(
    about: Mapping[str, Any],
    files: Iterable[ListedFile],
    histories: Sequence[ListedHistory],
    case_files: Sequence[ListedCaseFile],
) -> bytes:
    """`about`: what the package is of, `format` among it."""
    said = {"files": list(files), "histories": histories, "case_files": case_files}
    return readable({**about, **said})


def readable(value: Any) -> bytes:
    """JSON for people, and always in the same order."""
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2) + b"\n"
