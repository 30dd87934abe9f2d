"""What to spend to keep a plan that points are short for, or to have it back."""

from collections import Counter
from collections.abc import Iterable

from services.membership.contract import events, hold_events, staff_events
from services.membership.contract import points_events as p
from services.membership.contract.remedy_events import RemedyApplied
from services.membership.contract.words import Cause
from services.membership.domain.conditions.points_rule import PointsRule, rule_of
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.falls import fall_by_clause
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import claim
from services.membership.domain.explain.step import PossibleStep

_SETTLE_IT = (
    p.PointsMet,
    events.MembershipDowngraded,
    events.MembershipUpgraded,
    events.MembershipRenewed,
    events.OutageNoted,
    RemedyApplied,
    staff_events.PlanGranted,
    hold_events.HoldReleased,
)


def spend(facts: Facts, finding: Finding) -> Iterable[PossibleStep]:
    warning = _open_warning(facts)
    if warning:
        yield from _to_keep(facts, warning)
    elif finding.cause is Cause.POINTS_SHORTFALL:
        yield from _to_have_back(facts)


def _to_keep(facts: Facts, warning: HistoryEntry[p.PointsWarned]) -> Iterable[PossibleStep]:
    until, plan = warning.body.downgrade_at, facts.view.plan
    rule = _rule(facts, warning.body.clause, warning.body.clause_version, plan.code)
    amount = rule.to_spend(rule.lasting(until)) if rule else warning.body.spend
    yield PossibleStep(
        action="SPEND",
        says=claim(
            "{at} 前再消费 {spend}，即可保留「{plan}」。",
            "Spend another {spend} before {at} and you keep {plan}.",
            on=facts.proof(warning),
            at=facts.formatter.when(until),
            spend=facts.formatter.money(amount),
            plan=plan.name,
        ),
        amount=amount,
        until=until,
    )


def _to_have_back(facts: Facts) -> Iterable[PossibleStep]:
    fall = fall_by_clause(facts, Cause.POINTS_SHORTFALL)
    if fall is None:
        return
    rule = _rule(facts, fall.body.clause, fall.body.clause_version, fall.body.from_plan)
    if rule is None:
        return
    amount = rule.to_spend(facts.at)
    yield PossibleStep(
        action="SPEND",
        says=claim(
            "再消费 {spend}，「{plan}」自动恢复。",
            "Spend another {spend} and {plan} comes back by itself.",
            on=facts.proof(fall),
            spend=facts.formatter.money(amount),
            plan=facts.formatter.plan(fall.body.from_plan, fall.body.from_version),
        ),
        amount=amount,
    )


def _rule(facts: Facts, clause: str, version: int, plan: str) -> PointsRule | None:
    known = facts.clause_version(clause, version)
    return rule_of(known, plan, _spent(facts)) if known else None


def _spent(facts: Facts) -> dict[str, int]:
    spent: Counter[str] = Counter()
    for entry in facts.all_of(p.SpendingCounted):
        spent[entry.body.at.date().isoformat()] += entry.body.amount
    for back in facts.all_of(p.SpendingTakenBack):
        spent[back.body.at.date().isoformat()] -= back.body.amount
    return dict(spent)


def _open_warning(facts: Facts) -> HistoryEntry[p.PointsWarned] | None:
    if not facts.view.entitled:
        return None
    last = facts.last(p.PointsWarned, *_SETTLE_IT)
    warning = facts.all_of(p.PointsWarned)[-1:]
    if not warning or last is None or last.envelope.id != warning[0].envelope.id:
        return None
    return warning[0] if facts.at < warning[0].body.downgrade_at else None
