"""The words of what is about to go out, or of what a provider is asked about."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.notify.adapters.alerts import Alerts
from services.notify.adapters.digest_text import DigestTexts
from services.notify.adapters.template_following import TemplateFollower
from services.notify.contract.words import Channel, Topic
from services.notify.domain.alert import Alert
from services.notify.domain.alert_rules import DIGEST_EVENT
from services.notify.domain.codes import code_for
from services.notify.domain.digest_alert import content_of
from services.notify.domain.job import Item
from services.notify.ports.templates import Mail, Renderer, TemplateFault

Words = str | Mail | TemplateFault
"""The text of an SMS, a mail, or why there is neither."""


class Wording:
    """Most SMS were worded when they were planned; mails and codes are worded when sent."""

    def __init__(
        self,
        alerts: Alerts,
        renderer: Renderer,
        following: TemplateFollower,
        digests: DigestTexts,
        code_secret: bytes,
    ) -> None:
        self._alerts = alerts
        self._renderer = renderer
        self._following = following
        self._digests = digests
        self._secret = code_secret

    async def of(self, channel: Channel, items: Sequence[Item]) -> dict[str, Words]:
        """By alert id."""
        by_sms = channel is Channel.SMS
        without = [item.alert_id for item in items if not (by_sms and item.text)]
        alerts = await self._alerts.get_many(without) if without else {}
        await self._following.ensure(alert.version for alert in alerts.values())
        return {
            item.alert_id: item.text
            if by_sms and item.text
            else await self._words(alerts.get(item.alert_id), by_sms=by_sms)
            for item in items
        }

    async def _words(self, alert: Alert | None, *, by_sms: bool) -> Words:
        if alert is None:
            return TemplateFault("its alert is missing")
        try:
            return self._render(alert, await self._facts(alert), by_sms=by_sms)
        except TemplateFault as fault:
            return fault

    async def _facts(self, alert: Alert) -> Mapping[str, Any]:
        facts = await self._alerts.facts_of(alert)
        if alert.topic is Topic.CODE:
            return {**facts, "code": code_for(self._secret, alert.challenge)}
        return facts

    def _render(self, alert: Alert, facts: Mapping[str, Any], *, by_sms: bool) -> str | Mail:
        if alert.event_type == DIGEST_EVENT:
            return self._digest(alert, by_sms=by_sms)
        phrases = self._renderer.phrases(
            alert, dict(facts), alert.language, every_year=not by_sms, version=alert.version
        )
        if by_sms:
            return self._renderer.sms(phrases, alert.language)
        return self._renderer.mail(alert, phrases)

    def _digest(self, alert: Alert, *, by_sms: bool) -> str | Mail:
        content, language = content_of(alert), alert.facts["language"]
        if by_sms:
            return self._digests.sms(content, language)
        return self._digests.mail(content, language, alert.name, alert.time_zone)
