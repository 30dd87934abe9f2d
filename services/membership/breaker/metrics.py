"""What the breaker counts."""

from collections.abc import Collection

from prometheus_client import Counter, Gauge

from services.membership.contract.words import Cause

_trips = Counter("membership_breaker_trips_total", "Mass losses that were stopped", ("cause",))
_open = Gauge("membership_breaker_open", "1 while changes of a cause wait for a person", ("cause",))
_deferred = Counter("membership_deferred_changes_total", "Changes by what staff decided", ("how",))


def count_trip(cause: Cause) -> None:
    _trips.labels(cause.value).inc()


def show_open(tripped: Collection[Cause]) -> None:
    for cause in Cause:
        _open.labels(cause.value).set(cause in tripped)


def count_settled(how: str, count: int) -> None:
    _deferred.labels(how).inc(count)
