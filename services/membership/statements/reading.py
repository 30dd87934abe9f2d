"""Answers about statements of reasons."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from infra.kernel.paging import checked_first
from services.membership.contract.queries import GetStatements
from services.membership.contract.query import Query
from services.membership.contract.statements import StatementOfReasons, StatementsPage
from services.membership.contract.views import Answer
from services.membership.ports import Context, Told
from services.membership.queries.explanation import explanation_of
from services.membership.queries.gathered import Gathered, gather
from services.membership.statements.domain.adverse import AdverseEvent, adverse_events
from services.membership.statements.domain.statement import statement_of


class StatementReading:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self.answers: Final[dict[type[Query], Callable[[Any], Awaitable[Answer]]]] = {
            GetStatements: self._page,
        }

    async def _page(self, query: GetStatements) -> StatementsPage:
        """
        Raises:
            NotFound: nothing is known of the member.
            InvalidInput: too many are asked for.
        """
        checked_first(query.first)
        return statements_page(query, await gather(self._ctx, [query]))


def statements_page(query: GetStatements, gathered: Gathered) -> StatementsPage:
    history = gathered.history(query.member_id)
    found = [
        one
        for one in adverse_events(query.member_id, history, gathered.catalog.plans)
        if not query.versions or one.envelope.version in query.versions
    ]
    later = [one for one in found if one.envelope.version > query.after]
    shown = later[: query.first]
    return StatementsPage(
        statements=tuple(_statement(one, query, gathered) for one in shown),
        total=len(found),
        has_more=len(later) > len(shown),
    )


def _statement(
    adverse: AdverseEvent, query: GetStatements, gathered: Gathered
) -> StatementOfReasons:
    formatter = gathered.formatter(query.member_id, for_staff=query.for_staff)
    history, envelope = gathered.history(query.member_id), adverse.envelope
    told = Told(adverse.after, envelope.hash, tuple(history[: envelope.version]))
    zone = formatter.display_zone
    explanation = explanation_of(told, envelope.happened_at, gathered, zone)
    return statement_of(adverse, explanation, history, gathered.catalog, formatter)
