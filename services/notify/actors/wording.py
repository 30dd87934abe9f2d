"""The words of deliveries that are about to go out, or that a provider is asked about."""

from collections.abc import Sequence

from services.notify.adapters.alerts import Alerts
from services.notify.contract.words import Channel, Topic
from services.notify.domain.codes import code_for
from services.notify.domain.delivery import Delivery
from services.notify.domain.fanout import Alert
from services.notify.ports import Mail, Phrases, Renderer, TemplateFault


class Wording:
    """Alerts' texts were made when they were planned; mails and codes are made when sent."""

    def __init__(self, alerts: Alerts, renderer: Renderer, code_secret: bytes) -> None:
        self._alerts = alerts
        self._renderer = renderer
        self._secret = code_secret

    class Prepared:
        """Texts by delivery id. A delivery whose words are missing raises `TemplateFault`."""

        def __init__(self) -> None:
            self.texts: dict[str, str] = {}
            self.mails: dict[str, Mail] = {}
            self.faults: dict[str, TemplateFault] = {}

        def sms(self, delivery: Delivery) -> str:
            if delivery.id in self.faults:
                raise self.faults[delivery.id]
            return self.texts[delivery.id]

        def mail(self, delivery: Delivery) -> Mail:
            if delivery.id in self.faults:
                raise self.faults[delivery.id]
            return self.mails[delivery.id]

    async def of(self, deliveries: Sequence[Delivery]) -> Prepared:
        prepared = self.Prepared()
        without = [d for d in deliveries if not d.text]
        alerts = await self._alerts.get_many([d.alert_id for d in without]) if without else {}
        for delivery in deliveries:
            if delivery.text:
                prepared.texts[delivery.id] = delivery.text
                continue
            try:
                await self._word(delivery, alerts.get(delivery.alert_id), prepared)
            except TemplateFault as fault:
                prepared.faults[delivery.id] = fault
        return prepared

    async def _word(self, delivery: Delivery, alert: Alert | None, into: Prepared) -> None:
        if alert is None:
            raise TemplateFault("its alert is missing")
        facts = await self._alerts.facts_of(alert)
        if delivery.topic is Topic.CODE:
            facts = {**facts, "code": code_for(self._secret, delivery.challenge)}
        by_sms = delivery.channel is Channel.SMS
        phrases: Phrases = self._renderer.phrases(
            alert, facts, alert.language, every_year=not by_sms
        )
        if by_sms:
            into.texts[delivery.id] = self._renderer.sms(phrases, alert.language)
        else:
            into.mails[delivery.id] = self._renderer.mail(alert, phrases)
