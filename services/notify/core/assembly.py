"""What all features of notification stand on."""

from dataclasses import dataclass

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock, SystemClock
from infra.process.foundation import Foundation
from services.notify.core.deliveries.policy import Policy
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.neighbours import Neighbours, feeds_of
from services.notify.core.ports.renderer import Renderer, TemplateVersions
from services.notify.core.still_true import Truth
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.alerts import Alerts
from services.notify.core.stores.campaigns import StoredCampaigns
from services.notify.core.stores.dead_letters import DeadLetters
from services.notify.core.stores.jobs import Jobs
from services.notify.core.stores.journal import Journal
from services.notify.core.stores.queue import JobQueue
from services.notify.core.stores.recipients import Recipients
from services.notify.core.stores.settling import Settling
from services.notify.core.stores.staff_tasks import StaffTasks
from services.notify.core.stores.stands import Stands
from services.notify.core.stores.suppressions import Suppressions
from services.notify.core.stores.unpassed_receipts import UnpassedReceipts
from services.notify.core.stores.unplanned import Unplanned

REAL_TIME = SystemClock()
"""Leases run by it, so that moving the domain's clock takes no claim away."""


@dataclass(frozen=True)
class Core:
    """`reachable` is kicked when an address was written, `due` when a job is seen to be due,
    `announced` when an announcement begins."""

    base: Foundation
    clock: Clock
    neighbours: Neighbours
    queue: JobQueue
    renderer: Renderer
    versions: TemplateVersions
    policy: Policy
    journal: Journal
    jobs: Jobs
    writer: AlertWriter
    recipients: Recipients
    alerts: Alerts
    campaigns: StoredCampaigns
    tasks: StaffTasks
    dead_letters: DeadLetters
    unpassed: UnpassedReceipts
    suppressions: Suppressions
    gates: ProviderGates
    reachable: Wakeup
    due: Wakeup
    announced: Wakeup

    @property
    def settling(self) -> Settling:
        return Settling(
            alerts=self.alerts,
            journal=self.journal,
            jobs=self.jobs,
            unpassed=self.unpassed,
            dead_letters=self.dead_letters,
            queue=self.queue,
            clock=self.clock,
        )

    @property
    def truth(self) -> Truth:
        unplanned = Unplanned(self.base.db, feeds_of(self.neighbours))
        return Truth(self.alerts, Stands(self.base.db), unplanned, self.clock)
