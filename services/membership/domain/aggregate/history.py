"""The one rule by which a history is read as of an instant, whoever asks."""

from collections.abc import Iterable
from datetime import datetime
from itertools import takewhile

from infra.kernel.events import EventEnvelope


def history_at(
    history: Iterable[EventEnvelope], at: datetime | None = None, known_at: datetime | None = None
) -> list[EventEnvelope]:
    """What had happened by `at`, as far as it was recorded by `known_at`; none: no limit.

    Always the beginning of the history: in it the times at which events happened never go back.
    """

    def counts(event: EventEnvelope) -> bool:
        happened = at is None or event.happened_at <= at
        return happened and (known_at is None or event.recorded_at <= known_at)

    return list(takewhile(counts, history))
