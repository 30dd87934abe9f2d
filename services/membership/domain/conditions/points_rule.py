"""The rule of the clause `points`: how many points a member has, and when they will be too few.

An order counts for `span_days`, to the end of the day (UTC).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from services.membership.contract.clause_views import ClauseVersionView
from services.membership.domain.aggregate.catalog import ClauseVersion
from services.membership.domain.terms.clause_parameters import THRESHOLD

CLAUSE = "points"
TIME_TO_REACH = timedelta(days=1)


class PointsRule(msgspec.Struct, frozen=True, kw_only=True):
    """The clause as it applies to a member on one plan. `per_hundred`: points for a hundred minor
    units. `spent`: minor units by day."""

    version: int
    threshold: int
    per_hundred: float
    span: timedelta
    warned_for: timedelta
    spent: Mapping[str, int]

    def points(self, at: datetime) -> int:
        """As many as count at `at`."""
        return self._of(sum(amount for day, amount in self.spent.items() if self.ends(day) > at))

    def ends(self, day: str) -> datetime:
        """Until when the orders of a day count."""
        begins = datetime.combine(date.fromisoformat(day), time.min, UTC)
        return begins + timedelta(days=1) + self.span

    def short_from(self, at: datetime) -> datetime | None:
        """The first instant from `at` on at which too few count, if nothing more is spent."""
        changes = (at, *(end for day in sorted(self.spent) if (end := self.ends(day)) > at))
        return next((one for one in changes if self.points(one) < self.threshold), None)

    def lasting(self, at: datetime) -> datetime:
        """So long after a downgrade that who has enough then is not warned again at once."""
        return at + self.warned_for + TIME_TO_REACH

    def to_spend(self, at: datetime) -> int:
        """What is missing for the threshold, in minor units."""
        missing = max(self.threshold - self.points(at), 0)
        return -int(-missing * 100 // self.per_hundred)

    def _of(self, amount: int) -> int:
        return max(int(amount * self.per_hundred // 100), 0)


def rule_of(
    clause: ClauseVersion | ClauseVersionView, plan: str, spent: Mapping[str, int]
) -> PointsRule | None:
    """None where the plan asks for no points."""
    threshold = int(clause.parameters.get(THRESHOLD + plan, 0))
    if threshold <= 0:
        return None
    return PointsRule(
        version=clause.version,
        threshold=threshold,
        per_hundred=float(clause.parameters["points_per_hundred"]),
        span=timedelta(days=float(clause.parameters["span_days"])),
        warned_for=timedelta(days=float(clause.parameters["warn_days"])),
        spent=spent,
    )
