"""Planning, put together: from events to alerts, their digests, and the next rung of the ladder."""

from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from services.notify.core.assembly import Core
from services.notify.core.deliveries.job import JobKind
from services.notify.core.feature import Feature, Work
from services.notify.core.neighbours import FOLLOWED, feeds_of
from services.notify.planning.announcements import Announcements
from services.notify.planning.catch_up_runner import CatchUpRunner
from services.notify.planning.digest_collector import DigestCollector
from services.notify.planning.digest_maker import DigestMaker
from services.notify.planning.digest_store import DigestStore
from services.notify.planning.escalation import Escalation
from services.notify.planning.event_planning import EventPlanning
from services.notify.planning.plan_names import PlanNames
from services.notify.planning.planner import Planner
from services.notify.planning.receipts import Receipts
from services.notify.planning.stand_updates import StandUpdates


def planning_feature(core: Core, digests: DigestStore) -> Feature:
    receipts = Receipts(
        uow=core.base.uow,
        unpassed=core.unpassed,
        alerts=core.alerts,
        campaigns=core.campaigns,
        clock=core.clock,
        due=core.due,
    )
    return Feature(
        loops=[
            *(_following(core, digests, name) for name in FOLLOWED),
            Loop(name="catch up", run=catching_up(core).run),
            Loop(name="pass receipts on", run=receipts.run),
        ]
    )


def planning_work(core: Core, digests: DigestStore) -> Work:
    return Work(
        jobs={
            JobKind.CLIMB: _escalation(core).climb,
            JobKind.DIGEST: digest_maker(core, digests).make,
        }
    )


def planner(core: Core, digests: DigestStore) -> Planner:
    """Membership is looked up when it is asked: which contract answers is settled late."""
    return Planner(
        plan_names=PlanNames(core.neighbours),
        renderer=core.renderer,
        links=core.links,
        policy=core.policy,
        suppressions=core.suppressions,
        alerts=core.alerts,
        collecting=DigestCollector(digests),
        clock=core.clock,
    )


def _following(core: Core, digests: DigestStore, name: str) -> Loop:
    handle = event_planning(core, digests).handle
    subscription = Subscription(name, core.base.db, feeds_of(core.neighbours)[name], handle)
    return Loop(name=f"follow {name}", run=subscription.run)


def event_planning(core: Core, digests: DigestStore) -> EventPlanning:
    return EventPlanning(
        writer=core.writer,
        recipients=core.recipients,
        alerts=core.alerts,
        campaigns=core.campaigns,
        announcements=Announcements(core.neighbours, core.campaigns),
        planner=planner(core, digests),
        listening=StandUpdates(core.stands, core.alerts, core.journal),
        queue=core.queue,
        policy=core.policy,
        clock=core.clock,
        campaign_started=core.announced,
    )


def catching_up(core: Core) -> CatchUpRunner:
    return CatchUpRunner(
        catch_ups=core.catch_ups,
        recipients=core.recipients,
        suppressions=core.suppressions,
        alerts=core.alerts,
        journal=core.journal,
        jobs=core.jobs,
        queue=core.queue,
        policy=core.policy,
        clock=core.clock,
        reachable=core.reachable,
    )


def _escalation(core: Core) -> Escalation:
    return Escalation(
        alerts=core.alerts,
        campaigns=core.campaigns,
        tasks=core.tasks,
        unpassed=core.unpassed,
        journal=core.journal,
        jobs=core.jobs,
        queue=core.queue,
        recipients=core.recipients,
        suppressions=core.suppressions,
        truth=core.truth,
        policy=core.policy,
        clock=core.clock,
    )


def digest_maker(core: Core, digests: DigestStore) -> DigestMaker:
    return DigestMaker(
        writer=core.writer,
        digests=digests,
        alerts=core.alerts,
        jobs=core.jobs,
        queue=core.queue,
        recipients=core.recipients,
        suppressions=core.suppressions,
        renderer=core.renderer,
        versions=core.versions,
        truth=core.truth,
        policy=core.policy,
        clock=core.clock,
    )
