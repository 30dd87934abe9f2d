"""Payments from before a membership was taken over.

What they paid for may have been given by the former platform, whatever its record says. Where that
time is over there is nothing left to give by a rule: the payment is kept, and a person looks at it.
"""

from datetime import datetime

from services.membership.contract.words import CaseReason
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.periods.series import first_period
from services.membership.domain.recording.cases import want_case
from services.membership.domain.recording.recorder import Recorder


def is_of_the_past(
    state: Membership, catalog: Catalog, paid_at: datetime, pays_from: datetime | None = None
) -> bool:
    """Whether a payment of before the import is for a time that was over by the import."""
    taken_over = state.imported_at
    if taken_over is None or paid_at >= taken_over or live(state):
        return False
    begins = pays_from or max(paid_at, state.period_end)
    zone = state.anchor.zone if state.anchor else catalog.zone
    return first_period(catalog.held(state).period, begins, zone).end <= taken_over


def have_looked_at(recorder: Recorder) -> None:
    want_case(recorder, CaseReason.RECORDS_DISAGREE, None)
