"""What notification counts."""

from prometheus_client import Counter, Gauge

from services.notify.contract.words import Topic
from services.notify.domain.fanout import Alert
from services.notify.domain.journal import Entry

_outcomes = Counter(
    "notify_deliveries_total",
    "Deliveries by what came of them",
    ("channel", "topic", "result"),
)
_planned = Counter("notify_planned_total", "Deliveries planned", ("channel", "topic", "state"))
oldest_due = Gauge("notify_oldest_due_seconds", "How long the longest due job has waited")


def count_outcome(entry: Entry, topic: Topic) -> None:
    _outcomes.labels(entry.channel, topic, entry.kind).inc()


def count_planned(alert: Alert) -> None:
    for delivery in alert.deliveries:
        _planned.labels(delivery.channel, alert.topic, delivery.state).inc()
