"""What notification has still to do: jobs, announcements, late addresses, receipts to pass on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.storage.mongo import Database, due_until
from infra.storage.pulse import Left, PulseReader
from services.notify.contract.words import CampaignState
from services.notify.core.stores.collections import CAMPAIGNS, CATCH_UPS, ENDPOINTS, JOBS, UNPASSED
from services.notify.core.stores.jobs import LEASE

_SHORT = (
    Left(CAMPAIGNS, {"state": CampaignState.RUNNING}),
    Left(CATCH_UPS, {}),
    Left(UNPASSED, {}),
)


def notify_pulse(
    db: Database, clock: Clock, due: Wakeup, followed: Mapping[str, str]
) -> PulseReader:
    """`due` is kicked when a job is due."""
    return PulseReader(
        db,
        clock,
        due,
        swept=[JOBS],
        swept_short=[ENDPOINTS],
        followed=followed,
        in_flight=_in_flight,
        short=_SHORT,
    )


def _in_flight(now: datetime) -> Sequence[Left]:
    """Whoever enqueues or claims a job moves its `next_due` on for a while; its `due` stays."""
    return [Left(JOBS, {"next_due": due_until(now + LEASE), "due": {"$lte": now}})]
