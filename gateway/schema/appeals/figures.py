"""How appeals are doing, in figures."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.appeals.words import Verdict
from gateway.schema.basics.results import UNTIL_2027, AnyProblem, answers
from gateway.schema.basics.scalars import Money, mapped
from gateway.schema.membership.words import Cause, RemedyKind
from gateway.schema.permissions import ADMINS, query
from services.appeals.contract import figures as contract


@strawberry.type(description="How long it took: median and 90th percentile, in seconds.")
class Spread:
    count: int
    median: int | None
    p90: int | None

    @classmethod
    def of(cls, view: contract.Spread) -> "Spread":
        return mapped(cls, view)


@strawberry.type(description="How appeals about losses of one cause were decided.")
class CauseFigures:
    cause: Cause
    upheld: int
    partly: int
    rejected: int

    @classmethod
    def of(cls, view: contract.CauseFigures) -> "CauseFigures":
        of = view.verdicts
        return cls(
            cause=view.cause,
            upheld=of.get(Verdict.UPHELD, 0),
            partly=of.get(Verdict.PARTLY, 0),
            rejected=of.get(Verdict.REJECTED, 0),
        )


@strawberry.type(description="What one of the staff has to do, and did.")
class ReviewerFigures:
    reviewer: strawberry.ID
    open: int = strawberry.field(description="Appeals that they have now.")
    decided: int = strawberry.field(description="Within the period.")

    @classmethod
    def of(cls, view: contract.ReviewerFigures) -> "ReviewerFigures":
        return mapped(cls, view, reviewer=strawberry.ID(view.reviewer))


@strawberry.type(description="What remedies of one kind gave.")
class RemedyFigures:
    remedy: RemedyKind
    count: int
    days: int
    credited: Money

    @classmethod
    def of(cls, view: contract.RemedyFigures) -> "RemedyFigures":
        return mapped(cls, view, credited=Money.of(view.credited))


@strawberry.type(
    description="`open` and `overdue` are of now, all else of the period. Times are from when an "
    "appeal, or its last round, was opened."
)
class AppealFigures:
    open: int
    overdue: int
    submitted: int
    first_answer: Spread
    decision: Spread
    causes: list[CauseFigures] = strawberry.field(description="Most decisions first.")
    reviewers: list[ReviewerFigures] = strawberry.field(description="Most to do first.")
    remedies: list[RemedyFigures]

    @classmethod
    def of(cls, view: contract.AppealFigures) -> "AppealFigures":
        return mapped(
            cls,
            view,
            first_answer=Spread.of(view.first_answer),
            decision=Spread.of(view.decision),
            causes=[CauseFigures.of(one) for one in view.causes],
            reviewers=[ReviewerFigures.of(one) for one in view.reviewers],
            remedies=[RemedyFigures.of(one) for one in view.remedies],
        )


AppealFiguresResult = Annotated[
    AppealFigures | AnyProblem, answers("AppealFiguresResult", "Appeals in figures.")
]

_MEASURED = "Appeals in figures, from `since` to before `until`, within a year."


@strawberry.type
class FigureQueries:
    @query(*ADMINS, typed=True, description=_MEASURED)
    async def measure_appeals(
        self, info: Info, since: datetime, until: datetime
    ) -> AppealFiguresResult:
        return await _measured(info, since, until)

    @query(*ADMINS, description=_MEASURED, instead=f"Ask for `measureAppeals`, {UNTIL_2027}")
    async def appeal_figures(self, info: Info, since: datetime, until: datetime) -> AppealFigures:
        return await _measured(info, since, until)


async def _measured(info: Info, since: datetime, until: datetime) -> AppealFigures:
    asked = contract.GetFigures(since=since, until=until)
    view = await info.context.readers.appeals.ask(asked, contract.AppealFigures)
    return AppealFigures.of(view)
