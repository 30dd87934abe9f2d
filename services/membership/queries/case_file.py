"""What an appeal attaches by itself, so that a member has to prove nothing."""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both, several
from services.membership.contract import queries as q
from services.membership.contract.case_records import CaseRecord, CutOff
from services.membership.contract.clause_views import ClauseVersionView
from services.membership.contract.explanations import Explanation
from services.membership.contract.views import CaseFile, TimelineEntry
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
    ReportedRefund,
)
from services.membership.domain.aggregate.history import history_at
from services.membership.domain.explain import losses
from services.membership.domain.explain.loss import Loss
from services.membership.domain.explain.losses import NAMED_WITHIN, loss_named
from services.membership.domain.proof.bounding import (
    MOST_EVENTS,
    MOST_OF_A_KIND,
    Bounded,
    CaseSpan,
    bounded,
    too_many_named,
)
from services.membership.domain.proof.matching import Matcher, on_record
from services.membership.domain.terms.standing import standings
from services.membership.ports import Told
from services.membership.queries import case_records
from services.membership.queries.appellant import appellant
from services.membership.queries.explanation import explanation_of, told_by_all
from services.membership.queries.gathered import Gathered
from services.membership.queries.records import entries

_BEFORE = timedelta(days=90)
"""How far before a loss its causes are looked for."""
_MOST_LISTED = 10
_TERMS = frozenset({"CLAUSE", "PLAN"})
_MOMENT = timedelta(milliseconds=1)

R = TypeVar("R", Payment, Order)


def case_file(query: q.GetCaseFile, gathered: Gathered) -> CaseFile:
    return _Assembly(query, gathered).file()


class _Assembly:
    """One case file in the making."""

    def __init__(self, query: q.GetCaseFile, gathered: Gathered) -> None:
        self._id = query.member_id
        self._history = gathered.history(self._id)
        self._loss = _loss_meant(query, gathered)
        self._gathered = gathered
        # both the member and staff read it
        self._formatter = gathered.formatter(self._id, for_staff=True)
        around = self._lost_at or gathered.now
        self._window = CaseSpan(around - _BEFORE, around)
        known = on_record(self._paid, self._ordered, self._refunded, self._history)
        matcher = Matcher(known, self._window, self._formatter)
        self._named = tuple(matcher.match(one) for one in query.orders[:MOST_OF_A_KIND])
        self._unmatched = query.orders[MOST_OF_A_KIND:]

    def file(self) -> CaseFile:
        return CaseFile(
            member_id=self._id,
            gathered_at=self._gathered.now,
            explanation=self._then,
            explanation_now=self._now,
            lost_until=self._loss.until if self._loss else None,
            money_lost=self._money_lost(),
            timeline=tuple(self._timeline.kept),
            evidence=tuple(sorted(self._evidence(), key=_in_the_file)),
            history_hash=self._history[-1].hash,
            looks_back_to=self._window.start,
            cut_off=tuple(self._cut_off()),
            named_orders=self._named,
            appellant=appellant(self._id, self._lost_at, self._gathered),
        )

    @cached_property
    def _lost_at(self) -> datetime | None:
        """When the loss was in the record: an imported one began before the record did."""
        if self._loss is None:
            return None
        began = next(event for event in self._history if event.id == self._loss.began_by)
        return max(self._loss.since, began.happened_at)

    @property
    def _paid(self) -> list[Payment]:
        return self._gathered.payments.get(self._id, [])

    @property
    def _ordered(self) -> list[Order]:
        return self._gathered.orders.get(self._id, [])

    @property
    def _refunded(self) -> list[ReportedRefund]:
        return self._gathered.refunds.get(self._id, [])

    # Explanations

    @cached_property
    def _then(self) -> Explanation:
        return self._explained(self._told_then, self._lost_at)

    @cached_property
    def _now(self) -> Explanation:
        return self._explained(self._told_now, None)

    @cached_property
    def _told_then(self) -> Told:
        return told_by_all(self._id, history_at(self._history, self._lost_at))

    @cached_property
    def _told_now(self) -> Told:
        return told_by_all(self._id, self._history)

    def _explained(self, told: Told, at: datetime | None) -> Explanation:
        return explanation_of(told, at, self._gathered, self._formatter.display_zone)

    def _money_lost(self) -> int:
        """By this loss, while it lasts: up to now, or to the moment before it ended. One that ended
        as it began cost nothing."""
        if self._loss is None or self._lost_at is None:
            return 0
        if self._loss.until is None:
            return self._now.money_lost
        last = self._loss.until - _MOMENT
        if last < self._lost_at:
            return 0
        told = told_by_all(self._id, history_at(self._history, last, last))
        return self._explained(told, last).money_lost

    # Records

    @cached_property
    def _timeline(self) -> Bounded[TimelineEntry]:
        found = list(entries(self._id, self._gathered, self._formatter))
        return bounded(found, lambda one: one.happened_at, self._window, MOST_EVENTS)

    @cached_property
    def _payments(self) -> Bounded[Payment]:
        return bounded(self._paid, lambda one: one.paid_at, self._window, MOST_OF_A_KIND)

    @cached_property
    def _orders(self) -> Bounded[Order]:
        return bounded(self._ordered, lambda one: one.at, self._window, MOST_OF_A_KIND)

    @cached_property
    def _refunds(self) -> Bounded[ReportedRefund]:
        return bounded(self._refunded, lambda one: one.refunded_at, self._window, MOST_OF_A_KIND)

    @cached_property
    def _logins(self) -> Bounded[Login]:
        found = self._gathered.logins.get(self._id, [])
        return bounded(found, lambda one: one.at, self._window, MOST_OF_A_KIND)

    def _evidence(self) -> Iterator[CaseRecord]:
        paid = _with(self._paid, self._payments.kept, self._named_ids("PAYMENT"))
        ordered = _with(self._ordered, self._orders.kept, self._named_ids("ORDER"))
        yield from case_records.payments(paid, self._formatter)
        yield from case_records.orders(ordered, self._formatter)
        yield from case_records.refunds(self._refunds.kept, self._formatter)
        yield from case_records.logins(self._logins.kept)
        yield from case_records.notices(self._id, self._window.start, self._gathered)
        yield from self._clauses()
        yield from self._plans()

    def _named_ids(self, kind: str) -> set[str]:
        return {one.id for one in self._named if one.kind == kind}

    def _clauses(self) -> Iterator[CaseRecord]:
        then = _bound(self._told_then, self._window.around, self._gathered)
        now = _bound(self._told_now, self._gathered.now, self._gathered)
        cited = (self._then.clause, self._then.clause_version)
        return case_records.clauses(self._gathered, then, now, cited)

    def _plans(self) -> Iterator[CaseRecord]:
        then, now = self._told_then.state, self._told_now.state
        at_loss = {(then.plan, then.plan_version)}
        if self._loss:
            at_loss.add((self._loss.plan_before, self._loss.version_before))
        return case_records.plans(self._gathered, at_loss, (now.plan, now.plan_version))

    def _cut_off(self) -> Iterator[CutOff]:
        found: tuple[tuple[str, Bounded[Any]], ...] = (
            ("EVENT", self._timeline),
            ("PAYMENT", self._payments),
            ("ORDER", self._orders),
            ("REFUND", self._refunds),
            ("LOGIN", self._logins),
        )
        for kind, selected in found:
            yield from selected.cut_off(kind, self._window, self._formatter)
        if self._unmatched:
            yield too_many_named(len(self._unmatched))


