"""The fold knows what every event of a membership does."""

from services.membership.contract.clause_events import ClausePublished
from services.membership.contract.event_types import EVENT_TYPES
from services.membership.contract.plan_events import PlanPublished, PlanRetired
from services.membership.domain.folding.evolve import EFFECTS


def test_every_event_of_a_membership_has_its_effect() -> None:
    of_nobody = {ClausePublished, PlanPublished, PlanRetired}
    assert EFFECTS.keys() == set(EVENT_TYPES.values()) - of_nobody
