"""One realistic event of every kind that alerts somebody, with the longest values seen."""

from typing import Any

from services.notify.templates.domain.samples import (
    accounts,
    appeals,
    factors,
    money,
    periods,
    platform,
    protection,
    remedies,
    rules,
    shared,
    staff,
)

EVENTS: list[Any] = [
    event
    for room in (
        accounts,
        appeals,
        factors,
        money,
        periods,
        platform,
        protection,
        remedies,
        rules,
        shared,
        staff,
    )
    for event in room.EVENTS
]
SAMPLES: dict[str, Any] = {type(event).__name__: event for event in EVENTS}
