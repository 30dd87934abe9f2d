"""Hashes of passwords: argon2id with the first parameters that OWASP's Password Storage Cheat
Sheet names (19 MiB, two passes, one lane)."""

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.membership.accounts.signing_in.domain.password_rules import LONGEST, normal

MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2
LANES: Final = 1
_AT_ONCE: Final = 4
"""In one process: each holds its memory while it works."""
T = TypeVar("T")


class PasswordHashes:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        """Of a password that nobody knows: what is compared where there is none to compare."""
        return self._hasher.hash(normal(PasswordHasher().hash("nobody")))

    async def made(self, password: str) -> str:
        """`password`: as it was checked."""
        return await self._in_turn(lambda: self._hasher.hash(password))

    async def right(self, kept: str | None, password: str) -> bool:
        """The same work, whether there is a hash or not."""
        given = normal(password)[: LONGEST + 1]
        same = await self._in_turn(lambda: self._verified(kept or self._nobodys, given))
        return same and kept is not None

    def outdated(self, kept: str) -> bool:
        return self._hasher.check_needs_rehash(kept)

    def _verified(self, kept: str, given: str) -> bool:
        try:
            return self._hasher.verify(kept, given)
        except (VerificationError, InvalidHashError):
            return False

    async def _in_turn(self, work: Callable[[], T]) -> T:
        async with self._turns:
            return await asyncio.to_thread(work)
