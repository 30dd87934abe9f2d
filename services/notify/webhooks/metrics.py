"""What webhooks count."""

from prometheus_client import Counter

from services.notify.core.ports.calls import WebhookAnswer

_calls = Counter("notify_webhook_calls_total", "Calls of partners' endpoints", ("result",))


def count_call(answer: WebhookAnswer) -> None:
    _calls.labels(answer.error or "DELIVERED").inc()
