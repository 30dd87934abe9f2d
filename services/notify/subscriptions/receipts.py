"""Passes receipts of clause notices on to membership, as events, in batches."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from infra.kernel.clock import Clock
from infra.kernel.events import NEW, SYSTEM, Draft, Origin, chain
from infra.kernel.ids import derived_id
from infra.unit_of_work import Change, DuplicateInsert, UnitOfWork, VersionConflict
from services.notify.adapters.alerts import Alerts
from services.notify.adapters.collections import NOTICES, RECEIPTS
from services.notify.adapters.deliveries import Deliveries
from services.notify.contract.events import ClauseNoticesDelivered, NoticeReceipt
from services.notify.domain.delivery import Delivery

AN_EVENT = 500
_POLL_SECONDS = 0.5


class Receipts:
    def __init__(
        self, uow: UnitOfWork, alerts: Alerts, deliveries: Deliveries, clock: Clock
    ) -> None:
        self._uow = uow
        self._alerts = alerts
        self._deliveries = deliveries
        self._clock = clock

    async def run(self, epoch: int) -> None:
        """Gathers until cancelled."""
        while True:
            if not await self.gather():
                await asyncio.sleep(_POLL_SECONDS)

    async def gather(self) -> int:
        """One batch; gives how many receipts were taken up. A kill between the commit and the
        mark makes the next round find them passed on already."""
        taken_up = 0
        for campaign in await self._alerts.campaign_ids():
            found = await self._deliveries.new_receipts(campaign, AN_EVENT)
            taken_up += len(found)
            try:
                await self._pass_on(campaign, found)
            except (DuplicateInsert, VersionConflict):
                continue  # somebody passed some of them on meanwhile: look again
            await self._deliveries.receipts_passed_on([delivery.id for delivery in found])
        return taken_up

    async def _pass_on(self, campaign_id: str, deliveries: Sequence[Delivery]) -> None:
        if not deliveries:
            return
        campaign = await self._alerts.campaign(campaign_id)
        first = await self._first_of_each_member(campaign_id, deliveries)
        if campaign is None or not first:
            return
        clause, version = campaign.facts["clause"], int(campaign.facts["clause_version"])
        now = self._clock.now()
        event = ClauseNoticesDelivered(
            clause=clause,
            clause_version=version,
            receipts=tuple(_receipt(delivery, now) for delivery in first.values()),
        )
        rows = [{"_id": id, "delivery": delivery.id} for id, delivery in first.items()]
        await self._uow.commit(
            [await self._change(f"notices-{clause}-{version}", event, now)],
            inserts={RECEIPTS: rows},
        )

    async def _first_of_each_member(
        self, campaign: str, deliveries: Sequence[Delivery]
    ) -> dict[str, Delivery]:
        """Receipts that are the first of their member, by the id that marks them as such."""
        ordered = sorted(deliveries, key=lambda d: d.received_at or d.planned_at, reverse=True)
        by_id = {derived_id("receipt", campaign, d.member_id): d for d in ordered}
        cursor = self._uow.db[RECEIPTS].find({"_id": {"$in": list(by_id)}}, projection={"_id": 1})
        known = {row["_id"] async for row in cursor}
        return {id: delivery for id, delivery in by_id.items() if id not in known}

    async def _change(self, aggregate: str, event: ClauseNoticesDelivered, now: datetime) -> Change:
        stored = await self._uow.load(NOTICES, aggregate)
        head = stored.head if stored else NEW
        draft = Draft(event=event, happened_at=now)
        events = chain(head, aggregate, [draft], actor=SYSTEM, origin=Origin(), recorded_at=now)
        return Change(
            collection=NOTICES, id=aggregate, head=head, state={}, next_due=None, events=events
        )


def _receipt(delivery: Delivery, now: datetime) -> NoticeReceipt:
    return NoticeReceipt(
        member_id=delivery.member_id,
        notice_id=delivery.alert_id,
        channel=delivery.channel,
        delivered_at=delivery.received_at or now,
    )
