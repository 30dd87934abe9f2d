"""Late, or away: what the times of a record say about an outage."""

from datetime import timedelta

from infra.kernel.events import EventEnvelope

OUTAGE_AFTER = timedelta(minutes=15)
"""Between the time at which something is dated and the time at which it was recorded: up to then
it was late, beyond it nobody was there."""


def while_away(envelope: EventEnvelope) -> bool:
    """Whether the event is dated at a time at which nobody was there to see it happen."""
    return envelope.recorded_at - envelope.happened_at > OUTAGE_AFTER
