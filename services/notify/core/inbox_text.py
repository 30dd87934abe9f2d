"""What an alert says, in both languages."""

from datetime import datetime
from typing import Any

from infra.kernel.text import LocalText
from services.notify.core.alerts.alert import Alert
from services.notify.core.ports.renderer import Renderer, TemplateFault
from services.notify.core.ports.stores import AlertStore


class InboxText:
    def __init__(self, alerts: AlertStore, renderer: Renderer) -> None:
        self._alerts = alerts
        self._renderer = renderer

    async def of(self, alert: Alert, now: datetime) -> tuple[LocalText, LocalText]:
        """Title and text as they are read now, by the version that they were sent in; the bare name
        of the event where it cannot be put into words."""
        facts = await self._alerts.facts_of(alert)
        zh, en = (self._in(alert, facts, language, now) for language in ("zh-CN", "en"))
        return LocalText(zh=zh[0], en=en[0]), LocalText(zh=zh[1], en=en[1])

    def _in(
        self, alert: Alert, facts: dict[str, Any], language: str, now: datetime
    ) -> tuple[str, str]:
        version = alert.version if language == alert.language else ""
        try:
            phrases = self._renderer.phrases(alert, facts, language, now=now, version=version)
        except TemplateFault:
            return alert.event_type, alert.event_type
        return phrases.title, self._renderer.inbox(phrases, language)
