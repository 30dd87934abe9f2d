"""Operations that clients were released with, from the files that their tools write.

graphql-codegen and Relay write an object of ids with their texts; generate-persisted-query-manifest
writes what Apollo calls a manifest, version 1.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from graphql import GraphQLError

from gateway.persisted.asked import PREFIX
from infra.settings import SettingsError

Faults = Callable[[str], Sequence[GraphQLError]]
"""Why a text does not run; none: it does."""
_FORMAT: Final = "apollo-persisted-query-manifest"
_VARIABLE: Final = "PERSISTED_LISTS"


class _Operation(msgspec.Struct, frozen=True):
    id: str
    body: str


class _Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    operations: list[_Operation]
    format: str
    version: int


_manifest: Final = msgspec.json.Decoder(_Manifest)
_texts: Final = msgspec.json.Decoder(dict[str, str])


def read_lists(places: Iterable[str], faults: Faults) -> dict[str, str]:
    """Texts by their id. `places`: files, and folders whose `.json` files are read.

    Raises:
        SettingsError: one line for each file that cannot be read and each text that does not run.
    """
    found: dict[str, str] = {}
    wrong: list[str] = []
    for file in _files(places, wrong):
        for id, text in _read(file, wrong).items():
            if found.setdefault(id, text) != text:
                wrong.append(f"{file}: {_short(id)} has another text in another list")
            elif errors := faults(text):
                wrong.append(f"{file}: {_short(id)} does not run here: {errors[0].message}")
    if wrong:
        raise SettingsError("\n".join(f"{_VARIABLE}: {line}" for line in wrong))
    return found


def _files(places: Iterable[str], wrong: list[str]) -> Iterator[Path]:
    for place in map(Path, places):
        files = sorted(place.glob("*.json")) if place.is_dir() else [place]
        if not files:
            wrong.append(f"{place}: the folder has no .json file")
        yield from files


def _read(file: Path, wrong: list[str]) -> dict[str, str]:
    try:
        return _operations(file.read_bytes())
    except OSError as error:
        wrong.append(f"{file}: {error.strerror or 'it cannot be read'}")
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        wrong.append(
            f'{file}: it is neither {{"id": "text", …}}, as graphql-codegen and Relay write it, '
            f'nor a list of the format "{_FORMAT}", version 1'
        )
    return {}


def _operations(written: bytes) -> dict[str, str]:
    try:
        texts = _texts.decode(written)
    except msgspec.ValidationError:
        manifest = _manifest.decode(written)
        if (manifest.format, manifest.version) != (_FORMAT, 1):
            raise
        texts = {one.id: one.body for one in manifest.operations}
    return {id.removeprefix(PREFIX): text for id, text in texts.items()}


def _short(id: str) -> str:
    return id if len(id) <= 80 else f"{id[:80]}…"
