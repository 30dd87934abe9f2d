"""What the member said to be wrong in the record since the period of the loss began, and what came
of it: whoever looks at the loss sees that it is in dispute."""

from services.membership.contract import rectification_events as e
from services.membership.contract.explanations import Evidence
from services.membership.domain.explain.facts import Facts

_TOLD = (e.RectificationAsked, e.RectificationDecided, e.RectificationWithdrawn)


def rectification_evidence(facts: Facts) -> tuple[Evidence, ...]:
    """With the events that mended it. Nothing where nothing is lost."""
    if facts.loss is None:
        return ()
    mended = {
        id
        for entry in facts.this_period
        if isinstance(entry.body, e.RectificationDecided)
        for id in entry.body.mended
    }
    return tuple(
        facts.of_event(entry)
        for entry in facts.this_period
        if isinstance(entry.body, _TOLD) or entry.envelope.id in mended
    )
