"""What every service counts, whichever it is. A gauge that a loop sets goes back to nothing when
the loop ends: another process may hold the lease then."""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge

from infra.kernel.events import EventEnvelope
from infra.kernel.feed import Place

_events = Counter("reinstate_events_total", "Events by type, as committed", ("database", "type"))
_relay_lag = Gauge(
    "reinstate_relay_lag_seconds",
    "How long the oldest commit has waited for its numbers",
    ("database",),
)
_behind = Gauge(
    "reinstate_subscription_behind_events",
    "Events that a subscription has not handled yet",
    ("subscription",),
)
_steps = Counter(
    "reinstate_subscription_steps_total", "Looks at a feed, also in vain", ("subscription",)
)
_overdue = Gauge(
    "reinstate_overdue_seconds", "How long the longest due row has waited", ("sweeper",)
)
_sweeps = Counter("reinstate_sweeps_total", "Looks for what is due, also in vain", ("sweeper",))
_failed = Counter("reinstate_ticks_failed_total", "Ticks that were put off or failed", ("sweeper",))


def count_events(database: str, events: Iterable[EventEnvelope]) -> None:
    for event in events:
        _events.labels(database, event.type).inc()


def show_relay_lag(database: str, seconds: float) -> None:
    _relay_lag.labels(database).set(seconds)


def show_step(subscription: str, at: Place, head: Place) -> None:
    """Where the feed has begun another layout meanwhile, what is known is kept."""
    _steps.labels(subscription).inc()
    if (behind := at.behind(head)) is not None:
        _behind.labels(subscription).set(behind)


def forget_subscription(subscription: str) -> None:
    _behind.labels(subscription).set(0)


def show_sweep(sweeper: str, overdue_seconds: float) -> None:
    _sweeps.labels(sweeper).inc()
    _overdue.labels(sweeper).set(overdue_seconds)


def forget_sweep(sweeper: str) -> None:
    _overdue.labels(sweeper).set(0)


def count_failed_tick(sweeper: str) -> None:
    _failed.labels(sweeper).inc()
