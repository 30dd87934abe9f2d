"""Falls for want of points, and what would have kept the plan, or brings it back."""

from services.membership.contract import points_events as p
from services.membership.contract.explanations import Evidence
from services.membership.contract.words import Cause
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.falls import (
    Fall,
    clause_cited,
    evidence_of,
    fall_by_clause,
    fell,
    receipt_of,
    title,
    warning_of,
)
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import claim


def too_few(facts: Facts) -> Finding | None:
    fall = fall_by_clause(facts, Cause.POINTS_SHORTFALL)
    warning = warning_of(facts, fall) if fall else None
    receipt = receipt_of(facts, fall, warning) if fall and warning else None
    if fall is None or warning is None or receipt is None:
        return None
    if not isinstance(warning.body, p.PointsWarned):
        return None
    return Finding(
        cause=Cause.POINTS_SHORTFALL,
        summary=(
            claim(
                "条款《{title}》第 {version} 版约定，{plan}须有 {threshold} 分，"
                "计最近 {days} 天的订单；您差 {spend} 的消费。我们的提醒在 {warned} 送达了您。",
                "Under the clause “{title}”, version {version}, {plan} asks for {threshold} points "
                "from the orders of {days} days; you were {spend} of spending short. Our warning "
                "reached you on {warned}.",
                on=(*clause_cited(facts, fall), *facts.proof(warning, receipt)),
                title=title(facts, fall),
                version=fall.body.clause_version,
                plan=facts.formatter.plan(fall.body.from_plan, fall.body.from_version),
                threshold=warning.body.threshold,
                days=warning.body.days,
                spend=facts.formatter.money(warning.body.spend),
                warned=facts.formatter.when(receipt.body.received_at),
            ),
            fell(facts, fall),
        ),
        prevention=claim(
            "{at} 前消费 {spend}，等级就不会变。",
            "Spending {spend} before {at} would have kept your plan.",
            on=facts.proof(warning, fall),
            at=facts.formatter.when(fall.envelope.happened_at),
            spend=facts.formatter.money(warning.body.spend),
        ),
        evidence=(*_orders(facts, fall), *evidence_of(facts, fall)),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def _orders(facts: Facts, fall: Fall) -> tuple[Evidence, ...]:
    """What counted, and what was taken back."""
    kinds = (p.SpendingCounted, p.SpendingTakenBack)
    before = [e for e in facts.entries if e.envelope.version < fall.envelope.version]
    return facts.proof(*(entry for entry in before if isinstance(entry.body, kinds)))
