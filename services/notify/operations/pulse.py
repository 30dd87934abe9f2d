"""What notification has still to do: jobs, announcements, late addresses, receipts to pass on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from infra.storage.mongo import due_until
from infra.storage.pulse import Left, PulseReader
from services.notify.contract.words import CampaignState
from services.notify.core.assembly import Core
from services.notify.core.stores.collections import CAMPAIGNS, CATCH_UPS, ENDPOINTS, JOBS, UNPASSED
from services.notify.core.stores.jobs import LEASE


def notify_pulse(core: Core, followed: Mapping[str, str]) -> PulseReader:
    return PulseReader(
        core.base.db,
        core.clock,
        core.due,
        core.base.committed,
        swept=[JOBS],
        swept_short=[ENDPOINTS],
        followed=followed,
        in_flight=_in_flight,
        short=[
            Left(CAMPAIGNS, {"state": CampaignState.RUNNING}),
            Left(CATCH_UPS, {}, core.reachable),
            Left(UNPASSED, {}, core.due),
        ],
    )


def _in_flight(now: datetime) -> Sequence[Left]:
    """Whoever enqueues or claims a job moves its `next_due` on for a while; its `due` stays."""
    return [Left(JOBS, {"next_due": due_until(now + LEASE), "due": {"$lte": now}})]
