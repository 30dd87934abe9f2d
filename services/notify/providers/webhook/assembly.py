"""Calls of endpoints, as the settings allow them."""

from services.notify.providers.webhook.caller import WebhookCaller
from services.notify.providers.webhook.domain.addresses import networks
from services.notify.settings import NotifySettings


def build_caller(settings: NotifySettings) -> WebhookCaller:
    return WebhookCaller(allowed=networks(settings.called_networks), plain=settings.development)
