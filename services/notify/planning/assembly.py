"""Planning, put together: from events to alerts, their digests, and the next rung of the ladder."""

from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from services.notify.core.assembly import Core
from services.notify.core.deliveries.job import JobKind
from services.notify.core.feature import Feature, Work
from services.notify.core.neighbours import FOLLOWED, feeds_of
from services.notify.core.stores.catch_ups import CatchUps
from services.notify.core.stores.stands import Stands
from services.notify.planning.catch_up_runner import CatchUpRunner
from services.notify.planning.digest_collector import DigestCollector
from services.notify.planning.digest_maker import DigestMaker
from services.notify.planning.digest_store import CollectedDigests
from services.notify.planning.escalation import Escalation
from services.notify.planning.event_planning import EventPlanning
from services.notify.planning.plan_names import PlanNames
from services.notify.planning.planner import Planner
from services.notify.planning.receipts import Receipts
from services.notify.planning.stand_updates import StandUpdates


def planning_feature(core: Core) -> Feature:
    receipts = Receipts(
        uow=core.base.uow,
        unpassed=core.unpassed,
        alerts=core.alerts,
        campaigns=core.campaigns,
        clock=core.clock,
    )
    return Feature(
        loops=[
            *(_following(core, name) for name in FOLLOWED),
            Loop(name="catch up", run=_catching_up(core).run),
            Loop(name="pass receipts on", run=receipts.run),
        ]
    )


def planning_work(core: Core) -> Work:
    return Work(
        jobs={JobKind.CLIMB: _escalation(core).climb, JobKind.DIGEST: _digesting(core).make}
    )


def planner(core: Core) -> Planner:
    """Membership is looked up when it is asked: which contract answers is settled late."""
    return Planner(
        plan_names=PlanNames(core.neighbours),
        renderer=core.renderer,
        policy=core.policy,
        suppressions=core.suppressions,
        alerts=core.alerts,
        collecting=DigestCollector(CollectedDigests(core.base.db)),
        clock=core.clock,
    )


def _following(core: Core, name: str) -> Loop:
    handle = _event_planning(core).handle
    subscription = Subscription(name, core.base.db, feeds_of(core.neighbours)[name], handle)
    return Loop(name=f"follow {name}", run=subscription.run)


def _event_planning(core: Core) -> EventPlanning:
    return EventPlanning(
        writer=core.writer,
        recipients=core.recipients,
        alerts=core.alerts,
        campaigns=core.campaigns,
        planner=planner(core),
        listening=StandUpdates(Stands(core.base.db), core.alerts, core.journal),
        queue=core.queue,
        clock=core.clock,
        campaign_started=core.announced,
    )


def _catching_up(core: Core) -> CatchUpRunner:
    return CatchUpRunner(
        catch_ups=CatchUps(core.base.db),
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
        journal=core.journal,
        jobs=core.jobs,
        queue=core.queue,
        recipients=core.recipients,
        suppressions=core.suppressions,
        truth=core.truth,
        policy=core.policy,
        clock=core.clock,
    )


def _digesting(core: Core) -> DigestMaker:
    return DigestMaker(
        writer=core.writer,
        digests=CollectedDigests(core.base.db),
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
