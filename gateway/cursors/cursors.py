"""Cursors: opaque to clients, good for whom they were given to and for that list or feed alone.

A cursor is a version and what that version holds, so that a later one can hold more while the
earlier ones stay good. Version 3 is the place, as MessagePack, sealed; for those before it see
`unsealed`.
"""

import functools
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

import msgspec

from gateway.cursors.opaque import read_opaque, write_opaque
from gateway.cursors.sealing import CursorSeal
from gateway.cursors.unsealed import read_unsealed

P = TypeVar("P")

SEALED: Final = "3"
"""The version."""

sealed_with = functools.lru_cache(maxsize=8)(CursorSeal)


class Cursors(NamedTuple):
    """Those of one owner. `kind`: of which list or feed. `unsealed`: whether those of earlier
    releases are read as well."""

    seal: CursorSeal
    owner: str
    kind: str
    unsealed: bool = True

    def write(self, place: object, *, once: bool = False) -> str:
        """`once`: unlike any other, so that two of them do not tell whether their places are the
        same."""
        data = msgspec.msgpack.encode(place)
        return SEALED + write_opaque(self.seal.seal(data, self._bound, once=once))

    def later(self, place: object) -> Callable[[], str]:
        """Written when it is asked for."""
        return functools.partial(self.write, place)

    def read(self, text: str, place: type[P]) -> P:
        """The place in a cursor that `write` gave this owner.

        Raises:
            ValueError: it is another owner's, of another kind, or no cursor at all.
        """
        if text.startswith(SEALED):
            data = self.seal.open(read_opaque(text.removeprefix(SEALED)), self._bound)
            return msgspec.msgpack.decode(data, type=place)
        if not self.unsealed:
            raise ValueError("not sealed")
        return read_unsealed(self.kind, text, place)

    @property
    def _bound(self) -> tuple[bytes, bytes]:
        return self.owner.encode(), self.kind.encode()
