"""The one place where planned alerts are written: with the jobs that they need, with word of where
an address was missing, and with whatever was decided together with them, in one commit."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

import msgspec

from infra.outbox.record import Position
from infra.storage.changes import GuardedUpdate, Inserts
from infra.storage.unit_of_work import Commits
from infra.tracing import spans
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.catch_up import Gap, gaps_left_by
from services.notify.core.deliveries.job import Item, Job
from services.notify.core.stores.alerts import new_alerts
from services.notify.core.stores.catch_ups import new_catch_up
from services.notify.core.stores.jobs import new_jobs
from services.notify.core.stores.metrics import count_planned

NOTHING: Inserts = {}
T = TypeVar("T", Alert, Item)


class PlannedAlerts(NamedTuple):
    """`inserts`: their rows; a campaign makes them while the batch before is committed."""

    alerts: Sequence[Alert]
    jobs: Sequence[Job]
    inserts: Inserts


def planned_alerts(
    alerts: Sequence[Alert], jobs: Sequence[Job], filled: Sequence[Gap] = ()
) -> PlannedAlerts:
    """`alerts`: planned at one instant. `filled`: where the same commit brings an address; contacts
    may be on their way in while alerts are planned without them, so each side leaves word."""
    if trace := spans.context():
        alerts, jobs = [_in(trace, one) for one in alerts], [_within(trace, job) for job in jobs]
    due = new_jobs(jobs, alerts[0].planned_at) if alerts else {}
    gaps = (*filled, *gaps_left_by(alerts))
    return PlannedAlerts(alerts, jobs, {**new_alerts(alerts), **due, **new_catch_up(gaps)})


def _in(trace: str, one: T) -> T:
    """What knows of none came from what goes on here: a command, say."""
    return one if one.trace else msgspec.structs.replace(one, trace=trace)


def _within(trace: str, job: Job) -> Job:
    return msgspec.structs.replace(job, items=tuple(_in(trace, item) for item in job.items))


class AlertWriter:
    def __init__(self, uow: Commits) -> None:
        self._uow = uow

    async def commit(
        self,
        planned: PlannedAlerts,
        *,
        inserts: Inserts = NOTHING,
        updates: Sequence[GuardedUpdate] = (),
        position: Position | None = None,
    ) -> None:
        """Writes everything or nothing. Alerts count as planned once they are there.

        Raises:
            VersionConflict: a guarded row or the position moved meanwhile.
            DuplicateInsert: one of the alerts, or of the other rows, is there already.
        """
        every = {**planned.inserts, **inserts}
        await self._uow.commit(inserts=every, updates=updates, position=position)
        for alert in planned.alerts:
            count_planned(alert)
