"""What notification counts."""

from prometheus_client import Counter, Gauge, Histogram

from services.notify.contract.words import Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.deliveries.journal import JournalEntry

_outcomes = Counter(
    "notify_deliveries_total",
    "Deliveries by what came of them",
    ("channel", "topic", "result"),
)
_by_provider = Counter(
    "notify_provider_results_total",
    "What came of what a provider was asked to send",
    ("provider", "result"),
)
_planned = Counter("notify_planned_total", "Deliveries planned", ("channel", "topic", "state"))
oldest_due = Gauge("notify_oldest_due_seconds", "How long the longest due job has waited")
open_tasks = Gauge("notify_staff_tasks_open", "Staff tasks that nobody has taken")
dead_letters = Gauge("notify_dead_letters", "Deliveries that were given up and are kept")
webhooks_waiting = Gauge(
    "notify_webhooks_waiting", "News for endpoints that wait, the first of each member"
)
sent_within = Histogram(
    "notify_send_seconds", "How long a provider took to take or refuse a message", ("provider",)
)
_inbound = Counter("notify_inbound_sms_total", "SMS of members, by what they asked", ("keyword",))
_mail_news = Counter(
    "notify_inbound_mail_total", "Reports about mails, by what they said", ("news",)
)


def count_outcome(entry: JournalEntry, topic: Topic) -> None:
    _outcomes.labels(entry.channel, topic, entry.kind).inc()
    if entry.provider:
        _by_provider.labels(entry.provider, entry.kind).inc()


def count_planned(alert: Alert) -> None:
    for delivery in alert.deliveries:
        _planned.labels(delivery.channel, alert.topic, delivery.state).inc()


_held = Counter(
    "notify_held_total",
    "Messages that a provider's rate or breaker held back for a while",
    ("provider", "priority", "by"),
)
_open = Gauge(
    "notify_breaker_open", "1 while a provider is left alone or only tried", ("provider",)
)


def count_entry(provider: str, priority: str, granted: int, want: int, open: bool) -> None:
    """What a gate let through of what was wanted."""
    show_standing(provider, open)
    if granted < want:
        by = "breaker" if open else "rate"
        _held.labels(provider, priority.lower(), by).inc(want - granted)


def show_standing(provider: str, open: bool) -> None:
    _open.labels(provider).set(int(open))


def count_inbound(keyword: str) -> None:
    _inbound.labels(keyword).inc()


def count_mail_news(news: str) -> None:
    _mail_news.labels(news).inc()
