"""What membership tells partners, in memory."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime

from infra.kernel.ids import derived_id
from services.membership.contract.partner_views import PartnerView, SharedItem, SharedPage
from services.membership.contract.partner_words import SharedType
from services.membership.contract.shared_payload import EndData, StatusData, encoded
from services.membership.contract.words import Status


class SharedItems:
    def __init__(self) -> None:
        self.items: list[SharedItem] = []
        self._told: Counter[tuple[str, str]] = Counter()
        self._head = 0
        self.emails: dict[str, str] = {}
        """Where a partner's people are told of what goes wrong."""

    def share(
        self,
        partner_id: str,
        member_id: str,
        type: SharedType = SharedType.STATUS_CHANGED,
        *,
        at: datetime | None = None,
    ) -> SharedItem:
        """One more thing that this partner is told of this member. The end takes away what came
        before it."""
        now = at or datetime.now(UTC)
        self._told[partner_id, member_id] += 1
        sequence = self._told[partner_id, member_id]
        id = derived_id(partner_id, member_id, str(sequence))
        data: EndData | StatusData = EndData(member_id=member_id, sequence=sequence)
        if type is not SharedType.FOLLOW_ENDED:
            data = StatusData(
                member_id=member_id, sequence=sequence, status=Status.ACTIVE, entitled=True,
                plan="gold", since=now, until=None,
            )  # fmt: skip
        else:
            self._forget(partner_id, member_id)
        self._head += 1
        item = SharedItem(
            place=self._head, id=id, partner_id=partner_id, member_id=member_id,
            sequence=sequence, type=type, at=now, payload=encoded(type, id, now, data),
        )  # fmt: skip
        self.items.append(item)
        return item

    def view(self, partner_id: str) -> PartnerView:
        return PartnerView(
            partner_id=partner_id, name=partner_id, contact_email=self.emails.get(partner_id, ""),
            cut_off=False, cut_off_reason="", created_at=datetime.now(UTC), keys=(),
        )  # fmt: skip

    async def shared(
        self, after: int, limit: int, wait_seconds: float, partner_ids: list[str] | None
    ) -> SharedPage:
        deadline = time.monotonic() + wait_seconds
        while self._head <= after and time.monotonic() < deadline:
            await asyncio.sleep(0.005)
        wanted = [i for i in self.items if partner_ids is None or i.partner_id in partner_ids]
        return self._page(wanted, after, limit)

    async def shared_with(self, partner_id: str, after: int, limit: int) -> SharedPage:
        return self._page([i for i in self.items if i.partner_id == partner_id], after, limit)

    def _page(self, items: list[SharedItem], after: int, limit: int) -> SharedPage:
        found = [item for item in items if item.place > after]
        upto = found[limit - 1].place if len(found) > limit else self._head
        return SharedPage(items=tuple(found[:limit]), upto=upto, head=self._head)

    def _forget(self, partner_id: str, member_id: str) -> None:
        self.items = [
            i for i in self.items if (i.partner_id, i.member_id) != (partner_id, member_id)
        ]
