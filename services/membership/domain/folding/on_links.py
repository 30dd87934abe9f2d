"""What links between main and backup memberships do to the state at either end."""

from services.membership.contract import link_events as e
from services.membership.contract.events import Event
from services.membership.domain.aggregate.parts import (
    Cover,
    Covered,
    Link,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import Effect, Fact, changed


def _offered(event: e.LinkOffered, state: Membership, fact: Fact) -> Membership:
    link = Link(
        id=event.link_id, role=event.role, other=event.other, accept_until=event.accept_until
    )
    return changed(state, links={**state.links, event.other: link})


def _agreed(event: e.LinkAgreed, state: Membership, fact: Fact) -> Membership:
    link = changed(state.links[event.other], since=fact.happened_at)
    return changed(state, links={**state.links, event.other: link})


def _ended(event: e.LinkEnded, state: Membership, fact: Fact) -> Membership:
    """`given` is forgotten with the last of them, `cover` with the main."""
    left = {id: link for id, link in state.links.items() if id != event.other}
    return changed(
        state,
        links=left,
        unlink=tuple(other for other in state.unlink if other != event.other),
        cover=state.cover if left else None,
        given=state.given if left else None,
    )


def _passed_on(event: e.CoverPassedOn, state: Membership, fact: Fact) -> Membership:
    given = Cover(plan=event.plan, plan_version=event.plan_version, until=event.until)
    return changed(state, given=given if event.plan else None)


def _covered(event: e.CoverBegan | e.CoverChanged, state: Membership, fact: Fact) -> Membership:
    before, plan = state.cover, (event.plan, event.plan_version)
    same = before is not None and (before.plan, before.plan_version) == plan
    cover = Covered(
        plan=event.plan,
        plan_version=event.plan_version,
        until=event.until,
        since=before.since if before is not None and same else fact.happened_at,
    )
    return changed(state, cover=cover)


def _uncovered(event: e.CoverEnded, state: Membership, fact: Fact) -> Membership:
    return changed(state, cover=None)


EFFECTS: dict[type[Event], Effect] = {
    e.LinkOffered: _offered,
    e.LinkAgreed: _agreed,
    e.LinkEnded: _ended,
    e.CoverPassedOn: _passed_on,
    e.CoverBegan: _covered,
    e.CoverChanged: _covered,
    e.CoverEnded: _uncovered,
}
