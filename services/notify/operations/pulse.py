"""What notification has still to do: jobs, announcements, late addresses, receipts to pass on."""

from collections.abc import Mapping
from typing import Any

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.pulse import Pulse
from infra.storage.mongo import Database, due_until
from infra.storage.pulse import pulse_of
from services.notify.contract.words import CampaignState
from services.notify.core.stores.collections import CAMPAIGNS, CATCH_UPS, ENDPOINTS, JOBS, UNPASSED
from services.notify.core.stores.jobs import LEASE

_RUNNING = {"state": CampaignState.RUNNING}


async def notify_pulse(
    db: Database, clock: Clock, due: Wakeup, followed: Mapping[str, str]
) -> Pulse:
    """`due` is kicked when a job is due.

    Whoever enqueues or claims a job moves its `next_due` on for a while; its `due` stays.
    """
    now = clock.now()
    jobs = {"next_due": due_until(now + LEASE), "due": {"$lte": now}}
    in_flight: list[tuple[str, dict[str, Any]]] = [
        (JOBS, jobs),
        (CAMPAIGNS, _RUNNING),
        (CATCH_UPS, {}),
        (UNPASSED, {}),
    ]
    return await pulse_of(
        db, clock, due, swept=[JOBS, ENDPOINTS], followed=followed, in_flight=in_flight
    )
