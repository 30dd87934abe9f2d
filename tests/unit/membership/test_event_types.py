from services.membership.contract.event_types import AFFECTS_STATUS, EVENT_TYPES
from services.membership.contract.events import Event


def test_every_event_is_in_the_table() -> None:
    assert set(EVENT_TYPES.values()) == set(Event.__subclasses__())
    assert all(kind.__name__ == name for name, kind in EVENT_TYPES.items())
    assert EVENT_TYPES.keys() >= AFFECTS_STATUS
