"""The words of what is about to go out, or of what a provider is asked about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from services.notify.contract.codes import code_for
from services.notify.contract.words import Channel, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.digest_alert import content_of
from services.notify.core.deliveries.job import Item
from services.notify.core.ports.renderer import (
    DigestRenderer,
    Mail,
    Renderer,
    TemplateFault,
    TemplateVersions,
)
from services.notify.core.ports.stores import AlertStore
from services.notify.core.rules.alert_rules import DIGEST_EVENT
from services.notify.core.rules.links import MessageLinks
from services.notify.core.rules.present import times_in

Worded = str | Mail | TemplateFault
"""The text of an SMS, a mail, or why there is neither."""
Facts = Mapping[str, Any]
_AS_PLANNED: Mapping[str, Facts] = {}


class Wording:
    """Mails and codes are worded when sent; SMS when they are planned, and anew where they would
    not say the same any more."""

    def __init__(
        self,
        alerts: AlertStore,
        renderer: Renderer,
        versions: TemplateVersions,
        digests: DigestRenderer,
        links: MessageLinks,
        *,
        code_secret: bytes,
    ) -> None:
        self._alerts = alerts
        self._renderer = renderer
        self._versions = versions
        self._digests = digests
        self._links = links
        self._secret = code_secret

    async def of(
        self,
        channel: Channel,
        items: Sequence[Item],
        now: datetime,
        holding: Mapping[str, Facts] = _AS_PLANNED,
    ) -> dict[str, Worded]:
        """By alert id. `holding`: what the alerts say by now, where it is known."""
        by_sms = channel is Channel.SMS
        alerts = await self._alerts.get_many([item.alert_id for item in items])
        await self._versions.ensure(alert.version for alert in alerts.values())
        words: dict[str, Worded] = {}
        for item in items:
            alert = alerts.get(item.alert_id)
            if alert is None:
                words[item.alert_id] = item.text or TemplateFault("its alert is missing")
                continue
            said = await self._alerts.facts_of(alert)
            holds = holding.get(alert.id, said)
            kept = by_sms and holds == said and _says_the_same(alert, item, said, now)
            words[alert.id] = item.text if kept else self._words(alert, holds, now, by_sms=by_sms)
        return words

    def _words(self, alert: Alert, facts: Facts, now: datetime, *, by_sms: bool) -> Worded:
        if alert.topic is Topic.CODE:
            facts = {**facts, "code": code_for(self._secret, alert.challenge)}
        try:
            return self._render(alert, facts, now, by_sms=by_sms)
        except TemplateFault as fault:
            return fault

    def _render(self, alert: Alert, facts: Facts, now: datetime, *, by_sms: bool) -> str | Mail:
        if alert.event_type == DIGEST_EVENT:
            return self._digest(msgspec.structs.replace(alert, facts=dict(facts)), by_sms=by_sms)
        phrases = self._renderer.phrases(
            alert, dict(facts), alert.language, now=now, every_year=not by_sms,
            version=alert.version,
        )  # fmt: skip
        if by_sms:
            link = self._links.of(alert, Channel.SMS)
            return self._renderer.sms(phrases, alert.language, link)
        link = self._links.of(alert, Channel.EMAIL)
        return self._renderer.mail(alert, phrases, link)

    def _digest(self, alert: Alert, *, by_sms: bool) -> str | Mail:
        content, language = content_of(alert), alert.facts["language"]
        channel = Channel.SMS if by_sms else Channel.EMAIL
        link = self._links.of(alert, channel)
        if by_sms:
            return self._digests.sms(content, language, link)
        return self._digests.mail(content, language, alert.name, alert.time_zone, link)


def _says_the_same(alert: Alert, item: Item, facts: Facts, now: datetime) -> bool:
    """Whether its text would be the same if it were made now: of the times that it speaks of none
    has come meanwhile, and dates say their year from the new year on."""
    if not item.text or item.said_at is None:
        return False
    zone = ZoneInfo(alert.time_zone)
    same_year = item.said_at.astimezone(zone).year == now.astimezone(zone).year
    return same_year and not any(item.said_at < at <= now for at in times_in(facts))