def _in_the_file(record: CaseRecord) -> tuple[bool, datetime]:
    """What happened, oldest first; then the terms under which it did."""
    return record.kind in _TERMS, record.at


def _with(all_of: Sequence[R], kept: Sequence[R], named: Set[str]) -> list[R]:
    """What the file holds: what is near the loss, and what the member names whenever it was."""
    wanted = {one.order_id for one in kept} | named
    return [one for one in all_of if one.order_id in wanted]


def _bound(told: Told, at: datetime, gathered: Gathered) -> list[ClauseVersionView]:
    """How all clause versions stood for the member then."""
    catalog = gathered.catalog
    known = standings(told.state, catalog, catalog.in_force(at))
    return [one for one in known if one.published_at <= at]


def _loss_meant(query: q.GetCaseFile, gathered: Gathered) -> Loss | None:
    """None where there is no loss.

    Raises:
        InvalidInput: there are losses, and none of them is the one that is meant.
    """
    found = losses(gathered.history(query.member_id))
    if not found:
        return None
    return _meant(found, query.lost_at, gathered.now) if query.lost_at else found[-1]


def _meant(found: Sequence[Loss], at: datetime, now: datetime) -> Loss:
    loss = loss_named(found, at, now)
    if loss is not None:
        return loss
    times = [one.since for one in found[-_MOST_LISTED:]]
    raise InvalidInput(
        both(
            "{at} 前后没有失去会员的记录。有记录的时间是：{losses}。请填写其中一个"
            "（相差不超过 {hours} 小时），或不填 lostAt，即指最近一次。",
            "Nothing was lost around {at}. Losses on record began: {losses}. Name one of them, at "
            "most {hours} hours off, or leave lostAt out for the latest.",
            at=at,
            losses=several(times),
            hours=NAMED_WITHIN // timedelta(hours=1),
        ),
        field="lostAt",
        details={"losses": [time.isoformat() for time in times]},
    )
