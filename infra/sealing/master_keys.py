"""What data keys are wrapped with. An operator's key management service is another implementation
of `MasterKeys`; here it is a secret of the environment or of a file."""

from collections.abc import Sequence
from typing import Final, Protocol

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infra.sealing.data_key import ID_BYTES, KEY_BYTES, DataKey

_WRAPS: Final = b"reinstate: wraps data keys"
_NAMES: Final = b"reinstate: id of what wraps data keys"


class Wrapped(msgspec.Struct, frozen=True, kw_only=True):
    """The data key `id` of `owner`, as `master` wrapped it."""

    owner: str
    id: str
    master: str
    secret: bytes


class Unwrapped(msgspec.Struct, frozen=True, kw_only=True):
    owner: str
    id: str
    secret: bytes


class NoMasterKey(Exception):
    """A data key was wrapped by a master key that nobody here has."""

    def __init__(self, master: str) -> None:
        super().__init__(
            f"data keys are wrapped by the master key {master}, which is not set: give it as "
            "MASTER_KEY_OLD"
        )


class MasterKeys(Protocol):
    """`current`: the id of the one that wraps from now on; the one before opens still."""

    @property
    def current(self) -> str: ...

    async def wrap(self, keys: Sequence[Unwrapped]) -> list[Wrapped]: ...

    async def unwrap(self, keys: Sequence[Wrapped]) -> list[Unwrapped]:
        """
        Raises:
            NoMasterKey: one was wrapped by a key that is not to be had.
            Unopenable: one is not what was wrapped for its owner.
        """
        ...


class LocalMasterKeys:
    """Derived from secrets of any length by HKDF (RFC 5869); the first wraps, all open."""

    def __init__(self, secrets: Sequence[str]) -> None:
        derived = [_derived(secret) for secret in secrets]
        self._keys = {id: DataKey("", id, key) for id, key in derived}
        self.current = derived[0][0]

    async def wrap(self, keys: Sequence[Unwrapped]) -> list[Wrapped]:
        by = self._keys[self.current]
        return [
            Wrapped(
                owner=one.owner, id=one.id, master=by.id, secret=by.seal(_place(one), one.secret)
            )
            for one in keys
        ]

    async def unwrap(self, keys: Sequence[Wrapped]) -> list[Unwrapped]:
        return [
            Unwrapped(
                owner=one.owner, id=one.id, secret=self._of(one).open(_place(one), one.secret)
            )
            for one in keys
        ]

    def _of(self, wrapped: Wrapped) -> DataKey:
        if wrapped.master not in self._keys:
            raise NoMasterKey(wrapped.master)
        return self._keys[wrapped.master]


def _derived(secret: str) -> tuple[str, bytes]:
    key = HKDF(SHA256(), length=KEY_BYTES, salt=None, info=_WRAPS).derive(secret.encode())
    id = HKDF(SHA256(), length=ID_BYTES, salt=None, info=_NAMES).derive(secret.encode())
    return id.hex(), key


def _place(key: Unwrapped | Wrapped) -> str:
    return f"{key.owner}\x1f{key.id}"
