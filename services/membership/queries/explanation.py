"""Gathers what an explanation is made of."""

from datetime import datetime

from services.membership.contract import queries as q
from services.membership.contract.views import ClausesView, Explanation
from services.membership.domain.evidence import Login, Order, Payment
from services.membership.domain.evolve import fold
from services.membership.domain.explain import (
    ExplainInput,
    LoginRecord,
    OrderRecord,
    PaymentRecord,
    explain,
)
from services.membership.domain.history import history_at
from services.membership.domain.standing import standings
from services.membership.domain.wording.speech import Wall
from services.membership.queries.gathered import Gathered
from services.membership.queries.records import view_at


def explanation(query: q.GetExplanation, gathered: Gathered) -> Explanation:
    wall = gathered.wall(query.member_id, for_staff=query.for_staff)
    return explanation_at(query.member_id, query.at, gathered, wall, query.known_at)


def explanation_at(
    member_id: str,
    at: datetime | None,
    gathered: Gathered,
    wall: Wall,
    known_at: datetime | None = None,
) -> Explanation:
    """`at` none: now; `known_at` none: by everything that is recorded."""
    history = history_at(gathered.history(member_id), at, known_at)
    at = at or gathered.now
    state = fold(member_id, history)
    bound = gathered.catalog.in_force(at)
    return explain(
        ExplainInput(
            member_id=member_id,
            at=at,
            history=tuple(history),
            membership=view_at(member_id, history, gathered),
            plans=gathered.catalog.plans,
            currency=gathered.currency,
            clauses=tuple(
                one for one in standings(state, gathered.catalog, bound) if one.published_at <= at
            ),
            payments=tuple(
                _payment(one)
                for one in gathered.payments.get(member_id, [])
                if known_at is None or one.recorded_at <= known_at
            ),
            orders=tuple(_order(one) for one in gathered.orders.get(member_id, [])),
            logins=tuple(_login(one) for one in gathered.logins.get(member_id, [])),
            wall=wall,
        )
    )


def _payment(one: Payment) -> PaymentRecord:
    return PaymentRecord(
        order_id=one.order_id,
        amount=one.amount,
        paid_at=one.paid_at,
        recorded_at=one.recorded_at,
        purpose=one.purpose,
        outcome="RENEWED" if one.renewed else "TO_BALANCE",
        pays_from=one.pays_from,
    )


def _order(one: Order) -> OrderRecord:
    return OrderRecord(
        order_id=one.order_id, at=one.at, full_price=one.full_price, paid_price=one.paid_price
    )


def _login(one: Login) -> LoginRecord:
    return LoginRecord(
        login_id=one.login_id,
        at=one.at,
        device_id=one.device_id,
        known=one.known,
        passed_second_factor=one.passed_second_factor,
    )


def clauses(query: q.GetClauses, gathered: Gathered) -> ClausesView:
    held = gathered.held.get(query.member_id)
    bound = gathered.catalog.in_force(gathered.now)
    state = held.state if held else None
    return ClausesView(versions=tuple(standings(state, gathered.catalog, bound)))
