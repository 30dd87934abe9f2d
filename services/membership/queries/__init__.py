"""Answers queries: everything that several of them need is read in one go, then each is answered
without further reading."""

from collections.abc import Callable
from typing import Any

from infra.kernel.errors import AppError, to_record
from services.membership.contract import queries as q
from services.membership.contract.passing_queries import GetPassing, GetUpgrades
from services.membership.contract.plans import PlansView
from services.membership.contract.query import Query
from services.membership.contract.views import Answer, Failed
from services.membership.ports import Context
from services.membership.queries import case_file, explanation, passing, records, remedies
from services.membership.queries.gathered import Gathered, gather

__all__ = ["read"]


async def read(ctx: Context, queries: list[q.AnyQuery]) -> list[Answer]:
    """Each answer in its place; `Failed` where one cannot be given."""
    gathered = await gather(ctx, queries)
    return [_answer(query, gathered) for query in queries]


def _answer(query: q.AnyQuery, gathered: Gathered) -> Answer:
    try:
        return _ANSWERS[type(query)](query, gathered)
    except AppError as error:
        return Failed(error=to_record(error))


def _plans(query: q.GetPlans, gathered: Gathered) -> PlansView:
    known, now = gathered.catalog.plans, gathered.now
    offers = known.on_offer(now)
    others = (known.current(code, now).plan for code in known.versions if code not in offers)
    plans = sorted((offer.plan for offer in offers.values()), key=lambda plan: plan.rank)
    return PlansView(plans=tuple(plans), currency=gathered.currency, past=tuple(others))


_ANSWERS: dict[type[Query], Callable[[Any, Gathered], Answer]] = {
    q.GetMembership: records.membership,
    q.GetTimeline: records.timeline,
    q.GetExplanation: explanation.explanation,
    q.GetClauses: explanation.clauses,
    q.GetAnnouncement: explanation.announcement,
    q.GetPlans: _plans,
    q.GetLedger: records.ledger,
    q.GetRecord: records.record,
    GetPassing: passing.passing,
    GetUpgrades: passing.upgrades,
    q.GetHistory: records.history_page,
    q.GetCaseFile: case_file.case_file,
    q.PreviewRemedy: remedies.preview,
}
