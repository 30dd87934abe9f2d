"""Who was erased, without saying who: a list of keyed digests that outlives every backup."""

import hashlib
import hmac
from datetime import datetime
from pathlib import Path

import msgspec

from infra.storage.copying import on_disk


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    who: str
    at: datetime


class NoErasureKey(Exception):
    """Digests without a key would tell who was erased to whoever tries all members."""

    def __init__(self) -> None:
        super().__init__("set ERASURE_KEY, the one that the list of erasures was begun with")


class ErasureList:
    """A file to which lines are added. Whoever erases a member adds the line before anything is
    erased: killed in between, it is done again, or by the next restore."""

    def __init__(self, path: Path, key: str) -> None:
        """
        Raises:
            NoErasureKey: there is none, though there is a list, or one is to be begun.
        """
        if not key:
            raise NoErasureKey
        self._path = path
        self._key = key.encode()

    def add(self, member_id: str, at: datetime) -> None:
        if self.names(member_id):
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        line = msgspec.json.encode(Erasure(who=self._digest(member_id), at=at))
        with self._path.open("ab") as file:
            # a machine that stopped in the middle of a line left no end of it
            file.write(b"\n" + line + b"\n")
            on_disk(file)

    def names(self, member_id: str) -> bool:
        return self._digest(member_id) in self._known()

    def among(self, member_ids: set[str]) -> list[str]:
        """Those of them that were erased, in order."""
        known = self._known()
        return sorted(id for id in member_ids if self._digest(id) in known)

    def _known(self) -> set[str]:
        if not self._path.exists():
            return set()
        return {one.who for one in map(_read, self._path.read_bytes().split(b"\n")) if one}

    def _digest(self, member_id: str) -> str:
        return hmac.new(self._key, member_id.encode(), hashlib.sha256).hexdigest()


def _read(line: bytes) -> Erasure | None:
    """None for an empty line, and for one that was cut off: nothing was erased after it."""
    try:
        return msgspec.json.decode(line, type=Erasure) if line else None
    except msgspec.DecodeError:
        return None
