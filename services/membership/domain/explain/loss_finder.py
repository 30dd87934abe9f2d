"""Walks through a history and finds where losses begin and end."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from infra.kernel.events import EventEnvelope, event_id
from services.membership.contract import (
    claim_events,
    erasure_events,
    event_types,
    events,
    hold_events,
    money_events,
    provisional_events,
    staff_events,
    takeover_events,
    terms_events,
    transfer_events,
)
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.words import Cause, HoldKind, Lifecycle, RenewedVia
from services.membership.domain.aggregate.lifecycle import OVERRIDABLE
from services.membership.domain.explain.loss import ENTITLING, Loss, bridged, cause_of

_LEADS_TO: dict[type[events.Event], Lifecycle] = {
    events.MembershipEnrolled: Lifecycle.ACTIVE,
    events.MembershipRenewed: Lifecycle.ACTIVE,
    events.GraceStarted: Lifecycle.GRACE,
    events.MembershipExpired: Lifecycle.EXPIRED,
    events.MembershipCancelled: Lifecycle.CANCELLED,
    money_events.MembershipReinstated: Lifecycle.ACTIVE,
    money_events.MembershipReversed: Lifecycle.EXPIRED,
    transfer_events.MembershipGiven: Lifecycle.CANCELLED,
    transfer_events.MembershipReceived: Lifecycle.ACTIVE,
    staff_events.PlanGranted: Lifecycle.ACTIVE,
    staff_events.MergedInto: Lifecycle.CLOSED,
    erasure_events.MemberErased: Lifecycle.CLOSED,
}
"""Whatever else they say; other events name the lifecycle themselves, or leave it."""


def _by_claim(body: events.Event) -> Lifecycle | None:
    """What a member's own proof of payment makes of a membership that had expired."""
    match body:
        case claim_events.PaymentClaimed(access=True, lifecycle_before=Lifecycle.EXPIRED):
            return Lifecycle.GRACE
        case claim_events.ClaimClosed(access_ended=True):
            return Lifecycle.EXPIRED
    return None


