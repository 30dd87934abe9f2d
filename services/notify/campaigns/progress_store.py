"""How far a campaign has come: what was added up, and what has to be looked at."""

import time
from datetime import datetime

from infra.storage.mongo import Database, id_batches
from services.notify.campaigns.domain.progress import Rest, rest_of, rests
from services.notify.core.deliveries.journal import parts_of
from services.notify.core.ports.stores import AlertStore, DeliveryJournal
from services.notify.core.rules.tally import Tally
from services.notify.core.stores.tallies import Tallies

_KEPT_SECONDS = 2.0


class CampaignProgress:
    def __init__(self, db: Database, alerts: AlertStore, journal: DeliveryJournal) -> None:
        self._tallies = Tallies(db)
        self._alerts = alerts
        self._journal = journal
        self._rest: dict[str, tuple[float, Rest]] = {}

    async def tally(self, campaign: str, since: datetime) -> tuple[Tally, int, datetime | None]:
        """The sum, how much of it was sent since then, and when the last news came."""
        return await self._tallies.of(campaign, since)

    async def count_anew(self, campaign: str, at: datetime) -> None:
        await self._tallies.count_anew(campaign, at)

    async def rest(self, campaign: str) -> Rest:
        """What did not go the plain way, as it was two seconds ago at most."""
        at, kept = self._rest.get(campaign, (0.0, Rest()))
        began = time.monotonic()
        if began - at < _KEPT_SECONDS and at:
            return kept
        ids = await self._tallies.doubtful(campaign)
        found = rests([await self._part(some) for some in id_batches(ids)])
        took = time.monotonic() - began
        self._rest[campaign] = began + 10 * took, found  # never more than a tenth of the time
        return found

    async def _part(self, ids: list[str]) -> Rest:
        wanted = [known for id in ids if (known := parts_of(id))]
        alerts = await self._alerts.get_many([alert for alert, _ in wanted])
        entries = await self._journal.of(list(alerts))
        return rests(
            rest_of(planned, [e for e in entries[id] if e.channel is channel])
            for id, channel in wanted
            if id in alerts
            for planned in alerts[id].deliveries
            if planned.channel is channel
        )
