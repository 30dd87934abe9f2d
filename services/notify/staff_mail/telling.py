"""Plans mail to staff: once for each event and address, by the way of all other mail."""

from typing import Any

import msgspec

from infra.kernel.clock import Clock
from infra.storage.changes import DuplicateInsert
from services.notify.contract.staff_mail import StaffAddress, TellStaff
from services.notify.contract.views import Outcome
from services.notify.contract.words import Channel
from services.notify.core.alerts.alert import Alert, alert_about
from services.notify.core.alerts.fanout import AlertPlan, planned
from services.notify.core.deliveries.job import JobKind, jobs_of
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.ports.people import SuppressionStore
from services.notify.core.ports.renderer import Renderer, TemplateFault
from services.notify.core.ports.stores import Queue
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.rules.alert_rules import STAFF_TOLD
from services.notify.core.stores.alert_writer import AlertWriter, planned_alerts
from services.shared.callers import Caller

_AT_ONCE = ladders("LOSS: EMAIL 70m; DEFAULT: EMAIL 70m")


class StaffMail:
    def __init__(
        self,
        *,
        writer: AlertWriter,
        suppressions: SuppressionStore,
        renderer: Renderer,
        queue: Queue,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._writer = writer
        self._suppressions = suppressions
        self._renderer = renderer
        self._queue = queue
        self._policy = policy._replace(ladders=_AT_ONCE)
        self._clock = clock

    async def tell(self, command: TellStaff, by: Caller) -> Outcome:
        """Each address by itself: one that was told before keeps nobody from it."""
        for one in command.to:
            await self._plan(command, one)
        return Outcome()

    async def _plan(self, command: TellStaff, to: StaffAddress) -> None:
        plan = await self._planned(command, to)
        sends = [one for one in plan.follow_ups if one.kind is JobKind.SEND]
        jobs = jobs_of(sends, plan.alert.id, fresh=True)
        try:
            await self._writer.commit(planned_alerts([plan.alert], jobs))
        except DuplicateInsert:
            return  # told before
        await self._queue.put(jobs, self._clock.now())

    async def _planned(self, command: TellStaff, to: StaffAddress) -> AlertPlan:
        now = self._clock.now()
        colleague = Recipient(
            id=f"staff/{to.staff_id}",
            created_at=now,
            email=to.email,
            language=to.language,
            time_zone=self._policy.time_zone,
        )
        suppressed = await self._suppressions.suppressed([(Channel.EMAIL, to.email)])
        alert = alert_about(
            command.event_id, STAFF_TOLD, command.at, colleague, now, facts=_facts(command)
        )
        return planned(self._with_version(alert), colleague, self._policy, suppressed)

    def _with_version(self, alert: Alert) -> Alert:
        try:
            phrases = self._renderer.phrases(alert, alert.facts, alert.language)
        except TemplateFault:
            return alert
        return msgspec.structs.replace(alert, version=phrases.version)


def _facts(command: TellStaff) -> dict[str, Any]:
    due = command.due.isoformat() if command.due else None
    return {"kind": command.kind, "number": command.number, "own": command.own, "due": due}
