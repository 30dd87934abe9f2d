"""What the worker sends by, and what a restored database needs before anything runs on it."""

from collections.abc import Mapping

from infra.kernel.events import EventEnvelope
from infra.outbox.each import on_each
from infra.outbox.subscription import Subscription
from infra.process.component import Loop
from services.membership.contract.erasure_events import MemberErased
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature
from services.notify.core.neighbours import feeds_of
from services.notify.core.ports.providers import MailProvider, SmsProvider
from services.notify.recovery.channels import AskingFirst, LastRestore, NotAgain
from services.notify.recovery.erasing import erase_member


def erasing_feature(core: Core) -> Feature:
    """Who was erased by the membership leaves here, too."""
    base = core.base

    async def erase(event: EventEnvelope) -> None:
        await erase_member(base.db, core.clock, event.aggregate, base.sealing)
        await core.challenges.erase(event.aggregate)

    feed = feeds_of(core.neighbours)["membership"]
    handle = on_each(MemberErased.__name__, erase, base.uow)
    following = Subscription("erase", base.db, feed, handle, batch=1_000)
    return Feature(loops=[Loop(name="erase members", run=following.run)])


def after_a_restore(
    core: Core, sms: Mapping[str, SmsProvider], mail: Mapping[str, MailProvider]
) -> tuple[dict[str, SmsProvider], dict[str, MailProvider]]:
    """The providers, careful for a while where the database was restored of late."""
    restores = LastRestore(core.base.db, core.clock)
    return (
        {n: AskingFirst(one, sms, restores, core.alerts, core.journal) for n, one in sms.items()},
        {n: NotAgain(one, restores, core.alerts, core.journal) for n, one in mail.items()},
    )
