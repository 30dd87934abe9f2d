"""Late, or away: what the times of a record say about an outage."""

from infra.kernel.events import EventEnvelope
from services.membership.contract.rules import OUTAGE_AFTER


def while_away(envelope: EventEnvelope) -> bool:
    """Whether the event is dated at a time at which nobody was there to see it happen."""
    return envelope.recorded_at - envelope.happened_at > OUTAGE_AFTER
