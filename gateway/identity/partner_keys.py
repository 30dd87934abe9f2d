"""Keys of partners and of the shop: looked up by their digest and remembered for a moment, so that
one that is revoked, or whose partner is cut off, opens nothing a moment later."""

from typing import Final, Protocol

from gateway.identity.remembered import Remembered, Watches
from gateway.identity.viewer import Role, Unauthenticated, Viewer
from infra.kernel.errors import NotFound, from_record
from infra.kernel.sentences import both
from services.membership.contract.api import MembershipApi
from services.membership.contract.partner_keys import digest_of, is_of_a_sandbox, well_formed
from services.membership.contract.partner_queries import GetPartner, ProveKey, ProveSigner
from services.membership.contract.partner_views import KeyProof, PartnerView
from services.membership.contract.views import Answer, Failed
from services.shared.callers import THE_SHOP

_Asked = ProveKey | ProveSigner | GetPartner
_IS_OF_A_SANDBOX: Final = both(
    "这是沙箱的密钥，只在沙箱的地址有效；这里请用正式密钥。",
    "This is a key of the sandbox, and good there only. Send a real one here.",
)
_IS_REAL: Final = both(
    "这里是沙箱，只接受沙箱的密钥；正式密钥请勿用在这里。",
    "This is the sandbox, which takes keys of its own only. Send no real one here.",
)


class _Apis(Protocol):
    @property
    def membership(self) -> MembershipApi: ...


class PartnerKeys:
    def __init__(self, apis: _Apis, *, sandbox: bool) -> None:
        self._apis = apis
        self._sandbox = sandbox
        self._answers: Remembered[_Asked, Answer] = Remembered(self._ask)
        self._watches: Watches[_Asked] = Watches(self._ended)

    async def viewer(self, key: str) -> Viewer:
        """Whose key it is.

        Raises:
            Unauthenticated: it is no key, or opens nothing now.
            Unavailable: membership cannot be asked.
        """
        if not well_formed(key):  # mistyped: nobody need be asked
            raise _opens_nothing()
        if is_of_a_sandbox(key) is not self._sandbox:
            raise Unauthenticated(_IS_REAL if self._sandbox else _IS_OF_A_SANDBOX)
        digest = digest_of(key)
        proof = await self._answers.answer(ProveKey(digest=digest))
        if not isinstance(proof, KeyProof):
            raise _opens_nothing()
        role = Role.HOST if proof.partner_id == THE_SHOP else Role.PARTNER
        return Viewer(
            role=role, id=proof.partner_id, name=proof.name, scopes=proof.scopes, key=digest
        )

    async def signer(self, key_id: str) -> Viewer:
        """The shop, by the id of a key of its, with whose secret it signed.

        Raises:
            Unauthenticated: it is no key of the shop's, or opens nothing now.
            Unavailable: membership cannot be asked.
        """
        proof = await self._answers.answer(ProveSigner(key_id=key_id))
        if not isinstance(proof, KeyProof):
            raise _opens_nothing()
        return Viewer(role=Role.HOST, id=THE_SHOP, name=proof.name, scopes=proof.scopes, key=key_id)

    async def require_good(self, viewer: Viewer) -> None:
        """Of partners, whether they still may ask; of a token by an identity provider, too.

        Raises:
            Unauthenticated: the key opens nothing any more, or the partner is cut off.
            Unavailable: membership cannot be asked.
        """
        if viewer.may_be_cut_off and (ended := await self._ended(_asked_about(viewer))):
            raise ended

    async def end_of(self, viewer: Viewer) -> Unauthenticated:
        """Waits until the viewer may ask no longer."""
        return await self._watches.end_of(_asked_about(viewer))

    async def _ended(self, asked: _Asked) -> Unauthenticated | None:
        answer = await self._answers.answer(asked)
        if isinstance(asked, ProveKey | ProveSigner):
            return None if isinstance(answer, KeyProof) else _opens_nothing()
        cut_off = isinstance(answer, PartnerView) and answer.cut_off
        return _opens_nothing() if cut_off else None

    async def _ask(self, asked: _Asked) -> Answer:
        [answer] = await self._apis.membership.read([asked])
        if isinstance(answer, Failed) and answer.error.code != NotFound.code:
            raise from_record(answer.error)
        return answer


def _asked_about(viewer: Viewer) -> _Asked:
    return ProveKey(digest=viewer.key) if viewer.key else GetPartner(partner_id=viewer.id)


def _opens_nothing() -> Unauthenticated:
    return Unauthenticated(
        both(
            "此密钥无效、已到期或已吊销，或合作方已被停用；请管理员签发新密钥。",
            "This key is none of ours, has ended, or its partner is cut off: ask the shop for one.",
        )
    )
