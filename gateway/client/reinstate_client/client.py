"""The front: ask about a member, or check a pass, and get what to go by."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Final, Self

import aiohttp

from reinstate_client.asking import QUERY, Asking
from reinstate_client.cache import Cache
from reinstate_client.entitlement import Answer, Basis, Entitlement
from reinstate_client.errors import NotReached
from reinstate_client.following import ChangeFollower
from reinstate_client.passes import Passes
from reinstate_client.wire import Token, Wire

KEYS: Final = "/.well-known/jwks.json"
UNSURE: Final = -1
UNWATCHED_SECONDS: Final = 30.0
"""How old an answer may be while changes are not pushed."""


class Reinstate:
    """`async with Reinstate(url, token) as shop`.

    Args:
        token: of the role `host`, or a function that gives one.
        issuer: PASS_ISSUER of the Reinstate that is asked.
        most: members that are kept.
        seconds: how long an answer is waited for, before what is kept is gone by.
        follow: whether changes are to be pushed.
        keys: a JWK Set to check passes with before the first fetch.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        url: str,
        token: Token,
        *,
        issuer: str = "reinstate",
        most: int = 10_000,
        seconds: float = 2.0,
        follow: bool = True,
        keys: Mapping[str, Any] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._at, self._token, self._seconds = url, token, seconds
        self._issuer, self._keys = issuer, keys
        self._follow = follow
        self._clock = clock
        self._cache = Cache(most)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        self._wire = Wire(self._at, self._token, self._session, self._seconds)
        self._asking = Asking(self._ask)
        self._passes = Passes(self._issuer, lambda: self._wire.get(KEYS), self._clock, self._keys)
        self._following = ChangeFollower(self._wire, self._cache.pushed, self._began)
        running = [self._passes.keep_keys(), *([self._following.run()] if self._follow else [])]
        self._tasks = [asyncio.create_task(one) for one in running]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._asking.close()
        await self._session.close()

    @property
    def following(self) -> bool:
        """Whether changes are being pushed just now."""
        return self._following.live

    async def entitlement(self, member_id: str) -> Answer:
        """
        Raises:
            NotUsable: Reinstate refuses the token or the question.
        """
        return (await self.entitlements([member_id]))[member_id]

    async def entitlements(self, member_ids: Iterable[str]) -> dict[str, Answer]:
        """By member, whatever their number: what is fresh is not asked for.

        Raises:
            NotUsable: Reinstate refuses the token or the question.
        """
        ids, watch = list(dict.fromkeys(member_ids)), self._cache.watch
        found = {id: one for id in ids if (one := self._fresh(id))}
        missing = [id for id in ids if id not in found]
        try:
            asked = await self._asking.about(missing) if missing else []
        except NotReached:
            return {id: _fresh(found[id]) if id in found else self._stale(id) for id in ids}
        found |= {one.member_id: self._cache.answered(one, watch) for one in asked}
        return {id: _fresh(found[id]) for id in ids}

    async def verify(self, token: str) -> Answer:
        """What a pass proves, unless something later is known of its member. One that is not fresh
        any more is honoured where Reinstate cannot be asked.

        Raises:
            InvalidPass: it proves nothing.
            NotReached: its key is not known, and cannot be fetched.
            NotUsable: Reinstate refuses the token or the question.
        """
        said = await self._passes.read(token)
        known = self._cache.get(said.member_id)
        overtaken = known is not None and not said.outdates(known.entitlement)
        if not overtaken and self._clock() < said.fresh_until:
            return _fresh(said)
        self._cache.answered(said, UNSURE)
        return await self.entitlement(said.member_id)

    # --- what is kept

    def _fresh(self, member_id: str) -> Entitlement | None:
        kept, now = self._cache.get(member_id), self._clock()
        if kept is None or now >= kept.entitlement.fresh_until:
            return None
        young = now < kept.entitlement.at + UNWATCHED_SECONDS
        return kept.entitlement if young or (kept.sure and self._following.live) else None

    def _stale(self, member_id: str) -> Answer:
        kept = self._cache.get(member_id)
        if kept is None or self._clock() >= kept.entitlement.stale_until:
            return Answer(Basis.NOTHING)
        return Answer(Basis.STALE, kept.entitlement)

    def _began(self, without_a_gap: bool) -> None:
        self._asking.again()
        if not without_a_gap:
            self._cache.watch += 1

    async def _ask(self, member_ids: list[str]) -> list[Entitlement]:
        data = await self._wire.ask(QUERY, {"ids": member_ids})
        return [Entitlement.of_graph(one) for one in data["entitlements"]]


def _fresh(one: Entitlement) -> Answer:
    return Answer(Basis.FRESH, one)
