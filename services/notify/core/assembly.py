"""What all features of notification stand on."""

from dataclasses import dataclass

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock, SystemClock
from infra.process.foundation import Foundation
from services.notify.core.deliveries.policy import Policy
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.neighbours import Neighbours
from services.notify.core.ports.people import ChallengeStore, RecipientStore, SuppressionStore
from services.notify.core.ports.renderer import Renderer, TemplateVersions
from services.notify.core.ports.stores import (
    AlertStore,
    CampaignRows,
    CatchUpStore,
    DeadLetterStore,
    DeliveryJournal,
    JobStore,
    Queue,
    ReceiptStore,
    StandStore,
    TaskStore,
)
from services.notify.core.rules.links import MessageLinks
from services.notify.core.still_true import NotYetPlanned, Truth
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.hash_key import HashKey
from services.notify.core.stores.settling import Settling

REAL_TIME = SystemClock()
"""Leases run by it, so that moving the domain's clock takes no claim away."""


@dataclass(frozen=True)
class Core:
    """`reachable` is kicked when an address was written, `due` when something is seen to be due or
    a receipt to wait, `announced` when an announcement begins."""

    base: Foundation
    clock: Clock
    neighbours: Neighbours
    queue: Queue
    renderer: Renderer
    versions: TemplateVersions
    links: MessageLinks
    policy: Policy
    journal: DeliveryJournal
    jobs: JobStore
    writer: AlertWriter
    recipients: RecipientStore
    alerts: AlertStore
    campaigns: CampaignRows
    tasks: TaskStore
    dead_letters: DeadLetterStore
    unpassed: ReceiptStore
    catch_ups: CatchUpStore
    stands: StandStore
    challenges: ChallengeStore
    unplanned: NotYetPlanned
    hash_key: HashKey
    suppressions: SuppressionStore
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
        return Truth(self.alerts, self.stands, self.unplanned, self.clock)
