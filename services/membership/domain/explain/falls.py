"""A fall to a lower plan under a clause: what the record has of it, and how it is told."""

from datetime import timedelta

from infra.kernel.text import LocalText
from services.membership.contract import clause_events, events
from services.membership.contract.clause_views import ClauseVersionView
from services.membership.contract.explanations import Evidence
from services.membership.contract.words import Cause
from services.membership.domain.conditions.inactivity import WARN_DAYS
from services.membership.domain.explain.evidence import clause_evidence
from services.membership.domain.explain.facts import Facts, HistoryEntry
from services.membership.domain.explain.loss import cause_of
from services.membership.domain.explain.sentences import Statement, claim

Fall = HistoryEntry[events.MembershipDowngraded]


def fall_by_clause(facts: Facts, cause: Cause | None = None) -> Fall | None:
    fall = facts.main_as(events.MembershipDowngraded)
    if fall is None or not fall.body.clause:
        return None
    return fall if cause in {None, cause_of(fall.envelope, fall.body)} else None


def notices(facts: Facts, fall: Fall) -> list[HistoryEntry[clause_events.NoticeDelivered]]:
    return [
        notice
        for notice in facts.all_of(clause_events.NoticeDelivered)
        if notice.body.clause == fall.body.clause
        and notice.body.clause_version == fall.body.clause_version
    ]


def evidence_of(facts: Facts, fall: Fall) -> tuple[Evidence, ...]:
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    warning = warning_of(facts, fall)
    receipt = receipt_of(facts, fall, warning) if warning else None
    return (
        *((clause_evidence(version),) if version else ()),
        *facts.proof(*notices(facts, fall)),
        *facts.proof(warning),
        *facts.proof(receipt),
        *facts.proof(fall),
    )


def clause_cited(facts: Facts, fall: Fall) -> tuple[Evidence, ...]:
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    return (clause_evidence(version),) if version else ()


def title(facts: Facts, fall: Fall) -> LocalText | str:
    version: ClauseVersionView | None = facts.clause_version(
        fall.body.clause, fall.body.clause_version
    )
    return version.title if version else fall.body.clause


def fell(facts: Facts, fall: Fall) -> Statement:
    return claim(
        "{at}，您的等级由「{before}」降为「{after}」，会员仍然有效。",
        "On {at} your plan fell from {before} to {after}. You are still a member.",
        on=facts.proof(fall),
        at=facts.formatter.when(fall.envelope.happened_at),
        before=facts.formatter.plan(fall.body.from_plan, fall.body.from_version),
        after=facts.formatter.plan(fall.body.to_plan, fall.body.to_version),
    )


def our_fault(facts: Facts, fall: Fall) -> Statement:
    return claim(
        "这是我们的责任，应当恢复您的等级。",
        "That is our fault, and your plan is due back to you.",
        on=facts.proof(fall),
    )


def warning_of(facts: Facts, fall: Fall) -> HistoryEntry[clause_events.ClauseWarning] | None:
    """The last warning before the fall that was about it, and of inactivity: about this spell."""
    before = [
        warning
        for warning in facts.all_of(clause_events.ClauseWarning)
        if warning.body.clause == fall.body.clause
        and warning.envelope.version < fall.envelope.version
        and warning.body.to_plan == fall.body.to_plan
        and fall.body.last_login_at in {None, getattr(warning.body, "last_login_at", None)}
    ]
    return before[-1] if before else None


def receipt_of(
    facts: Facts, fall: Fall, warning: HistoryEntry[clause_events.ClauseWarning]
) -> HistoryEntry[clause_events.WarningReceived] | None:
    """Of that warning, as long before the fall as the clause promises."""
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    days = float(version.parameters.get("warn_days", WARN_DAYS)) if version else WARN_DAYS
    latest = fall.envelope.happened_at - timedelta(days=days)
    received = [
        entry
        for entry in facts.all_of(clause_events.WarningReceived)
        if entry.body.warning_id == warning.envelope.id and entry.body.received_at <= latest
    ]
    return received[0] if received else None
