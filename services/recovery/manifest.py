"""What a backup says of itself. It is written last: a folder without it is no backup."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from infra.kernel.feed import BEGINNING, Place
from infra.storage.copying import CopiedCollection, is_as_copied, on_disk

NAME = "manifest.json"
FORMAT = 1
"""Raised where an older release could not read what is written."""


class CopiedDatabase(msgspec.Struct, frozen=True, kw_only=True):
    """`head`: how far the feed of the service had come. `followed`: how far each subscription of
    the service had, as packed places."""

    service: str
    head: Place
    followed: dict[str, int | list[int]]
    collections: tuple[CopiedCollection, ...]


class NeededKey(msgspec.Struct, frozen=True, kw_only=True):
    """`variable`: the setting that holds it. `what_for`: what cannot be used without it. `mark`:
    tells whether another key is the same, and nothing of the key itself."""

    variable: str
    what_for: str
    mark: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`made_at`: by the clock of the system, just before the one instant that all of it is of;
    `real_at`: by the machine's, which is the same but in development."""

    id: str
    format: int
    made_at: datetime
    real_at: datetime
    keys: tuple[NeededKey, ...]
    databases: tuple[CopiedDatabase, ...]

    def database(self, service: str) -> CopiedDatabase:
        """Empty where the release that made the backup had none."""
        found = (one for one in self.databases if one.service == service)
        empty = CopiedDatabase(service=service, head=BEGINNING, followed={}, collections=())
        return next(found, empty)

    def file_of(self, service: str, collection: str) -> str | None:
        """None where the service had no such collection."""
        found = (one.file for one in self.database(service).collections if one.name == collection)
        return next(found, None)


class BackupRefused(Exception):
    """There is no backup in this folder that could be used; the message says why."""


class Folder(NamedTuple):
    """Where a backup is."""

    path: Path

    def made(self, manifest: Manifest) -> None:
        """From now on it is a backup."""
        written = self.path / f"{NAME}.part"
        with written.open("wb") as out:
            out.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            on_disk(out)
        os.replace(written, self.path / NAME)

    def manifest(self) -> Manifest:
        """
        Raises:
            BackupRefused: there is none, or a later release wrote it.
        """
        try:
            found = msgspec.json.decode((self.path / NAME).read_bytes(), type=Manifest)
        except FileNotFoundError:
            raise BackupRefused(
                f"{self.path} holds no {NAME}: no backup was finished there"
            ) from None
        except msgspec.DecodeError as error:
            raise BackupRefused(f"{self.path / NAME} cannot be read: {error}") from None
        if found.format > FORMAT:
            raise BackupRefused(f"{self.path} was written by a later release")
        return found

    def damaged(self, manifest: Manifest) -> Iterator[str]:
        """The files that are not as they were written."""
        for one in manifest.databases:
            for copied in one.collections:
                if not is_as_copied(copied, self.path):
                    yield copied.file
