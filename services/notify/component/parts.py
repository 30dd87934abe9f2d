"""What the service and its worker are made of."""

from dataclasses import dataclass

import dramatiq

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock, SystemClock
from infra.process.foundation import Foundation
from services.notify.campaigns.progress_store import Progress
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.quiet_hours import operators_quiet_hours
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
from services.notify.core.stores.suppressions import Suppressions
from services.notify.core.stores.unpassed_receipts import UnpassedReceipts
from services.notify.providers.twilio.signature import TwilioSignature
from services.notify.settings import NotifySettings
from services.notify.templates.following import TemplateFollower
from services.notify.templates.renderer import Templates
from services.notify.templates.store import PublishedTemplates

REAL_TIME = SystemClock()
"""Leases run by it, so that moving the domain's clock takes no claim away."""


@dataclass(frozen=True)
class Parts:
    """What the service's edges share. `reachable` is kicked when an address was written, `due` when
    a job is seen to be due."""

    base: Foundation
    clock: Clock
    queue: JobQueue
    templates: Templates
    policy: Policy
    journal: Journal
    jobs: Jobs
    following: TemplateFollower
    writer: AlertWriter
    recipients: Recipients
    alerts: Alerts
    campaigns: StoredCampaigns
    tasks: StaffTasks
    dead_letters: DeadLetters
    unpassed: UnpassedReceipts
    suppressions: Suppressions
    reachable: Wakeup
    due: Wakeup

    @property
    def progress(self) -> Progress:
        return Progress(self.base.db, self.alerts, self.journal)

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


def lay_parts(
    settings: NotifySettings, base: Foundation, clock: Clock, broker: dramatiq.Broker
) -> Parts:
    reachable, templates, writer = Wakeup(), _templates(settings), AlertWriter(base.uow)
    return Parts(
        base=base,
        clock=clock,
        queue=JobQueue(broker),
        templates=templates,
        following=TemplateFollower(PublishedTemplates(base.db), templates),
        policy=_policy(settings),
        journal=Journal(base.db),
        jobs=Jobs(base.db, clock, REAL_TIME),
        writer=writer,
        recipients=Recipients(base.db, writer, reachable),
        alerts=Alerts(base.db),
        campaigns=StoredCampaigns(base.db),
        tasks=StaffTasks(base.db),
        dead_letters=DeadLetters(base.db),
        unpassed=UnpassedReceipts(base.db),
        suppressions=Suppressions(base.db, code_secret(settings), clock),
        reachable=reachable,
        due=Wakeup(),
    )


def _templates(settings: NotifySettings) -> Templates:
    return Templates(settings.operator_name, settings.currency)


def code_secret(settings: NotifySettings) -> bytes:
    return settings.code_secret.get_secret_value().encode()


def _policy(settings: NotifySettings) -> Policy:
    quiet = operators_quiet_hours(settings.quiet_hours)
    return Policy(ladders(settings.ladders), quiet, settings.sms_a_day)


def twilio_signature(settings: NotifySettings) -> TwilioSignature:
    """Both tokens count while the account's is being rotated."""
    tokens = [settings.twilio_auth_token, settings.twilio_auth_token_old]
    return TwilioSignature(settings.callback_base, [token.get_secret_value() for token in tokens])
