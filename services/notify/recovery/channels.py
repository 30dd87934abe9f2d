"""Channels after a restore. What the lost system sent is in no record any more, so before an SMS
goes out its provider is asked whether it did; a mail that may have gone out is not sent again."""

from collections.abc import Mapping
from datetime import timedelta

from infra.kernel.clock import Clock
from infra.storage.mongo import Database
from infra.storage.restores import Restored, last_restored
from services.notify.contract.words import Channel, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.journal import Delivery, parts_of
from services.notify.core.deliveries.results import Result, RetryAt, Unknown
from services.notify.core.ports.providers import (
    Envelope,
    Handing,
    MailProvider,
    ProviderSilent,
    SmsProvider,
    at_once,
    found_at,
)
from services.notify.core.ports.renderer import Mail
from services.notify.core.ports.stores import AlertStore, DeliveryJournal

ASKED_FOR = timedelta(days=3)
"""After a restore. Whatever time brought about in the lost system has come about again by then."""
_ALERTS_OF_A_MEMBER = 200
_MAY_BE_OUT = Unknown(reason="it may have gone out before a backup was restored")
_NOT_ASKED = RetryAt(reason="after a restore the provider could not be asked whether it has it")


class LastRestore:
    """What the database was restored from, while it matters. Nothing may run while that is done,
    so it is read once."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._known: Restored | None = None
        self._read = False

    async def of_late(self) -> Restored | None:
        if not self._read:
            self._known, self._read = await last_restored(self._db), True
        last = self._known
        recent = last and last.done_at and self._clock.now() < last.done_at + ASKED_FOR
        return last if recent else None


class AskingFirst:
    """A provider of SMS; `everyone` is asked whether it was the one. Codes are not asked about:
    they alone may come twice."""

    def __init__(
        self,
        sms: SmsProvider,
        everyone: Mapping[str, SmsProvider],
        restores: LastRestore,
        alerts: AlertStore,
        journal: DeliveryJournal,
    ) -> None:
        self._sms = sms
        self._everyone = everyone
        self._restores = restores
        self._alerts = alerts
        self._journal = journal
        self.takes = sms.takes
        self.status = sms.status
        self.written_to = sms.written_to
        self.find = sms.find
        self.open = sms.open
        self.close = sms.close

    async def send(self, envelope: Envelope, text: str) -> Result:
        restored = await self._restores.of_late()
        if restored is None or envelope.topic is Topic.CODE:
            return await self._sms.send(envelope, text)
        try:
            names = list(self._everyone)
            found = await found_at(self._everyone, names, envelope.to, text, restored.real_at)
        except ProviderSilent:
            return _NOT_ASKED
        known = await self._known_to(envelope.member_id) if found else set()
        sent = (one.result for one in found if one.message_id not in known)
        return next(sent, None) or await self._sms.send(envelope, text)

    async def _known_to(self, member_id: str) -> set[str]:
        """Messages that other deliveries to this member are known by."""
        alerts = await self._alerts.latest(member_id, _ALERTS_OF_A_MEMBER)
        entries = await self._journal.of([alert.id for alert in alerts])
        return {e.provider_id for some in entries.values() for e in some if e.provider_id}


class NotAgain:
    """A provider of mail."""

    def __init__(
        self,
        mail: MailProvider,
        restores: LastRestore,
        alerts: AlertStore,
        journal: DeliveryJournal,
    ) -> None:
        self._mail = mail
        self._restores = restores
        self._alerts = alerts
        self._journal = journal
        self.close = mail.close

    async def send(self, envelope: Envelope, mail: Mail, handing: Handing = at_once) -> Result:
        restored = await self._restores.of_late()
        if restored and await self._may_be_out(envelope.delivery_id, restored):
            return _MAY_BE_OUT
        return await self._mail.send(envelope, mail, handing)

    async def _may_be_out(self, id: str, restored: Restored) -> bool:
        parts = parts_of(id)
        alerts = await self._alerts.get_many([parts[0]]) if parts else {}
        found = await self._journal.deliveries(alerts.values())
        mails = [d for some in found.values() for d in some if d.channel is Channel.EMAIL]
        return any(_was_due(alerts[d.alert_id], d, restored) for d in mails)


def _was_due(alert: Alert, delivery: Delivery, restored: Restored) -> bool:
    """While the lost system may have worked, of something that it knew of."""
    due = delivery.next_due or delivery.planned_at
    return alert.at <= restored.made_at and due <= restored.stopped_at
