"""Answers about partners."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final

from infra.kernel.clock import Clock
from infra.kernel.errors import NotFound
from infra.kernel.paging import checked_first
from infra.kernel.sentences import both
from services.membership.contract.partner_queries import (
    GetFollowed,
    GetFollows,
    GetPartner,
    GetPartners,
    GetSharedStatus,
    ProveKey,
    ProveSigner,
)
from services.membership.contract.partner_views import (
    FollowedPage,
    FollowsView,
    FollowView,
    KeyProof,
    PartnersPage,
    PartnerView,
    SharedStatus,
)
from services.membership.contract.query import Query
from services.membership.contract.views import Answer
from services.membership.domain.aggregate.parts import (
    Following,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.sharing import status_data
from services.membership.domain.wording.partner_sentences import sees
from services.membership.partners.domain.partner import Key, Partner, key_view, key_with
from services.membership.partners.followed_store import FollowedStore
from services.membership.partners.partner_store import PartnerStore
from services.membership.ports import MembershipStore
from services.shared.callers import THE_SHOP


class PartnerReading:
    def __init__(
        self,
        partners: PartnerStore,
        members: MembershipStore,
        followed: FollowedStore,
        clock: Clock,
    ) -> None:
        self._partners = partners
        self._members = members
        self._followed = followed
        self._clock = clock
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetPartner: lambda query: self.view(query.partner_id),
            GetPartners: self._page,
            ProveKey: self._proof,
            ProveSigner: self._signer,
            GetFollows: self._follows,
            GetFollowed: self._page_of_followed,
            GetSharedStatus: self._shared,
        }

    async def view(self, partner_id: str) -> PartnerView:
        [view] = await self._views([(await self._partners.load(partner_id)).existing()])
        return view

    async def _page(self, query: GetPartners) -> PartnersPage:
        first = checked_first(query.first)
        partners, total, more = await self._partners.page(query.after, first)
        open_ones = [one for one in partners if not query.open_only or _can_be_let(one)]
        return PartnersPage(
            partners=tuple(await self._views(open_ones)),
            cursors=tuple(one.id for one in open_ones),
            total=total,
            has_more=more,
        )

    async def _views(self, partners: Sequence[Partner]) -> list[PartnerView]:
        emails = await self._partners.emails([one.id for one in partners])
        uses = await self._partners.uses([id for one in partners for id in one.keys])
        return [
            PartnerView(
                partner_id=one.id,
                name=one.name,
                contact_email=emails.get(one.id, ""),
                cut_off=one.cut_off,
                cut_off_reason=one.cut_off_reason,
                created_at=one.created_at,
                keys=tuple(key_view(id, key, uses.get(id)) for id, key in one.keys.items()),
            )
            for one in partners
        ]

    async def _proof(self, query: ProveKey) -> KeyProof:
        now, partner = self._clock.now(), await self._partners.of_digest(query.digest)
        found = key_with(partner, query.digest, now) if partner else None
        if partner is None or found is None:
            raise NotFound(both("此密钥无效。", "This key opens nothing."))
        return await self._used(partner, *found, now)

    async def _signer(self, query: ProveSigner) -> KeyProof:
        now, partner = self._clock.now(), (await self._partners.load(THE_SHOP)).partner
        key = partner.keys.get(query.key_id)
        if key is None or partner.cut_off or not key.good(now):
            raise NotFound(both("此密钥无效。", "This key opens nothing."))
        return await self._used(partner, query.key_id, key, now)

    async def _used(self, partner: Partner, key_id: str, key: Key, now: datetime) -> KeyProof:
        await self._partners.note_use(key_id, now)
        return KeyProof(partner_id=partner.id, name=partner.name, key_id=key_id, scopes=key.scopes)

    async def _follows(self, query: GetFollows) -> FollowsView:
        state = await self._state(query.member_id)
        follows = [_follow(id, one) for id, one in state.partners.items()] if state else []
        follows.sort(key=lambda one: (one.ended_at is not None, one.partner_id))
        return FollowsView(follows=tuple(follows))

    async def _page_of_followed(self, query: GetFollowed) -> FollowedPage:
        first = checked_first(query.first)
        return await self._followed.page(query.partner_id, query.after, first)

    async def _shared(self, query: GetSharedStatus) -> SharedStatus:
        state = await self._state(query.member_id)
        following = state.partners.get(query.partner_id) if state else None
        if state is None or following is None or following.ended_at is not None:
            raise NotFound(
                both("没有授权您查看的这位会员。", "No such member lets you follow."),
                field="memberId",
            )
        return _shared_status(state, following)

    async def _state(self, member_id: str) -> Membership | None:
        found = (await self._members.load([member_id])).get(member_id)
        return found.state if found else None


def _can_be_let(partner: Partner) -> bool:
    return not partner.cut_off and partner.id != THE_SHOP


def _follow(partner_id: str, following: Following) -> FollowView:
    return FollowView(
        partner_id=partner_id,
        name=following.name,
        scopes=following.scopes,
        allowed_at=following.allowed_at,
        ended_at=following.ended_at,
        sees=sees(following.scopes),
    )


def _shared_status(state: Membership, following: Following) -> SharedStatus:
    data = status_data(state, following)
    return SharedStatus(
        member_id=data.member_id,
        sequence=data.sequence,
        status=data.status,
        entitled=data.entitled,
        plan=data.plan,
        since=data.since,
        until=data.until,
        scopes=following.scopes,
        cause=data.cause or None,
        responsible=data.responsible or None,
    )
