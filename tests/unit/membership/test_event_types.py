from services.membership.contract.event_types import AFFECTS_STATUS, EVENT_TYPES
from services.membership.contract.events import Event


def leaves(kind: type[Event]) -> set[type[Event]]:
    """What happens; that between them and `Event` only says what several have in common."""
    below = kind.__subclasses__()
    return set().union(*(leaves(sub) for sub in below)) if below else {kind}


def test_every_event_is_in_the_table() -> None:
    assert set(EVENT_TYPES.values()) == leaves(Event)
    assert all(kind.__name__ == name for name, kind in EVENT_TYPES.items())
    assert EVENT_TYPES.keys() >= AFFECTS_STATUS
