"""How a membership changes when its record is asked to be rectified."""

from services.membership.contract import rectification_events as e
from services.membership.contract.events import Event
from services.membership.domain.aggregate.parts import OpenRectification
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.effects import Effect, Fact, changed


def _asked(event: e.RectificationAsked, state: Membership, fact: Fact) -> Membership:
    one = OpenRectification(
        id=event.rectification_id,
        subject=event.subject,
        about=event.about,
        version=fact.version,
        asked_at=fact.happened_at,
        answer_by=event.answer_by,
    )
    return _with(state, (*state.rectifications, one))


def _overdue(event: e.RectificationOverdue, state: Membership, fact: Fact) -> Membership:
    late = tuple(
        changed(one, overdue=True) if one.id == event.rectification_id else one
        for one in state.rectifications
    )
    return _with(state, late)


def _ended(
    event: e.RectificationDecided | e.RectificationWithdrawn, state: Membership, fact: Fact
) -> Membership:
    left = tuple(one for one in state.rectifications if one.id != event.rectification_id)
    return _with(state, left)


def _with(state: Membership, open_ones: tuple[OpenRectification, ...]) -> Membership:
    first = min((one.answer_by for one in open_ones), default=None)
    return changed(state, rectifications=open_ones, rectify_by=first)


EFFECTS: dict[type[Event], Effect] = {
    e.RectificationAsked: _asked,
    e.RectificationOverdue: _overdue,
    e.RectificationDecided: _ended,
    e.RectificationWithdrawn: _ended,
}
