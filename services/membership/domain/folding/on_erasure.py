"""How a membership changes on the way to being erased."""

from services.membership.contract import erasure_events as e
from services.membership.contract.events import Event
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import live, moved
from services.membership.domain.aggregate.parts import AskedErasure
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.effects import NO_TERMS, Effect, Fact, changed


def _asked(event: e.ErasureAsked, state: Membership, fact: Fact) -> Membership:
    asked = AskedErasure(
        asked_at=fact.happened_at, erase_at=event.erase_at, auto_renew=event.auto_renew_before
    )
    return changed(state, erasure=asked, auto_renew=False)


def _withdrawn(event: e.ErasureWithdrawn, state: Membership, fact: Fact) -> Membership:
    return changed(state, erasure=None, auto_renew=event.auto_renew)


def _nearing(event: e.ErasureNearing, state: Membership, fact: Fact) -> Membership:
    asked = state.erasure
    return changed(state, erasure=asked and changed(asked, erase_at=event.erase_at, told=True))


def _erased(event: e.MemberErased, state: Membership, fact: Fact) -> Membership:
    """Devices and methods are somebody's, and go; what was agreed with partners, too."""
    bare = changed(
        state,
        erasure=None,
        erased_at=fact.happened_at,
        devices={},
        method=None,
        auto_renew=False,
        rectifications=(),
        rectify_by=None,
    )
    if state.lifecycle is None or state.lifecycle is Lifecycle.CLOSED:
        return bare
    return moved(
        bare,
        Lifecycle.CLOSED,
        cause=Cause.MEMBER_CANCELLED,
        ended_at=fact.happened_at if live(state) else state.ended_at,
        undo=None,
        **NO_TERMS,
        warned=None,
    )


EFFECTS: dict[type[Event], Effect] = {
    e.ErasureAsked: _asked,
    e.ErasureWithdrawn: _withdrawn,
    e.ErasureNearing: _nearing,
    e.MemberErased: _erased,
}
