"""Which events of a history are adverse: they end entitlement, lower the plan or take a benefit."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from infra.kernel.events import EventEnvelope
from services.membership.contract import event_types, events
from services.membership.contract.statements import Restriction
from services.membership.domain.aggregate.catalog import Plans
from services.membership.domain.aggregate.lifecycle import entitled, live, restored_for_now
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.explain.loss import Loss
from services.membership.domain.explain.losses import losses
from services.membership.domain.folding.evolve import followed_by


class AdverseEvent(msgspec.Struct, frozen=True, kw_only=True):
    """`before`, `after`: the membership around it. `loss`: that began with it, if one did.
    `benefits_lost`: codes, in the order of the plan."""

    envelope: EventEnvelope
    body: events.Event
    before: Membership
    after: Membership
    restriction: Restriction
    benefits_lost: tuple[str, ...]
    loss: Loss | None


def adverse_events(
    member_id: str, history: Sequence[EventEnvelope], plans: Plans
) -> Iterator[AdverseEvent]:
    """Oldest first. What cannot be read, because somebody damaged it, is passed over."""
    in_order = sorted(losses(history), key=lambda loss: loss.out)
    began = {loss.began_by: loss for loss in in_order}  # of two by one event the graver
    before = Membership(member_id=member_id)
    for envelope in history:
        after = followed_by(before, envelope)
        if after is None:
            continue
        body, loss = event_types.body_of(envelope), began.get(envelope.id)
        benefits_lost = _benefits_lost(body)
        restriction = _restriction(before, after, loss, plans, fewer=bool(benefits_lost))
        if restriction is not None:
            yield AdverseEvent(
                envelope=envelope,
                body=body,
                before=before,
                after=after,
                restriction=restriction,
                benefits_lost=benefits_lost,
                loss=loss,
            )
        before = after


def _restriction(
    before: Membership, after: Membership, loss: Loss | None, plans: Plans, *, fewer: bool
) -> Restriction | None:
    """The gravest that applies. One that ends while it is held loses the time that is left, too."""
    out = (loss is not None and loss.out) or (restored_for_now(before) and not entitled(after))
    if not live(after) and (out or live(before)):
        return Restriction.ENDED
    if out:
        return Restriction.HELD
    if live(before) and live(after) and _rank(after, plans) < _rank(before, plans):
        return Restriction.LOWER_PLAN
    return Restriction.FEWER_BENEFITS if fewer or loss is not None else None


def _rank(state: Membership, plans: Plans) -> int:
    return plans.of(state.plan, state.plan_version).rank


def _benefits_lost(body: events.Event) -> tuple[str, ...]:
    if not isinstance(body, events.ChangesBenefits):
        return ()
    left = body.benefits_after
    return tuple(c for c, had in body.benefits_before.items() if _less(had, left.get(c)))


def _less(had: Any, left: Any) -> bool:
    """A rate, written as text, is what is paid of the full price: a higher one is worse."""
    if not had:
        return False
    if left is None:
        return True
    if isinstance(had, str):
        return Decimal(str(left)) > Decimal(had)
    return int(left) < int(had)
