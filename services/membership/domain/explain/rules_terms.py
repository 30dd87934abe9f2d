"""New terms that give less than those before: with the notice that they need, or without it."""

from services.membership.contract.explanations import Evidence
from services.membership.contract.terms_events import TermsAnnounced, TermsBound, TermsReceived
from services.membership.contract.words import Cause
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.terms.publishing import NOTICE_PERIOD
from services.membership.domain.wording.speech import say


def terms_without_notice(facts: Facts) -> Finding | None:
    """No receipt of the member's own notice is on record, or it came later than 30 days before."""
    bound = facts.main_as(TermsBound)
    if bound is None or _told_in_time(facts, bound):
        return None
    return Finding(
        cause=Cause.UNNOTIFIED_CHANGE,
        summary=(
            _new_terms(facts, bound),
            claim(
                "没有记录证明通知在 30 天之前送达过您，所以新条件不该用在您身上，这是我们的责任。",
                "No record proves that a notice reached you 30 days before, so the new terms "
                "should not have been applied to you. That is our fault.",
                on=facts.proof(bound),
            ),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=_notices(facts, bound),
    )


def new_terms(facts: Facts) -> Finding | None:
    bound = facts.main_as(TermsBound)
    if bound is None:
        return None
    told = _receipt(facts, bound)
    return Finding(
        cause=Cause.CLAUSE_CHANGED,
        summary=(_new_terms(facts, bound), *((_told(facts, told),) if told else ())),
        prevention=plain("other_plan_before_renewing"),
        evidence=_notices(facts, bound),
    )


def _new_terms(facts: Facts, bound: HistoryEntry[TermsBound]) -> Statement:
    body, name = bound.body, facts.formatter.plan
    moved = say("，套餐改为「{plan}」", "; your plan is {plan} now",
                plan=name(body.plan, body.plan_version))  # fmt: skip
    return claim(
        "从 {at} 开始的这一期起，「{before}」适用新条件{moved}。{changes}。",
        "With the period that began on {at}, {before} went on under new terms{moved}. {changes}.",
        on=facts.proof(bound),
        at=facts.formatter.when(bound.envelope.happened_at),
        before=name(body.plan_before, body.version_before),
        moved=moved if body.plan != body.plan_before else "",
        changes=body.changes,
    )


def _told(facts: Facts, told: HistoryEntry[TermsReceived]) -> Statement:
    return claim(
        "事先的通知已于 {at} 送达您。",
        "The notice of it had reached you on {at}.",
        on=facts.proof(told),
        at=facts.formatter.when(told.body.received_at),
    )


def _receipt(facts: Facts, bound: HistoryEntry[TermsBound]) -> HistoryEntry[TermsReceived] | None:
    key = bound.body.plan, bound.body.plan_version
    found = [
        one
        for one in facts.all_of(TermsReceived)
        if (one.body.plan, one.body.plan_version) == key
        and one.envelope.version < bound.envelope.version
    ]
    return found[0] if found else None


def _told_in_time(facts: Facts, bound: HistoryEntry[TermsBound]) -> bool:
    told = _receipt(facts, bound)
    begun = bound.envelope.happened_at
    return told is not None and told.body.received_at + NOTICE_PERIOD <= begun


def _notices(facts: Facts, bound: HistoryEntry[TermsBound]) -> tuple[Evidence, ...]:
    announced = [one for one in facts.all_of(TermsAnnounced) if one.body.plan == bound.body.plan]
    return facts.proof(*announced[-1:], _receipt(facts, bound), bound)
