"""What happened by the clause `points`: to what was spent, and to the plan that it keeps."""

from datetime import datetime

from services.membership.contract.clause_events import ClauseWarning
from services.membership.contract.events import Event


class SpendingCounted(Event, frozen=True, kw_only=True):
    """An order counts towards points. `amount`: what was paid for it, in minor units."""

    order_id: str
    amount: int
    at: datetime


class SpendingTakenBack(Event, frozen=True, kw_only=True):
    """So much of an order made at `at` was refunded, and counts no more. What followed while it
    counted stays."""

    order_id: str
    refund_id: str
    amount: int
    at: datetime


class PointsWarned(ClauseWarning, frozen=True, kw_only=True):
    """`points`: as many as count at `points_at` if nothing is spent until then, which is so long
    after `downgrade_at` that no other warning follows at once; `spend`: what has to be spent before
    the downgrade for enough then, in minor units. `days`: how long an order counts."""

    points: int
    points_at: datetime
    threshold: int
    spend: int


class PointsMet(Event, frozen=True, kw_only=True):
    """The plan that was warned of stays: what counts is enough again."""

    plan: str
    plan_version: int
    clause: str
    clause_version: int
