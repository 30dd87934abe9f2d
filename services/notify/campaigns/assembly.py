"""Announcements, put together."""

from infra.process.component import Loop
from services.notify.campaigns.audience import Audiences
from services.notify.campaigns.check import AnnouncementCheck
from services.notify.campaigns.commands import CampaignCommands
from services.notify.campaigns.gate import CampaignGate
from services.notify.campaigns.progress_store import CampaignProgress
from services.notify.campaigns.queries import CampaignReading
from services.notify.campaigns.recount import CampaignRecount
from services.notify.campaigns.spreader import CampaignPlanner, CampaignSpreader
from services.notify.campaigns.store import CampaignStates, CampaignStore
from services.notify.contract.campaigns import GetAudience, GetCampaign, GetCampaigns
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature, one_by_one


def campaigns_feature(core: Core, planner: CampaignPlanner) -> Feature:
    store, progress = CampaignStore(core.base.uow), _progress(core)
    audiences = Audiences(core.base.db, core.base.sealing)
    reading = CampaignReading(store, audiences, progress, core.clock)
    commands = CampaignCommands(
        campaigns=store,
        reading=reading,
        check=AnnouncementCheck(core.renderer, core.links),
        jobs=core.jobs,
        clock=core.clock,
    )
    counting = CampaignRecount(campaigns=store, progress=progress, jobs=core.jobs, clock=core.clock)
    read = one_by_one(reading.read)
    return Feature(
        commands=commands.handlers(),
        queries={GetCampaign: read, GetCampaigns: read, GetAudience: read},
        loops=[
            Loop(name="announce", run=spreading(core, planner).run),
            Loop(name="count campaigns", run=counting.run),
        ],
    )


def spreading(core: Core, planner: CampaignPlanner) -> CampaignSpreader:
    return CampaignSpreader(
        writer=core.writer,
        campaigns=core.campaigns,
        alerts=core.alerts,
        jobs=core.jobs,
        audiences=Audiences(core.base.db, core.base.sealing),
        planner=planner,
        queue=core.queue,
        clock=core.clock,
        started=core.announced,
    )


def campaign_gate(core: Core) -> CampaignGate:
    return CampaignGate(CampaignStates(core.base.db), core.jobs, core.settling, core.clock)


def _progress(core: Core) -> CampaignProgress:
    return CampaignProgress(core.base.db, core.alerts, core.journal)
