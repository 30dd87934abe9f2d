"""What a main gives its backups. A hold on the main takes nothing from them; the end of its
membership does."""

from services.membership.contract.link_words import LinkRole
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.parts import (
    Cover,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.terms.binding import grace_time


def cover_of(state: Membership, catalog: Catalog) -> Cover | None:
    """None where the membership does not run."""
    if not live(state):
        return None
    until = state.period_end + grace_time(state, catalog)
    if state.lifecycle is Lifecycle.GRACE and state.grace_until is not None:
        until = state.grace_until
    rests = state.claim is not None and state.claim.access
    is_open = state.clock_stopped_at is not None or rests
    return Cover(plan=state.plan, plan_version=state.plan_version, until=None if is_open else until)


def backups_of(state: Membership) -> tuple[str, ...]:
    """Those that are linked, not those that are offered."""
    own = (link for link in state.links.values() if link.role is LinkRole.MAIN)
    return tuple(link.other for link in own if link.since is not None)


def owes(state: Membership, catalog: Catalog) -> bool:
    """Whether the backups of this main are still to be passed what it gives now."""
    return bool(backups_of(state)) and state.given != cover_of(state, catalog)
