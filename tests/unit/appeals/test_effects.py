"""The fold knows what every event of an appeal does."""

from services.appeals.contract.event_types import EVENT_TYPES
from services.appeals.contract.events import AppealSubmitted
from services.appeals.domain.folding.evolve import EFFECTS


def test_every_event_of_an_appeal_has_its_effect() -> None:
    assert EFFECTS.keys() | {AppealSubmitted} == set(EVENT_TYPES.values())
