"""Passes on to membership what arrived of clause notices and warnings, and what of a loss to come
reached nobody: as events, in batches."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.events import NEW, Draft, Origin, chain
from infra.kernel.ids import derived_id
from infra.storage.changes import Change, DuplicateInsert, VersionConflict
from infra.storage.mongo import find_by_ids
from infra.storage.unit_of_work import UnitOfWork
from services.notify.contract.events import (
    AddressesMoved,
    AddressMove,
    AlertReceipt,
    AlertsReceived,
    AlertsUnreached,
    ClauseNoticesDelivered,
    Event,
    NoticeReceipt,
    ReachChanged,
    UnreachedAlert,
)
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.receipts import AddressMoved, Receipt, Unreached
from services.notify.core.ports.stores import AlertStore, CampaignRows, ReceiptStore
from services.notify.core.rules.alert_rules import TO_EVERYBODY
from services.notify.core.stores.collections import NOTICES, RECEIPTS
from services.shared.callers import SYSTEM

_PAGES = 10
"""Taken up together: an event of at most a few hundred receipts."""
_POLL_SECONDS = 0.5
_WARNINGS = "warnings-received"
_UNREACHED = "alerts-unreached"
_REACH = "reach-changed"
_MOVES = "addresses-moved"
_campaign = attrgetter("campaign")
R = TypeVar("R", NoticeReceipt, AlertReceipt, UnreachedAlert)


class Receipts:
    def __init__(
        self,
        *,
        uow: UnitOfWork,
        unpassed: ReceiptStore,
        alerts: AlertStore,
        campaigns: CampaignRows,
        clock: Clock,
        due: Wakeup,
    ) -> None:
        self._uow = uow
        self._unpassed = unpassed
        self._alerts = alerts
        self._campaigns = campaigns
        self._clock = clock
        self._due = due

    async def run(self, epoch: int) -> None:
        """Gathers until cancelled."""
        while True:
            seen = self._due.seen()
            if await self.gather() < _PAGES:  # few together cost as much as many
                await self._due.newer_than(seen, _POLL_SECONDS)

    async def gather(self) -> int:
        """One batch; gives how many pages of receipts were taken up. A kill between the commit and
        the end makes the next round find them passed on already."""
        found = sorted(await self._unpassed.oldest(_PAGES), key=_campaign)
        for campaign, some in groupby(found, key=_campaign):
            pages = list(some)
            receipts = [r for page in pages for r in page.receipts]
            unreached = [one for page in pages for one in page.unreached]
            try:
                await self._pass_on_unreached(unreached)
                await self._pass_on_reach([id for page in pages for id in page.reach_of])
                await self._pass_on_moves([move for page in pages for move in page.moves])
                if campaign:
                    await self._pass_on(campaign, receipts)
                else:
                    await self._pass_on_personal(receipts)
            except (DuplicateInsert, VersionConflict):
                continue  # somebody passed some of them on meanwhile: look again
            await self._unpassed.remove(pages)
        return len(found)

    async def _pass_on_personal(self, receipts: Sequence[Receipt]) -> None:
        """Each part in a commit of its own: what was passed on before a kill is not again."""
        alerts = await self._alerts.get_many([receipt.alert_id for receipt in receipts])
        notices = {id: one for id, one in alerts.items() if one.event_type in TO_EVERYBODY}
        warnings = {id: one for id, one in alerts.items() if id not in notices}
        await self._pass_on_warnings(receipts, warnings)
        for clause in sorted({_clause(alert.facts) for alert in notices.values()}):
            of_it = {id: one for id, one in notices.items() if _clause(one.facts) == clause}
            await self._pass_on_notices(*clause, receipts, of_it)

    async def _pass_on_notices(
        self, clause: str, version: int, receipts: Sequence[Receipt], alerts: Mapping[str, Alert]
    ) -> None:
        by_id = {
            derived_id("receipt", alerts[r.alert_id].event_id, alerts[r.alert_id].member_id): (
                NoticeReceipt(
                    member_id=alerts[r.alert_id].member_id,
                    notice_id=r.alert_id,
                    channel=r.channel,
                    delivered_at=r.at,
                )
            )
            for r in _latest_first(receipts)
            if r.alert_id in alerts
        }
        first = await self._new(by_id)
        if first:
            event = ClauseNoticesDelivered(
                clause=clause, clause_version=version, receipts=tuple(first.values())
            )
            await self._commit(f"notices-{clause}-{version}", event, list(first))

    async def _pass_on_warnings(
        self, receipts: Sequence[Receipt], alerts: Mapping[str, Alert]
    ) -> None:
        by_id = {
            derived_id("receipt", r.alert_id): AlertReceipt(
                member_id=alerts[r.alert_id].member_id,
                event_id=alerts[r.alert_id].event_id,
                event_type=alerts[r.alert_id].event_type,
                channel=r.channel,
                received_at=r.at,
            )
            for r in _latest_first(receipts)
            if r.alert_id in alerts
        }
        first = await self._new(by_id)
        if first:
            event = AlertsReceived(receipts=tuple(first.values()))
            await self._commit(_WARNINGS, event, list(first))

    async def _pass_on_unreached(self, unreached: Sequence[Unreached]) -> None:
        if not unreached:
            return
        alerts = await self._alerts.get_many([one.alert_id for one in unreached])
        by_id = {
            derived_id("unreached", one.alert_id): UnreachedAlert(
                member_id=alerts[one.alert_id].member_id,
                event_id=alerts[one.alert_id].event_id,
                event_type=alerts[one.alert_id].event_type,
                at=one.at,
            )
            for one in unreached
            if one.alert_id in alerts
        }
        first = await self._new(by_id)
        if first:
            event = AlertsUnreached(alerts=tuple(first.values()))
            await self._commit(_UNREACHED, event, list(first))

    async def _pass_on_reach(self, member_ids: Sequence[str]) -> None:
        """Twice after a kill, which does no harm: it only says whom to look at."""
        if member_ids:
            event = ReachChanged(member_ids=tuple(dict.fromkeys(member_ids)))
            await self._commit(_REACH, event, [])

    async def _pass_on_moves(self, moved: Sequence[AddressMoved]) -> None:
        """Twice after a kill, which does no harm, either."""
        if moved:
            named = [msgspec.structs.asdict(move) for move in moved]
            event = AddressesMoved(moves=tuple(AddressMove(**one) for one in named))
            await self._commit(_MOVES, event, [])

    async def _pass_on(self, campaign_id: str, receipts: Sequence[Receipt]) -> None:
        campaign = await self._campaigns.get(campaign_id)
        if campaign is None or campaign.event_type not in TO_EVERYBODY:
            return
        alerts = await self._alerts.get_many([receipt.alert_id for receipt in receipts])
        await self._pass_on_notices(*_clause(campaign.facts), receipts, alerts)

    async def _new(self, by_id: dict[str, R]) -> dict[str, R]:
        known = await find_by_ids(self._uow.db[RECEIPTS], list(by_id), {"_id": 1})
        return {id: receipt for id, receipt in by_id.items() if id not in known}

    async def _commit(self, aggregate: str, event: Event, first: Sequence[str]) -> None:
        change = await self._change(aggregate, event, self._clock.now())
        await self._uow.commit([change], inserts={RECEIPTS: [{"_id": id} for id in first]})

    async def _change(self, aggregate: str, event: Event, now: datetime) -> Change:
        stored = await self._uow.load(NOTICES, aggregate)
        head = stored.head if stored else NEW
        draft = Draft(event=event, happened_at=now)
        events = chain(head, aggregate, [draft], actor=SYSTEM, origin=Origin(), recorded_at=now)
        return Change(
            collection=NOTICES, id=aggregate, head=head, state={}, next_due=None, events=events
        )


def _latest_first(receipts: Sequence[Receipt]) -> list[Receipt]:
    """So that, of several of one member, the first is what stays."""
    return sorted(receipts, key=lambda receipt: receipt.at, reverse=True)


def _clause(facts: dict[str, Any]) -> tuple[str, int]:
    return facts["clause"], int(facts["clause_version"])
