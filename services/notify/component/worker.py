"""What the worker runs."""

import dramatiq

from infra.foundation import lay_foundation
from infra.kernel.clock import Clock
from infra.mongo import connect
from infra.settings import Settings
from services.notify.actors.attend import Attendant
from services.notify.actors.campaign_gate import CampaignGate
from services.notify.actors.climbing import Climbing
from services.notify.actors.courier import Courier
from services.notify.actors.declare import declare_actors
from services.notify.actors.questions import Questions
from services.notify.actors.wording import Wording
from services.notify.adapters.campaigns import CampaignStates
from services.notify.adapters.gates import build_gates
from services.notify.adapters.template_following import TemplateFollower
from services.notify.component.parts import REAL_TIME, Parts, code_secret, lay_parts
from services.notify.component.providers import build_mail, build_sms
from services.notify.contract.words import Channel
from services.notify.domain.job import Lane


def build_worker(settings: Settings, clock: Clock, broker: dramatiq.Broker) -> None:
    """Declares the actors on `broker`. Connections are made at the first message, inside the
    worker's one event loop: a client belongs to its loop."""
    built: list[tuple[Attendant, TemplateFollower]] = []

    async def attend(job_id: str, lane: Lane, channel: Channel) -> None:
        if not built:
            base = lay_foundation(settings, connect(settings), "notify")
            parts = lay_parts(settings, base, clock, broker)
            built.append((build_attendant(settings, parts), parts.following))
        attendant, following = built[0]
        await following.fresh()
        await attendant.attend(job_id, lane, channel)

    declare_actors(broker, attend)


def build_attendant(settings: Settings, parts: Parts) -> Attendant:
    clock = parts.clock
    wording = Wording(parts.alerts, parts.templates, parts.following, code_secret(settings))
    sms = build_sms(settings)
    courier = Courier(
        alerts=parts.alerts,
        journal=parts.journal,
        settling=parts.settling,
        wording=wording,
        sms=sms,
        mail=build_mail(settings),
        gates=build_gates(settings, parts.base.db, clock),
        suppressions=parts.suppressions,
        clock=clock,
        real=REAL_TIME,
    )
    questions = Questions(
        alerts=parts.alerts,
        journal=parts.journal,
        settling=parts.settling,
        wording=wording,
        sms=sms,
        suppressions=parts.suppressions,
        clock=clock,
    )
    climbing = Climbing(
        alerts=parts.alerts,
        journal=parts.journal,
        jobs=parts.jobs,
        queue=parts.queue,
        recipients=parts.recipients,
        suppressions=parts.suppressions,
        policy=parts.policy,
        clock=clock,
    )
    campaigns = CampaignGate(CampaignStates(parts.base.db), parts.jobs, parts.settling, clock)
    return Attendant(
        jobs=parts.jobs,
        campaigns=campaigns,
        courier=courier,
        questions=questions,
        climbing=climbing,
    )
