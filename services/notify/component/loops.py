"""What notification does by itself, under its lease."""

from infra.concurrency.wakeup import Wakeup
from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from services.notify.campaigns.audience import Audiences
from services.notify.campaigns.recount import Counting
from services.notify.campaigns.spreading import Campaigns
from services.notify.campaigns.store import CampaignStore
from services.notify.component.neighbours import Neighbours
from services.notify.component.parts import Parts
from services.notify.core.stores.catch_ups import CatchUps
from services.notify.core.stores.stands import Stands
from services.notify.delivery.sweeper import JobSweeper
from services.notify.planning.catching_up import CatchingUp
from services.notify.planning.collecting import Collecting
from services.notify.planning.digest_store import Trays
from services.notify.planning.hearing import Listening
from services.notify.planning.plan import Planner
from services.notify.planning.plan_names import PlanNames
from services.notify.planning.planning import EventPlanning
from services.notify.planning.receipts import Receipts

FOLLOWED = ("membership", "appeals")
"""Services whose events lead to alerts; a subscription is named after the one that it follows."""


def notify_loops(parts: Parts, neighbours: Neighbours) -> list[Loop]:
    """The neighbours are looked up when a loop starts: which contract answers, the local one or
    a remote one, is settled only after all components are built."""
    announced = Wakeup()

    async def follow_membership(epoch: int) -> None:
        handle = _planning(parts, neighbours, announced).handle
        feed = neighbours.membership.feed
        await Subscription("membership", parts.base.db, feed, handle).run(epoch)

    async def follow_appeals(epoch: int) -> None:
        handle = _planning(parts, neighbours, announced).handle
        feed = neighbours.appeals.feed
        await Subscription("appeals", parts.base.db, feed, handle).run(epoch)

    async def announce(epoch: int) -> None:
        await campaigns(parts, neighbours, announced).run(epoch)

    return [
        Loop(name="follow membership", run=follow_membership),
        Loop(name="follow appeals", run=follow_appeals),
        Loop(name="announce", run=announce),
        Loop(name="count campaigns", run=_counting(parts).run),
        Loop(name="catch up", run=_catching_up(parts).run),
        Loop(name="sweep jobs", run=_sweeper(parts).run),
        Loop(name="pass receipts on", run=_receipts(parts).run),
        Loop(name="follow templates", run=parts.following.run, everywhere=True),
    ]


def _receipts(parts: Parts) -> Receipts:
    return Receipts(
        uow=parts.base.uow,
        unpassed=parts.unpassed,
        alerts=parts.alerts,
        campaigns=parts.campaigns,
        clock=parts.clock,
    )


def _planner(parts: Parts, neighbours: Neighbours) -> Planner:
    return Planner(
        plan_names=PlanNames(neighbours.membership),
        renderer=parts.templates,
        policy=parts.policy,
        suppressions=parts.suppressions,
        alerts=parts.alerts,
        collecting=Collecting(Trays(parts.base.db)),
        clock=parts.clock,
    )


def _planning(parts: Parts, neighbours: Neighbours, announced: Wakeup) -> EventPlanning:
    return EventPlanning(
        writer=parts.writer,
        recipients=parts.recipients,
        alerts=parts.alerts,
        campaigns=parts.campaigns,
        planner=_planner(parts, neighbours),
        listening=Listening(Stands(parts.base.db), parts.alerts, parts.journal),
        queue=parts.queue,
        clock=parts.clock,
        campaign_started=announced,
    )


def campaigns(parts: Parts, neighbours: Neighbours, announced: Wakeup) -> Campaigns:
    return Campaigns(
        writer=parts.writer,
        campaigns=parts.campaigns,
        alerts=parts.alerts,
        jobs=parts.jobs,
        audiences=Audiences(parts.base.db),
        planner=_planner(parts, neighbours),
        queue=parts.queue,
        clock=parts.clock,
        started=announced,
    )


def _counting(parts: Parts) -> Counting:
    return Counting(
        campaigns=CampaignStore(parts.base.uow),
        progress=parts.progress,
        jobs=parts.jobs,
        clock=parts.clock,
    )


def _catching_up(parts: Parts) -> CatchingUp:
    return CatchingUp(
        catch_ups=CatchUps(parts.base.db),
        recipients=parts.recipients,
        suppressions=parts.suppressions,
        alerts=parts.alerts,
        journal=parts.journal,
        jobs=parts.jobs,
        queue=parts.queue,
        policy=parts.policy,
        clock=parts.clock,
        reachable=parts.reachable,
    )


def _sweeper(parts: Parts) -> JobSweeper:
    return JobSweeper(
        due=parts.due,
        jobs=parts.jobs,
        journal=parts.journal,
        settling=parts.settling,
        queue=parts.queue,
        clock=parts.clock,
    )
