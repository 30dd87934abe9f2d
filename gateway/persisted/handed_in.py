"""Texts that clients handed in with their hash: in this process, and for all others in Valkey.

Both are bounded, and let go of what was not used longest: whoever floods them makes clients send
their texts once more, and nothing else.
"""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from gateway.documents.recent import Recent
from infra.valkey import Valkey

HERE: Final = 4 * 1024 * 1024
"""Bytes of text in a process."""
SHARED: Final = 16 * 1024 * 1024
"""Bytes of text in Valkey."""
KEPT: Final = timedelta(days=7)
"""Without being asked for."""
_ENTRY: Final = 256  # bytes that each counts for beside its text

_KEYS: Final = ("{persisted}:texts", "{persisted}:used", "{persisted}:bytes")
_FOLDER: Final = Path(__file__).parent


def digest_of(text: str) -> str:
    """As Apollo's protocol has it: SHA-256 in lower-case hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class HandedIn:
    """`most`: bytes in Valkey."""

    def __init__(self, valkey: Valkey, most: int = SHARED) -> None:
        self._valkey = valkey
        self._most = most
        self._here: Recent[str, str] = Recent(HERE)
        self._find = valkey.script(_FOLDER / "find.lua")
        self._keep = valkey.script(_FOLDER / "keep.lua")

    def known(self, digest: str) -> str | None:
        """Of this process: nobody is asked."""
        return self._here.get(digest)

    async def find(self, digest: str) -> str | None:
        """Of another process; none while Valkey is away."""
        if not self._valkey.reachable():
            return None
        asked = self._find(keys=_KEYS, args=[digest, _milliseconds(KEPT)])
        text: str | None = await self._valkey.attempt(asked)
        if text is None or digest_of(text) != digest:
            return None
        self._here.put(digest, text, len(text))
        return text

    async def keep(self, digest: str, text: str) -> None:
        """A text that may run."""
        self._here.put(digest, text, len(text))
        if self._valkey.reachable():
            given: list[str | int] = [digest, text, self._most, _milliseconds(KEPT), _ENTRY]
            await self._valkey.attempt(self._keep(keys=_KEYS, args=given))


def _milliseconds(time: timedelta) -> int:
    return time // timedelta(milliseconds=1)
