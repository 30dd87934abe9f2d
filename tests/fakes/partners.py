"""Partners in memory, as membership offers them."""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Any

from infra.kernel.errors import InvalidInput, NotFound, to_record
from services.membership.contract import partner_views as views
from services.membership.contract.partner_keys import digest_of, key_of
from services.membership.contract.partner_queries import (
    GetFollowed,
    GetFollows,
    GetPartner,
    GetPartners,
    GetSharedStatus,
    ProveKey,
    ProveSigner,
)
from services.membership.contract.partner_words import SharedType, ShareScope
from services.membership.contract.shared_payload import StatusData, encoded
from services.membership.contract.views import Failed
from services.membership.contract.words import Cause, Responsible, Status
from services.shared.callers import Caller, KeyScope

START = datetime(2026, 11, 1, tzinfo=UTC)
KEY = key_of("0123456789ab", bytes(32))
ACME = views.PartnerView(
    partner_id="acme",
    name="Acme",
    contact_email="ops@acme.example",
    cut_off=False,
    cut_off_reason="",
    created_at=START,
    keys=(
        views.KeyView(
            key_id="0123456789ab",
            label="feed",
            scopes=tuple(KeyScope),
            issued_at=START,
            until=None,
            revoked_at=None,
            used_at=START,
        ),
    ),
)
UNKNOWN = Failed(error=to_record(NotFound("There is no such thing.")))


class FakePartners:
    """`proofs`: what keys prove, by digest; `cut_off`: partners that are. `asked`: how often a key
    was looked up. `kept_after`: up to there items are gone by age."""

    executed: list[tuple[Any, Caller]]

    def __init__(self) -> None:
        self.signers: dict[str, views.KeyProof] = {}
        self.proofs = {
            digest_of(KEY): views.KeyProof(
                partner_id="acme", name="Acme", key_id="0123456789ab", scopes=tuple(KeyScope)
            )
        }
        self.cut_off: set[str] = set()
        self.asked = 0
        self.items: list[views.SharedItem] = []
        self.kept_after = 0
        self.withdrawn: set[str] = set()
        self.polled: list[tuple[int, list[str] | None]] = []
        self._grown = asyncio.Condition()
        self.partner_answers: dict[type, Any] = {
            ProveKey: self._proof,
            ProveSigner: lambda query: self.signers.get(query.key_id, UNKNOWN),
            GetPartner: self._partner,
            GetPartners: lambda _: views.PartnersPage(
                partners=(ACME,), cursors=("acme",), total=1, has_more=False
            ),
            GetFollows: lambda _: views.FollowsView(follows=()),
            GetFollowed: lambda _: views.FollowedPage(
                members=(
                    views.FollowedMember(
                        member_id="m-1", scopes=tuple(ShareScope), allowed_at=START
                    ),
                ),
                cursors=("m-1",),
                total=1,
                has_more=False,
            ),
            GetSharedStatus: self._status,
        }

    async def show(self, member_id: str, partner_id: str = "acme") -> views.SharedItem:
        """Lays down one more item."""
        sequence = 1 + sum(
            (one.partner_id, one.member_id) == (partner_id, member_id) for one in self.items
        )
        place = len(self.items) + 1
        data = StatusData(
            member_id=member_id,
            sequence=sequence,
            status=Status.FROZEN,
            entitled=False,
            plan="gold",
            since=START,
            until=None,
            cause=Cause.COMPROMISE,
            responsible=Responsible.EXTERNAL,
        )
        item = views.SharedItem(
            place=place,
            id=f"item-{place}",
            partner_id=partner_id,
            member_id=member_id,
            sequence=sequence,
            type=SharedType.STATUS_CHANGED,
            at=START,
            payload=encoded(SharedType.STATUS_CHANGED, f"item-{place}", START, data),
        )
        self.items.append(item)
        async with self._grown:
            self._grown.notify_all()
        return item

    async def shared_with(self, partner_id: str, after: int, limit: int) -> views.SharedPage:
        head = len(self.items)
        if after > head:
            raise InvalidInput("Nothing was given at this place yet.", field="after")
        above = max(after, self.kept_after)
        found = [one for one in self._shared(above) if one.partner_id == partner_id][:limit]
        upto = found[-1].place if len(found) == limit else head
        return views.SharedPage(
            items=tuple(found), upto=upto, head=head, kept_after=self.kept_after
        )

    async def shared(
        self, after: int, limit: int, wait_seconds: float, partner_ids: list[str] | None
    ) -> views.SharedPage:
        self.polled.append((after, partner_ids))

        def new() -> list[views.SharedItem]:
            wanted = self._shared(after) if limit else []
            return [o for o in wanted if partner_ids is None or o.partner_id in partner_ids]

        if wait_seconds:
            async with self._grown:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._grown.wait_for(new), wait_seconds)
        found = new()[:limit]
        upto = found[-1].place if found and len(found) == limit else len(self.items)
        return views.SharedPage(items=tuple(found), upto=upto, head=len(self.items))

    def withdraw(self, member_id: str) -> None:
        """Nothing that was shown of the member is told any more."""
        self.withdrawn.add(member_id)

    def _shared(self, after: int) -> list[views.SharedItem]:
        return [one for one in self.items[after:] if one.member_id not in self.withdrawn]

    async def manage_partner(self, command: Any, by: Caller) -> views.PartnerOutcome:
        self.executed.append((command, by))
        return views.PartnerOutcome(partner=ACME, repeated=False, key=KEY, key_id="0123456789ab")

    def _proof(self, query: ProveKey) -> Any:
        self.asked += 1
        return self.proofs.get(query.digest, UNKNOWN)

    def _partner(self, query: GetPartner) -> Any:
        if query.partner_id in self.cut_off:
            return views.PartnerView(
                **{name: getattr(ACME, name) for name in ACME.__struct_fields__}
                | {"partner_id": query.partner_id, "cut_off": True}
            )
        return ACME

    def _status(self, query: GetSharedStatus) -> Any:
        if query.member_id != "m-1":
            return UNKNOWN
        return views.SharedStatus(
            member_id="m-1",
            sequence=3,
            status=Status.ACTIVE,
            entitled=True,
            plan="gold",
            since=START,
            until=None,
            scopes=(ShareScope.STATUS,),
        )