@dataclass
class LossFinder:
    """Follows one history; it knows only what decides entitlement and plan."""

    lifecycle: Lifecycle = Lifecycle.ACTIVE
    plan: str = ""
    version: int = 1
    held: set[HoldKind] = field(default_factory=set)
    for_now: str = ""
    out: Loss | None = None
    lower: list[Loss] = field(default_factory=list)
    by_terms: set[str] = field(default_factory=set)
    closed: list[Loss] = field(default_factory=list)

    def take(self, envelope: EventEnvelope, body: events.Event) -> None:
        self.lifecycle = _by_claim(body) or _LEADS_TO.get(type(body), self.lifecycle)
        match body:
            case events.MembershipEnrolled() | events.MembershipRenewed():
                self._accept_terms(envelope, body)
                self._move_to(body.plan, body.plan_version, envelope)
            case events.MembershipImported():
                self.lifecycle, self.plan = body.lifecycle, body.plan
                self.version = body.plan_version
            case events.ChangeUndone() | RemedyApplied() | takeover_events.TakeoverReversed():
                self.lifecycle = body.lifecycle
                self._move_to(body.plan, body.plan_version, envelope)
            case staff_events.DaysGranted() | staff_events.MembershipEnded():
                self.lifecycle = body.lifecycle
            case staff_events.MergedFrom(takes=True):
                self.lifecycle = Lifecycle.ACTIVE
                self._move_to(body.plan, body.plan_version, envelope)
            case transfer_events.MembershipReceived() | staff_events.PlanGranted():
                self._move_to(body.plan, body.plan_version, envelope)
            case events.MembershipUpgraded():
                self._move_to(body.to_plan, body.to_version, envelope)
            case takeover_events.TakeoverReported(changes=changes):
                self._disown({event_id(envelope.aggregate, one.version) for one in changes})
            case events.MembershipDowngraded():
                self._fall(envelope, body)
            case terms_events.TermsBound():
                self._bound(envelope, body)
            case _:
                self._hold_or_restore(body)
        self._settle(envelope, body)

    def _hold_or_restore(self, body: events.Event) -> None:
        match body:
            case hold_events.HoldPlaced(hold=hold):
                self.held.add(hold.kind)
            case hold_events.HoldReleased(kind=kind):
                self.held.discard(kind)
            case provisional_events.ProvisionalGranted():
                self.for_now = body.restoration_id
            case provisional_events.ProvisionalEnded() if body.restoration_id == self.for_now:
                self.for_now = ""

    def still_open(self) -> list[Loss]:
        return self.lower + ([self.out] if self.out else [])

    def _disown(self, began_by: Set[str]) -> None:
        """Losses that these events began were somebody else's doing."""

        def disowned(loss: Loss) -> Loss:
            hostile = loss.began_by in began_by
            return msgspec.structs.replace(loss, cause=Cause.COMPROMISE) if hostile else loss

        self.out = self.out and disowned(self.out)
        self.lower = [disowned(loss) for loss in self.lower]
        self.closed = [disowned(loss) for loss in self.closed]

    def _settle(self, envelope: EventEnvelope, body: events.Event) -> None:
        """Opens or closes the time out, by what holds after the event."""
        entitled = self.lifecycle in ENTITLING and not self.held
        if entitled:
            self.closed += [_ended(self.out, envelope, body)] if self.out else []
            self.out, self.for_now = None, ""
        elif not self.out:
            self.out = Loss(
                since=_began_at(envelope, body),
                until=None,
                cause=cause_of(envelope, body),
                out=True,
                plan_before=self.plan,
                version_before=self.version,
                plan_after="",
                began_by=envelope.id,
            )
        if self.out:
            is_bridged = bool(self.for_now) and self.held <= OVERRIDABLE
            self.out = _bridging(self.out, envelope.happened_at, is_bridged=is_bridged)

    def _fall(self, envelope: EventEnvelope, body: events.MembershipDowngraded) -> None:
        self.plan, self.version = body.to_plan, body.to_version
        self._lower_since(envelope, body, body.from_plan, body.from_version)

    def _bound(self, envelope: EventEnvelope, body: terms_events.TermsBound) -> None:
        """A lower plan, or fewer benefits; a price is none."""
        self.plan, self.version = body.plan, body.plan_version
        if any(one.worse and one.field != "price" for one in body.differences):
            self.by_terms.add(envelope.id)
            self._lower_since(envelope, body, body.plan_before, body.version_before)

    def _lower_since(
        self, envelope: EventEnvelope, body: events.Event, plan_before: str, version_before: int
    ) -> None:
        lower = Loss(
            since=envelope.happened_at,
            until=None,
            cause=cause_of(envelope, body),
            out=False,
            plan_before=plan_before,
            version_before=version_before,
            plan_after=self.plan,
            began_by=envelope.id,
        )
        self.lower.append(lower)

    def _accept_terms(self, envelope: EventEnvelope, body: events.Event) -> None:
        """Renewed on the terms that bound with an earlier period."""
        over = [
            loss
            for loss in self.lower
            if loss.began_by in self.by_terms and loss.since < envelope.happened_at
        ]
        self.closed.extend(_ended(loss, envelope, body) for loss in over)
        self.lower = [loss for loss in self.lower if loss not in over]

    def _move_to(self, plan: str, version: int, envelope: EventEnvelope) -> None:
        """A plan came back, or another was chosen: falls from it or from below it are over."""
        self.version = version
        if plan == self.plan:
            return
        from_there = (index for index, loss in enumerate(self.lower) if loss.plan_before == plan)
        first_over = next(from_there, 0)
        body = event_types.body_of(envelope)
        self.closed.extend(_ended(loss, envelope, body) for loss in self.lower[first_over:])
        del self.lower[first_over:]
        self.plan = plan


def _bridging(loss: Loss, at: datetime, *, is_bridged: bool) -> Loss:
    """A loss goes on while the membership is restored for the time being: it counts for less."""
    if is_bridged == (loss.bridged_since is not None):
        return loss
    return msgspec.structs.replace(
        loss, bridged=bridged(loss, at), bridged_since=at if is_bridged else None
    )


def _began_at(envelope: EventEnvelope, body: events.Event) -> datetime:
    """An imported loss began on the former platform, not when it was imported."""
    if isinstance(body, events.MembershipImported):
        return min(body.grace_until or body.period_end, envelope.happened_at)
    return envelope.happened_at


def _ended(loss: Loss, envelope: EventEnvelope, body: events.Event) -> Loss:
    """A payment reported late ends a loss when it became known, whenever it was made."""
    late_payment = (
        isinstance(body, events.MembershipRenewed) and body.via is RenewedVia.HOST_PAYMENT
    )
    at = envelope.recorded_at if late_payment else envelope.happened_at
    return msgspec.structs.replace(
        loss,
        until=max(at, loss.since),
        ended_by=envelope.id,
        bridged=bridged(loss, at),
        bridged_since=None,
    )
