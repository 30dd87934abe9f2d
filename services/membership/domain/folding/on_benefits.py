"""How events change what was used of quotas."""

from datetime import timedelta

from services.membership.contract import benefit_events
from services.membership.contract import events as e
from services.membership.domain.aggregate.parts import (
    Usage,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import (
    Effect,
    Fact,
    changed,
)


def _used(event: benefit_events.BenefitUsed, state: Membership, fact: Fact) -> Membership:
    usage = state.usage
    if usage is None or usage.resets_at != event.resets_at:
        usage = Usage(resets_at=event.resets_at, since=fact.version, used={})
    return changed(state, usage=changed(usage, used={**usage.used, event.benefit: event.used}))


def _returned(event: benefit_events.BenefitReturned, state: Membership, fact: Fact) -> Membership:
    usage = state.usage
    if usage is None:
        return state
    return changed(state, usage=changed(usage, used={**usage.used, event.benefit: event.used}))


def usage_put_off(state: Membership, by: timedelta) -> Usage | None:
    """As the period that it belongs to ends later."""
    return state.usage and changed(state.usage, resets_at=state.usage.resets_at + by)


EFFECTS: dict[type[e.Event], Effect] = {
    benefit_events.BenefitUsed: _used,
    benefit_events.BenefitReturned: _returned,
}
