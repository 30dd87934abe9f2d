"""Which losses are known beforehand, and which a change has brought about."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from infra.kernel.events import Draft
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.plans import BENEFIT
from services.membership.contract.terms_events import TermsBound
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.losses import AutomaticLoss, KnownLoss
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.terms.terms import (
    adverse_to,
    binds_from,
    coming,
)

KNOWN_AHEAD = timedelta(hours=24)
"""A loss counts as known beforehand where it was known so long before."""

_GIVEN_UP = frozenset({"rank", "discount", BENEFIT})
"""Of what terms differ in: what makes a plan lower, or is a benefit. A price is not lost."""


def newly_known(
    before: Membership, after: Membership, catalog: Catalog, now: datetime
) -> list[KnownLoss]:
    """Losses that the state after a change tells of, a day or more before them. A time that passed
    while we were away was known before, if anybody had been there."""
    earlier = {(kind, due) for kind, due, _ in _known(before, catalog)}
    return [
        KnownLoss(kind=kind, due=due)
        for kind, due, falls_at in _known(after, catalog)
        if (kind, due) not in earlier and (falls_at - now >= KNOWN_AHEAD or _away(after, due))
    ]


def _known(state: Membership, catalog: Catalog) -> Iterator[tuple[LossKind, datetime, datetime]]:
    """Each with when it was due at first, and when it happens."""
    if not live(state):
        return
    yield from _known_lapse(state)
    warnings = {LossKind.INACTIVITY: state.warned, LossKind.POINTS: state.points_warned}
    for kind, warned in warnings.items():
        if warned is not None and warned.received_at is not None:
            yield kind, warned.downgrade_at, warned.downgrade_at
    asked = state.verification
    if asked is not None and asked.received_at is not None:
        yield LossKind.CONTACT_CHECK, asked.hold_from, asked.hold_from
    if state.announced and _worse_comes(state, catalog):
        yield LossKind.TERMS, state.period_end, state.period_end


def _known_lapse(state: Membership) -> Iterator[tuple[LossKind, datetime, datetime]]:
    """Since the member was reminded of the end of the period; or since we came back after it."""
    reminded = state.reminded_for == state.period_end
    if state.lifecycle is Lifecycle.ACTIVE and reminded:
        yield LossKind.LAPSE, state.period_end, state.period_end
    if state.lifecycle is Lifecycle.GRACE and (reminded or _away(state, state.period_end)):
        yield LossKind.LAPSE, state.period_end, state.grace_until or state.period_end


def _worse_comes(state: Membership, catalog: Catalog) -> bool:
    return any(
        (at := binds_from(state, catalog, terms)) is not None and at <= state.period_end
        for terms in coming(state, catalog)
        if adverse_to(state, catalog, terms)
    )


def loss_by(
    kind: LossKind, at: datetime, before: Membership, drafts: Sequence[Draft]
) -> AutomaticLoss | None:
    """What a change that was due `at` takes; none where it takes nothing."""
    if not drafts or (kind is LossKind.TERMS and not any(map(_takes, drafts))):
        return None
    due = _due(kind, at, before)
    causes = [draft.cause for draft in drafts if draft.cause]
    return AutomaticLoss(kind=kind, cause=Cause(causes[-1]), due=due, away=_away(before, due))


def _takes(draft: Draft) -> bool:
    event = draft.event
    if not isinstance(event, TermsBound):
        return False
    return any(
        one.worse or (one.field == "rank" and one.after < one.before)
        for one in event.differences
        if one.field in _GIVEN_UP
    )


def _due(kind: LossKind, at: datetime, before: Membership) -> datetime:
    if kind in {LossKind.LAPSE, LossKind.TERMS}:
        return before.period_end
    warned = before.warned if kind is LossKind.INACTIVITY else before.points_warned
    if kind in {LossKind.INACTIVITY, LossKind.POINTS} and warned is not None:
        return warned.downgrade_at
    return at


def _away(state: Membership, due: datetime) -> bool:
    """What was discarded is not expected a second time."""
    back_at = state.back_at
    return back_at is not None and due <= back_at and back_at != state.discarded_at
