"""Delivery, put together: jobs that are due are found, sent and asked about."""

from typing import NamedTuple

from infra.process.component import Loop
from services.notify.core.assembly import REAL_TIME, Core
from services.notify.core.deliveries.job import JobKind
from services.notify.core.feature import Feature, Work
from services.notify.core.gates.provider_gates import ProviderGates
from services.notify.core.ports.channels import MailChannel, SmsChannel
from services.notify.core.ports.renderer import DigestRenderer
from services.notify.delivery.last_look import LastLook
from services.notify.delivery.sender import Sender
from services.notify.delivery.status_poller import StatusPoller
from services.notify.delivery.sweeper import JobSweeper
from services.notify.delivery.wording import Wording


class Channels(NamedTuple):
    """What messages go out by."""

    sms: SmsChannel
    mail: MailChannel
    gates: ProviderGates


def delivery_feature(core: Core) -> Feature:
    return Feature(loops=[Loop(name="sweep jobs", run=sweeper(core).run)])


def sweeper(core: Core) -> JobSweeper:
    return JobSweeper(
        due=core.due,
        jobs=core.jobs,
        journal=core.journal,
        settling=core.settling,
        queue=core.queue,
        clock=core.clock,
    )


def delivery_work(
    core: Core, channels: Channels, digests: DigestRenderer, code_secret: bytes
) -> Work:
    wording = Wording(core.alerts, core.renderer, core.versions, digests, code_secret)
    sender = _sender(core, channels, wording)
    poller = StatusPoller(
        alerts=core.alerts,
        journal=core.journal,
        settling=core.settling,
        wording=wording,
        sms=channels.sms,
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
        gates=channels.gates,
        suppressions=core.suppressions,
        clock=core.clock,
        real=REAL_TIME,
    )
