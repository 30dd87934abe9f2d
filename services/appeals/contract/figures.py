"""How appeals are doing, in figures."""

from datetime import datetime

import msgspec

from services.appeals.contract.query import Query
from services.appeals.contract.words import Verdict
from services.membership.contract.words import Cause, RemedyKind


class GetFigures(Query, frozen=True, kw_only=True):
    """-> AppealFigures of what happened from `since` to before `until`, a year at most."""

    since: datetime
    until: datetime


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """`median` and `p90` by nearest rank, in seconds to three digits; none where there is
    nothing."""

    count: int
    median: int | None
    p90: int | None


class CauseFigures(msgspec.Struct, frozen=True, kw_only=True):
    cause: Cause
    verdicts: dict[Verdict, int]


class ReviewerFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`open`: appeals that the reviewer has now, up to 500; `decided`: within the period."""

    reviewer: str
    open: int
    decided: int


class RemedyFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`days` granted; `credited` in minor units."""

    remedy: RemedyKind
    count: int
    days: int
    credited: int


class AppealFigures(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`open` and `overdue` (up to 10,000): now; all else within the period. Times are from the
    opening of an appeal, or of its last round, in plain time."""

    open: int
    overdue: int
    submitted: int
    first_answer: Spread
    decision: Spread
    causes: tuple[CauseFigures, ...]
    reviewers: tuple[ReviewerFigures, ...]
    remedies: tuple[RemedyFigures, ...]
