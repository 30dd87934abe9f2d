"""A renewal at the price held that waits for the money: an offer that a decision made.

It is taken up by itself as soon as the balance covers it, and ends when its time is over, or when
the membership runs again by another way.
"""

from datetime import datetime, timedelta

from services.membership.contract.remedy_events import RenewalOffered, RenewalOfferEnded
from services.membership.contract.words import Cause, Lifecycle, RenewedVia
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.periods.renewal import charge_and_renew
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.terms import held_terms

OFFER_STANDS = timedelta(days=7)


def offer(
    recorder: Recorder, remedy_id: str, appeal_number: str, cause: Cause, reason: str
) -> None:
    state = recorder.state
    recorder.record(
        RenewalOffered(
            remedy_id=remedy_id,
            appeal_number=appeal_number,
            loss_cause=cause,
            plan=state.plan,
            plan_version=state.plan_version,
            price=state.price,
            balance=state.balance,
            missing=state.price - state.balance,
            until=recorder.now + OFFER_STANDS,
            reason=reason,
        ),
        cause=cause,
    )


def open_offer(state: Membership) -> datetime | None:
    """Until when one stands for a membership that is over; in grace every renewal is like it."""
    return state.offered_until if state.lifecycle is Lifecycle.EXPIRED else None


def take_up(recorder: Recorder) -> None:
    """The period follows on the one that ended, as if it had been renewed in grace."""
    state = recorder.state
    if open_offer(state) is not None and state.balance >= state.price and not state.owed:
        terms = held_terms(state, recorder.catalog)
        charge_and_renew(recorder, RenewedVia.MEMBER, terms=terms)


def let_end(recorder: Recorder, at: datetime) -> None:
    state = recorder.state
    recorder.record(
        RenewalOfferEnded(plan=state.plan, plan_version=state.plan_version, price=state.price),
        at=at,
    )
