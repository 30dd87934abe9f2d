"""Keys of partners: looked up by their digest and remembered for a moment, so that one that is
revoked, or whose partner is cut off, opens nothing a moment later."""

import asyncio
from collections import OrderedDict
from typing import Final, Protocol

from gateway.identity.viewer import Role, Unauthenticated, Viewer
from infra.concurrency.background import Background
from infra.kernel.errors import NotFound, from_record
from infra.kernel.sentences import both
from infra.log import logger
from services.membership.contract.api import MembershipApi
from services.membership.contract.partner_keys import digest_of, well_formed
from services.membership.contract.partner_queries import GetPartner, ProveKey
from services.membership.contract.partner_views import KeyProof, PartnerView
from services.membership.contract.views import Answer, Failed

REMEMBERED_SECONDS: Final = 2.0
_MOST: Final = 10_000
_Asked = ProveKey | GetPartner


class _Apis(Protocol):
    @property
    def membership(self) -> MembershipApi: ...


class PartnerKeys:
    def __init__(self, apis: _Apis) -> None:
        self._apis = apis
        self._known: OrderedDict[_Asked, tuple[float, asyncio.Task[Answer]]] = OrderedDict()
        self._lines: dict[_Asked, set[asyncio.Future[Unauthenticated]]] = {}
        self._watches = Background()

    async def viewer(self, key: str) -> Viewer:
        """Whose key it is.

        Raises:
            Unauthenticated: it is no key, or opens nothing now.
            Unavailable: membership cannot be asked.
        """
        if not well_formed(key):  # mistyped: nobody need be asked
            raise _opens_nothing()
        digest = digest_of(key)
        proof = await self._proof(digest)
        return Viewer(
            role=Role.PARTNER, id=proof.partner_id, name=proof.name, scopes=proof.scopes, key=digest
        )

    async def require_good(self, viewer: Viewer) -> None:
        """Of partners, whether they still may ask; of a token by an identity provider, too.

        Raises:
            Unauthenticated: the key opens nothing any more, or the partner is cut off.
            Unavailable: membership cannot be asked.
        """
        if viewer.key:
            await self._proof(viewer.key)
        elif viewer.role is Role.PARTNER:
            answer = await self._answer(_asked_about(viewer))
            if isinstance(answer, PartnerView) and answer.cut_off:
                raise _opens_nothing()

    async def end_of(self, viewer: Viewer) -> Unauthenticated:
        """Waits until the viewer may ask no longer: one looks for all lines of a key."""
        line: asyncio.Future[Unauthenticated] = asyncio.get_running_loop().create_future()
        asked = _asked_about(viewer)
        if asked not in self._lines:
            self._lines[asked] = set()
            self._watches.start(self._watch(viewer, self._lines[asked]))
        lines = self._lines[asked]
        lines.add(line)
        try:
            return await line
        finally:
            lines.discard(line)

    async def _watch(self, viewer: Viewer, lines: set["asyncio.Future[Unauthenticated]"]) -> None:
        """Until none is open, or the key has ended, which is said to all of them."""
        ended: Unauthenticated | None = None
        try:
            while ended is None:
                await asyncio.sleep(REMEMBERED_SECONDS)
                if not lines:
                    return
                ended = await self._end_by_now(viewer)
        finally:
            del self._lines[_asked_about(viewer)]
        for line in lines:
            if not line.done():
                line.set_result(ended)

    async def _end_by_now(self, viewer: Viewer) -> Unauthenticated | None:
        """While membership is away nobody is sent off."""
        try:
            await self.require_good(viewer)
        except Unauthenticated as ended:
            return ended
        except Exception as error:
            logger.warning("a partner's key was not asked about", error=type(error).__name__)
        return None

    async def _proof(self, digest: str) -> KeyProof:
        answer = await self._answer(ProveKey(digest=digest))
        if not isinstance(answer, KeyProof):
            raise _opens_nothing()
        return answer

    async def _answer(self, asked: _Asked) -> Answer:
        now = asyncio.get_running_loop().time()
        known = self._known.get(asked)
        if known is None or known[0] <= now or _failed(known[1]):
            self._known.pop(asked, None)
            known = now + REMEMBERED_SECONDS, asyncio.ensure_future(self._ask(asked))
            self._known[asked] = known
            self._let_go(now)
        return await asyncio.shield(known[1])

    async def _ask(self, asked: _Asked) -> Answer:
        [answer] = await self._apis.membership.read([asked])
        if isinstance(answer, Failed) and answer.error.code != NotFound.code:
            raise from_record(answer.error)
        return answer

    def _let_go(self, now: float) -> None:
        while self._known:
            asked, (until, _) = next(iter(self._known.items()))
            if until > now and len(self._known) <= _MOST:
                return
            del self._known[asked]


def _asked_about(viewer: Viewer) -> _Asked:
    return ProveKey(digest=viewer.key) if viewer.key else GetPartner(partner_id=viewer.id)


def _failed(task: "asyncio.Task[Answer]") -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def _opens_nothing() -> Unauthenticated:
    return Unauthenticated(
        both(
            "此密钥无效、已到期或已吊销，或合作方已被停用；请管理员签发新密钥。",
            "This key is none of ours, has ended, or its partner is cut off: ask the shop for one.",
        )
    )
