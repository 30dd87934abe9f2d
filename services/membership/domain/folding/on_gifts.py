"""What a gift of a quota's uses does to the state at either end."""

from services.membership.contract import gift_events as e
from services.membership.contract.events import Event
from services.membership.domain.aggregate.gift import Gift
from services.membership.domain.aggregate.parts import (
    Usage,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.folding.effects import Effect, Fact, changed


def _offered(event: e.GiftOffered, state: Membership, fact: Fact) -> Membership:
    gift = Gift(
        id=event.gift_id,
        giving=event.giving,
        other=event.other,
        benefit=event.benefit,
        name=event.name,
        count=event.count,
        accept_until=event.accept_until,
    )
    return changed(state, gift=gift)


def _agreed(event: e.GiftAgreed, state: Membership, fact: Fact) -> Membership:
    gift = state.gift and changed(state.gift, effective_at=event.effective_at)
    return changed(state, gift=gift)


def _ended(event: e.GiftEnded, state: Membership, fact: Fact) -> Membership:
    return changed(state, gift=None)


def _made(event: e.GiftMade, state: Membership, fact: Fact) -> Membership:
    usage = state.usage
    if usage is None or usage.resets_at != event.resets_at:
        usage = Usage(resets_at=event.resets_at, since=fact.version, used={})
    usage = changed(
        usage,
        used={**usage.used, event.benefit: event.used},
        gifts={**usage.gifts, event.benefit: event.gifts},
    )
    gave = (*state.gifts_at, fact.happened_at) if event.giving else state.gifts_at
    return changed(state, gift=None, usage=usage, gifts_at=gave)


EFFECTS: dict[type[Event], Effect] = {
    e.GiftOffered: _offered,
    e.GiftAgreed: _agreed,
    e.GiftEnded: _ended,
    e.GiftMade: _made,
}
