"""What every rule looks at, worked out once: the history decoded, the loss, and what began it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from infra.kernel.events import EventEnvelope
from services.membership.contract import claim_events, events, hold_events
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.clause_views import ClauseVersionView
from services.membership.contract.explanations import Evidence
from services.membership.contract.plans import Plan
from services.membership.contract.rules import APPEAL_WITHIN
from services.membership.contract.views import MembershipView
from services.membership.contract.words import HoldKind, Lifecycle
from services.membership.domain.aggregate.evidence import Login, Payment
from services.membership.domain.explain.deciding_events import (
    ENDS_LIFECYCLE,
    PERIOD_STARTS,
    SETS_BALANCE,
    SETS_PERIOD,
)
from services.membership.domain.explain.evidence import (
    event_evidence,
    login_evidence,
    payment_evidence,
)
from services.membership.domain.explain.inputs import ExplainInput
from services.membership.domain.explain.loss import ENTITLING, Loss
from services.membership.domain.explain.losses import losses_among, readable
from services.membership.domain.wording.speech import Formatter

E = TypeVar("E", bound=events.Event)


@dataclass(frozen=True)
class HistoryEntry(Generic[E]):
    """One event with its typed body."""

    envelope: EventEnvelope
    body: E


class Facts:
    """The inputs, and what follows from them."""

    def __init__(self, given: ExplainInput) -> None:
        self.given = given
        self.formatter = Formatter(
            plans=given.plans, currency=given.currency, display_zone=given.display_zone
        )
        self.entries: list[HistoryEntry[events.Event]] = [
            HistoryEntry(envelope, body) for envelope, body in readable(given.history)
        ]

    @property
    def view(self) -> MembershipView:
        return self.given.membership

    @property
    def at(self) -> datetime:
        return self.given.at

    @cached_property
    def out(self) -> Loss | None:
        """The time out that the instant lies in; none for a member who is entitled."""
        if self.view.entitled:
            return None
        return next((loss for loss in self._lasting if loss.out), None)

    @cached_property
    def lower(self) -> Loss | None:
        """The latest fall to a lower plan that the member has not accepted since.

        Renewing on the lower plan that one chose oneself is accepting it; a clause's is not.
        In grace none: what would be lost next is more urgent than what was lost before. Nor while
        the membership is restored for now: that ends with the decision.
        """
        if not self.view.entitled or self.in_grace or self.restored_for_now:
            return None
        falls = [loss for loss in self._lasting if not loss.out and not self._accepted(loss)]
        return falls[-1] if falls else None

    @property
    def loss(self) -> Loss | None:
        return self.out or self.lower

    @cached_property
    def _losses(self) -> list[Loss]:
        return losses_among((entry.envelope, entry.body) for entry in self.entries)

    @cached_property
    def _lasting(self) -> list[Loss]:
        return [loss for loss in self._losses if loss.until is None]

    def _accepted(self, loss: Loss) -> bool:
        began = self.by_id(loss.began_by)
        own = isinstance(began.body, events.MembershipDowngraded) and not began.body.clause
        renewals = self.all_of(events.MembershipRenewed)
        return own and any(
            renewal.envelope.version > began.envelope.version for renewal in renewals
        )

    @cached_property
    def main(self) -> HistoryEntry[events.Event] | None:
        """What has to be explained. For a member who is out it is what keeps out longest: an ended
        lifecycle before any hold, a hold without a latest time before one that has it, then the
        later of the latest times; of equals the one placed first."""
        if self.loss is None:
            return None
        if self.out is None:
            return self.by_id(self.loss.began_by)
        if self.view.lifecycle not in ENTITLING:
            return self.lifecycle_end()
        return self._longest_hold()

    def lifecycle_end(self) -> HistoryEntry[events.Event] | None:
        ends = [
            entry
            for entry in self.entries
            if isinstance(entry.body, ENDS_LIFECYCLE)
            and not (
                isinstance(entry.body, claim_events.ClaimClosed) and not entry.body.access_ended
            )
        ]
        return ends[-1] if ends else None

    def _longest_hold(self) -> HistoryEntry[events.Event] | None:
        far = datetime.max.replace(tzinfo=self.at.tzinfo)
        holds = sorted(
            self.view.holds, key=lambda hold: (hold.latest_release or far, -_order(hold.placed_at))
        )
        if not holds:
            return None
        placed = [
            entry
            for entry in self.all_of(hold_events.HoldPlaced)
            if entry.body.hold.kind is holds[-1].kind
        ]
        return HistoryEntry(placed[-1].envelope, placed[-1].body) if placed else None

    def main_as(self, kind: type[E]) -> HistoryEntry[E] | None:
        main = self.main
        if main is None or not isinstance(main.body, kind):
            return None
        return HistoryEntry(main.envelope, main.body)

    @cached_property
    def this_period(self) -> list[HistoryEntry[events.Event]]:
        """The events since the running (or last) period was bought."""
        starts = [
            index
            for index, entry in enumerate(self.entries)
            if isinstance(entry.body, PERIOD_STARTS)
        ]
        return self.entries[starts[-1] :] if starts else list(self.entries)

    def all_of(self, kind: type[E], *, this_period: bool = False) -> list[HistoryEntry[E]]:
        entries = self.this_period if this_period else self.entries
        return [
            HistoryEntry(entry.envelope, entry.body)
            for entry in entries
            if isinstance(entry.body, kind)
        ]

    def by_id(self, event_id: str) -> HistoryEntry[events.Event]:
        return next(entry for entry in self.entries if entry.envelope.id == event_id)

    def clause_version(self, clause: str, version: int) -> ClauseVersionView | None:
        return next(
            (c for c in self.given.clauses if (c.clause, c.version) == (clause, version)), None
        )

    @property
    def plan_lost(self) -> Plan:
        """The plan whose benefits the loss took, as it was held."""
        if self.loss is None or not self.loss.plan_before:
            return self.view.plan
        return self.given.plans.of(self.loss.plan_before, self.loss.version_before)

    @property
    def plan_to_join(self) -> Plan:
        """The plan that was lost, or what replaces it, as whoever joins it now has it."""
        return self.given.plans.successor(self.plan_lost.code, self.at).plan

    @property
    def can_appeal(self) -> bool:
        """An appeal is opened against a loss within thirty days of its begin."""
        return self.loss is not None and self.at < self.loss.since + APPEAL_WITHIN

    @cached_property
    def earlier_losses(self) -> list[Loss]:
        """Those that are over, oldest first."""
        return [loss for loss in self._losses if loss.until is not None]

    @property
    def ended(self) -> bool:
        return self.view.lifecycle not in ENTITLING

    @property
    def restored_for_now(self) -> bool:
        return self.view.provisional is not None and self.view.provisional.in_force

    @property
    def in_grace(self) -> bool:
        return self.view.lifecycle is Lifecycle.GRACE

    @property
    def claim(self) -> HistoryEntry[claim_events.PaymentClaimed] | None:
        """A payment that is being checked, and counts meanwhile."""
        last = self.last(claim_events.PaymentClaimed, claim_events.ClaimClosed)
        made = self.all_of(claim_events.PaymentClaimed)
        open_ = last is not None and made and made[-1].envelope.id == last.envelope.id
        return made[-1] if open_ and made[-1].body.access else None

    @property
    def waiting(self) -> frozenset[LossKind]:
        """What would have been lost by now, and waits for a person."""
        return frozenset(change.kind for change in self.view.deferred)

    @property
    def period_over(self) -> bool:
        """The period has passed, and neither a renewal nor grace is on record yet: it falls in an
        outage, or the charge waits for a fall to a lower plan."""
        return self.view.lifecycle is Lifecycle.ACTIVE and self.view.period_end <= self.at

    # Which event says it

    def last(self, *kinds: type[events.Event]) -> HistoryEntry[events.Event] | None:
        found = [entry for entry in self.entries if isinstance(entry.body, kinds)]
        return found[-1] if found else None

    def of_version(self, version: int) -> HistoryEntry[events.Event] | None:
        return next((e for e in self.entries if e.envelope.version == version), None)

    def hold_placed(self, kind: HoldKind) -> HistoryEntry[hold_events.HoldPlaced] | None:
        found = [e for e in self.all_of(hold_events.HoldPlaced) if e.body.hold.kind is kind]
        return found[-1] if found else None

    def proof(self, *entries: HistoryEntry[Any] | None) -> tuple[Evidence, ...]:
        """As evidence, those that are there."""
        return tuple(self.of_event(entry) for entry in entries if entry is not None)

    def balance_proof(self) -> tuple[Evidence, ...]:
        return self.proof(self.last(*SETS_BALANCE)) or self.period_proof()

    def period_proof(self) -> tuple[Evidence, ...]:
        """The event since which the period ends when it does."""
        return self.proof(self.last(*SETS_PERIOD))

    # Evidence

    def of_event(self, entry: HistoryEntry[E]) -> Evidence:
        return event_evidence(entry.envelope, entry.body, self.formatter)

    def of_events(self, *kinds: type[events.Event]) -> tuple[Evidence, ...]:
        """The events of these kinds in this period, oldest first."""
        return tuple(self.of_event(e) for e in self.this_period if isinstance(e.body, kinds))

    def of_payment(self, payment: Payment) -> Evidence:
        return payment_evidence(payment, self.formatter)

    def of_login(self, login: Login) -> Evidence:
        return login_evidence(login, self.formatter)


def _order(instant: datetime) -> float:
    return instant.timestamp()
