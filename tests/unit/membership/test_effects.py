"""The fold knows what every event of a membership does."""

from services.membership.contract.clause_events import ClausePublished
from services.membership.contract.event_types import EVENT_TYPES
from services.membership.contract.events import PaymentKept
from services.membership.domain.effects import effect
from services.membership.domain.evolve import fold


def test_every_event_of_a_membership_has_its_effect() -> None:
    assert fold("m-1", []).version == 0
    without = {kind for kind in EVENT_TYPES.values() if kind not in effect.registry}
    assert without == {ClausePublished, PaymentKept}  # these only tell
