"""What notification counts."""

from prometheus_client import Counter, Gauge

from services.notify.domain.delivery import Delivery

_outcomes = Counter(
    "notify_deliveries_total",
    "Deliveries by what came of them",
    ("channel", "topic", "result"),
)
_planned = Counter("notify_planned_total", "Deliveries planned", ("channel", "topic", "state"))
oldest_due = Gauge("notify_oldest_due_seconds", "How long the longest due delivery has waited")


def count_outcome(delivery: Delivery) -> None:
    _outcomes.labels(delivery.channel, delivery.topic, delivery.state).inc()


def count_planned(delivery: Delivery) -> None:
    _planned.labels(delivery.channel, delivery.topic, delivery.state).inc()
