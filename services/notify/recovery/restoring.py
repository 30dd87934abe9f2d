"""Makes a restored database of notification ready: what the lost system did counts as done."""

from collections.abc import AsyncIterable, Iterable
from datetime import datetime
from typing import Any

from infra.kernel.clock import Clock
from infra.sealing.sealing import RowSealing
from infra.storage.mongo import Database
from services.notify.core.assembly import REAL_TIME
from services.notify.core.deliveries.journal import JournalEntry
from services.notify.core.ports.providers import SmsProvider
from services.notify.core.stores.alerts import Alerts
from services.notify.core.stores.documents import from_document
from services.notify.core.stores.jobs import Jobs
from services.notify.core.stores.journal import Journal
from services.notify.core.stores.recipients import members_of

_AT_ONCE = 500


async def look_before_sending(db: Database, clock: Clock) -> None:
    """Of jobs that were just planned when the backup was made, too."""
    await Jobs(db, clock, REAL_TIME).grown_old()


async def carry_over(db: Database, later: AsyncIterable[dict[str, Any]]) -> int:
    """News of deliveries that the backup did not have, of alerts that it has; gives how many. News
    is known by its id, so that the same again changes nothing."""
    batch, carried = list[JournalEntry](), 0
    async for row in later:
        batch.append(from_document(row, JournalEntry))
        if len(batch) == _AT_ONCE:
            carried += await _carry(db, batch)
            batch.clear()
    return carried + await _carry(db, batch)


async def _carry(db: Database, entries: list[JournalEntry]) -> int:
    known = await Alerts(db).known([entry.alert_id for entry in entries])
    ours = [entry for entry in entries if entry.alert_id in known]
    return len(await Journal(db).add(ours)) if ours else 0


async def written_to(
    db: Database, sms: Iterable[SmsProvider], since: datetime, sealing: RowSealing
) -> list[str]:
    """The members to whom anything was sent since then, whatever it was.

    Raises:
        ProviderSilent
    """
    numbers = {number for one in sms for number in await one.written_to(since)}
    return await members_of(db, numbers, sealing)
