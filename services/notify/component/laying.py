"""The core, with what puts its alerts into words: the same in the service and in the worker."""

from typing import NamedTuple

import dramatiq

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.process.foundation import Foundation
from infra.storage.mongo import Database
from services.notify.contacts.challenge_store import Challenges
from services.notify.core.assembly import REAL_TIME, Core
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.gates.provider_gates import ProviderGates, build_gates
from services.notify.core.neighbours import Neighbours, feeds_of
from services.notify.core.recipients.quiet_hours import operators_quiet_hours
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.alerts import Alerts
from services.notify.core.stores.campaigns import StoredCampaigns
from services.notify.core.stores.catch_ups import CatchUps
from services.notify.core.stores.dead_letters import DeadLetters
from services.notify.core.stores.hash_key import StoredHashKey
from services.notify.core.stores.jobs import Jobs
from services.notify.core.stores.journal import Journal
from services.notify.core.stores.queue import JobQueue
from services.notify.core.stores.recipients import Recipients
from services.notify.core.stores.staff_tasks import StaffTasks
from services.notify.core.stores.stands import Stands
from services.notify.core.stores.suppressions import Suppressions
from services.notify.core.stores.unpassed_receipts import UnpassedReceipts
from services.notify.core.stores.unplanned import Unplanned
from services.notify.settings import NotifySettings
from services.notify.templates.assembly import TemplateServices, lay_wording


class Laid(NamedTuple):
    core: Core
    wording: TemplateServices


def lay(
    settings: NotifySettings,
    base: Foundation,
    clock: Clock,
    broker: dramatiq.Broker,
    neighbours: Neighbours,
) -> Laid:
    wording = lay_wording(settings, base.db)
    reachable, writer = Wakeup(), AlertWriter(base.uow)
    hash_key = StoredHashKey(base.db, settings.code_keys)
    core = Core(
        base=base,
        clock=clock,
        neighbours=neighbours,
        queue=JobQueue(broker),
        renderer=wording.renderer,
        versions=wording.following,
        links=wording.links,
        policy=policy_of(settings),
        journal=Journal(base.db, base.sealing),
        jobs=Jobs(base.db, clock, REAL_TIME, base.sealing),
        writer=writer,
        recipients=Recipients(base.db, writer, reachable, hash_key, base.sealing),
        alerts=Alerts(base.db, base.sealing),
        campaigns=StoredCampaigns(base.db),
        tasks=StaffTasks(base.db, base.sealing),
        dead_letters=DeadLetters(base.db),
        unpassed=UnpassedReceipts(base.db),
        catch_ups=CatchUps(base.db),
        stands=Stands(base.db),
        challenges=Challenges(base.db, writer),
        unplanned=Unplanned(base.db, feeds_of(neighbours)),
        hash_key=hash_key,
        suppressions=Suppressions(base.db, hash_key, clock),
        gates=build_provider_gates(settings, base.db, clock),
        reachable=reachable,
        due=Wakeup(),
        announced=Wakeup(),
    )
    return Laid(core, wording)


def build_provider_gates(settings: NotifySettings, db: Database, clock: Clock) -> ProviderGates:
    rates = dict.fromkeys(settings.sms_order.names, settings.sms_rate)
    rates |= dict.fromkeys(settings.mail_order.names, settings.mail_rate)
    return build_gates(settings.broker_url, rates, db, clock)


def policy_of(settings: NotifySettings) -> Policy:
    quiet = operators_quiet_hours(settings.quiet_hours)
    return Policy(
        ladders(settings.ladders),
        quiet,
        settings.sms_a_day,
        settings.operator_time_zone,
        sms=settings.sms_order,
        mail=settings.mail_order,
    )
