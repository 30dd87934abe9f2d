"""Gathers what an explanation is made of."""

from collections.abc import Sequence
from datetime import datetime

from infra.kernel.errors import NotFound
from infra.kernel.events import GENESIS, EventEnvelope
from infra.kernel.sentences import both
from services.membership.contract import queries as q
from services.membership.contract.explanations import Explanation
from services.membership.contract.views import AnnouncementView, ClausesView
from services.membership.domain.aggregate.history import history_at
from services.membership.domain.explain import ExplainInput, explain
from services.membership.domain.folding.evolve import fold_readable
from services.membership.domain.terms.standing import standings
from services.membership.domain.view import view_of
from services.membership.domain.wording.speech import DisplayZone
from services.membership.ports import Told, clause_aggregate
from services.membership.queries.gathered import Gathered


def explanation(query: q.GetExplanation, gathered: Gathered) -> Explanation:
    display_zone = gathered.display_zone(query.member_id, for_staff=query.for_staff)
    told = gathered.told(query)
    return explanation_of(told, query.at, gathered, display_zone, query.known_at)


def explanation_at(
    member_id: str,
    at: datetime | None,
    gathered: Gathered,
    display_zone: DisplayZone,
) -> Explanation:
    """By the whole history. `at` none: now."""
    told = told_by_all(member_id, history_at(gathered.history(member_id), at))
    return explanation_of(told, at, gathered, display_zone)


def told_by_all(member_id: str, history: Sequence[EventEnvelope]) -> Told:
    """As far as it can be read."""
    state, readable = fold_readable(member_id, history)
    return Told(state, history[readable - 1].hash if readable else GENESIS, tuple(history))


def explanation_of(
    told: Told,
    at: datetime | None,
    gathered: Gathered,
    display_zone: DisplayZone,
    known_at: datetime | None = None,
) -> Explanation:
    """`at` none: now; `known_at` none: by everything that is recorded."""
    at, state, member_id = at or gathered.now, told.state, told.state.member_id
    bound = gathered.catalog.in_force(at)
    return explain(
        ExplainInput(
            member_id=member_id,
            at=at,
            history=told.history,
            whole_until=told.whole_until,
            membership=view_of(state, gathered.catalog.as_of(at), gathered.currency, told.hash, at),
            plans=gathered.catalog.plans.known_at(at),
            currency=gathered.currency,
            clauses=tuple(
                one for one in standings(state, gathered.catalog, bound) if one.published_at <= at
            ),
            payments=tuple(
                one
                for one in gathered.payments.get(member_id, [])
                if known_at is None or one.recorded_at <= known_at
            ),
            orders=tuple(gathered.orders.get(member_id, [])),
            logins=tuple(gathered.logins.get(member_id, [])),
            display_zone=display_zone,
        )
    )


def clauses(query: q.GetClauses, gathered: Gathered) -> ClausesView:
    loaded = gathered.loaded.get(query.member_id)
    bound = gathered.catalog.in_force(gathered.now)
    state = loaded.state if loaded else None
    return ClausesView(versions=tuple(standings(state, gathered.catalog, bound)))


def announcement(query: q.GetAnnouncement, gathered: Gathered) -> AnnouncementView:
    """
    Raises:
        NotFound: nothing was published under this number.
    """
    history = gathered.histories.get(clause_aggregate(query.clause), [])
    for event in history:
        if event.body["clause_version"] == query.clause_version:
            return AnnouncementView(facts=event.body)
    raise NotFound(
        both(
            "条款 {clause} 没有第 {version} 版。",
            "Clause {clause} has no version {version}.",
            clause=query.clause,
            version=query.clause_version,
        )
    )
