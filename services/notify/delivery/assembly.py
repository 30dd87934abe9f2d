"""Delivery, put together: jobs that are due are found, sent and asked about."""

from collections.abc import Mapping
from typing import NamedTuple

from infra.process.component import Loop
from services.notify.contract.words import Channel
from services.notify.core.assembly import REAL_TIME, Core
from services.notify.core.deliveries.job import JobKind
from services.notify.core.feature import Feature, Work
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.ports.providers import MailProvider, SmsProvider
from services.notify.core.ports.renderer import DigestRenderer
from services.notify.delivery.attempts import SendAttempts
from services.notify.delivery.last_look import LastLook
from services.notify.delivery.routing import Routing
from services.notify.delivery.sender import Sender
from services.notify.delivery.status_poller import StatusPoller
from services.notify.delivery.sweeper import JobSweeper
from services.notify.delivery.wording import Wording


class Channels(NamedTuple):
    """What messages go out by: the providers by their names. `slow_after`: seconds, by channel."""

    sms: Mapping[str, SmsProvider]
    mail: Mapping[str, MailProvider]
    gates: ProviderGates
    slow_after: Mapping[Channel, float]


def delivery_feature(core: Core) -> Feature:
    return Feature(loops=[Loop(name="sweep jobs", run=sweeper(core).run)])


def sweeper(core: Core) -> JobSweeper:
    return JobSweeper(
        due=core.due,
        jobs=core.jobs,
        journal=core.journal,
        settling=core.settling,
        queue=core.queue,
        policy=core.policy,
        clock=core.clock,
    )


def delivery_work(
    core: Core, channels: Channels, digests: DigestRenderer, code_secret: bytes
) -> Work:
    wording = Wording(
        core.alerts,
        core.renderer,
        core.versions,
        digests,
        core.links,
        code_secret=code_secret,
    )
    sender = _sender(core, channels, wording)
    poller = StatusPoller(
        alerts=core.alerts,
        journal=core.journal,
        settling=core.settling,
        wording=wording,
        sms=channels.sms,
        policy=core.policy,
        suppressions=core.suppressions,
        clock=core.clock,
    )
    return Work(
        jobs={
            JobKind.SEND: sender.send,
            JobKind.LOOK_UP: poller.look_up,
            JobKind.ASK: poller.poll,
        },
        open=sender.open,
        close=sender.close,
    )


def _sender(core: Core, channels: Channels, wording: Wording) -> Sender:
    routing = Routing(sms=channels.sms, policy=core.policy, gates=channels.gates, clock=core.clock)
    attempts = SendAttempts(
        sms=channels.sms,
        mail=channels.mail,
        routing=routing,
        gates=channels.gates,
        slow_after=channels.slow_after,
        clock=core.clock,
        real=REAL_TIME,
    )
    return Sender(
        jobs=core.jobs,
        alerts=core.alerts,
        journal=core.journal,
        settling=core.settling,
        last_look=LastLook(
            alerts=core.alerts,
            journal=core.journal,
            recipients=core.recipients,
            truth=core.truth,
            policy=core.policy,
            clock=core.clock,
        ),
        wording=wording,
        sms=channels.sms,
        mail=channels.mail,
        routing=routing,
        attempts=attempts,
        gates=channels.gates,
        suppressions=core.suppressions,
        policy=core.policy,
        clock=core.clock,
    )
