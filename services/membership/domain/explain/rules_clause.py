"""Falls to a lower plan under a clause: rightly, or without the notice that was promised."""

from infra.kernel.text import LocalText
from services.membership.contract import clause_events, events
from services.membership.contract.clause_views import ClauseVersionView
from services.membership.contract.words import Cause
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.falls import (
    Fall,
    clause_cited,
    evidence_of,
    fall_by_clause,
    fell,
    notices,
    our_fault,
    receipt_of,
    title,
    warning_of,
)
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.loss import cause_of
from services.membership.domain.explain.sentences import Statement, claim, plain
from services.membership.domain.terms.clause_parameters import stricter
from services.membership.domain.wording.speech import say


def applied_without_notice(facts: Facts) -> Finding | None:
    """The version did not bind this member, or the warning that must come before was not received
    in time."""
    fall = fall_by_clause(facts)
    fault = _binding_fault(facts, fall) or _warning_fault(facts, fall) if fall else None
    if fall is None or fault is None:
        return None
    return Finding(
        cause=Cause.UNNOTIFIED_CHANGE,
        summary=(
            fell(facts, fall),
            claim(
                "依据的是条款《{title}》第 {version} 版，但{fault}，所以不该用在您身上。",
                "That was done under the clause “{title}”, version {version}, but {fault}, so it "
                "should not have been applied to you.",
                on=(*clause_cited(facts, fall), *facts.proof(fall)),
                title=title(facts, fall),
                version=fall.body.clause_version,
                fault=fault,
            ),
            our_fault(facts, fall),
        ),
        prevention=plain("not_yours_to_avoid"),
        evidence=evidence_of(facts, fall),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def terms_changed(facts: Facts) -> Finding | None:
    fall = fall_by_clause(facts)
    if fall is None or cause_of(fall.envelope, fall.body) is not Cause.CLAUSE_CHANGED:
        return None
    return Finding(
        cause=Cause.CLAUSE_CHANGED,
        summary=(
            claim(
                "条款《{title}》第 {version} 版对您生效，等级要求有了变化。",
                "The clause “{title}”, version {version}, came to bind you and changed what your "
                "plan asks for.",
                on=(*clause_cited(facts, fall), *facts.proof(fall)),
                title=title(facts, fall),
                version=fall.body.clause_version,
            ),
            fell(facts, fall),
        ),
        prevention=_noticed(facts, fall),
        evidence=evidence_of(facts, fall),
        clause=fall.body.clause,
        clause_version=fall.body.clause_version,
    )


def _binding_fault(facts: Facts, fall: Fall) -> LocalText | None:
    """Why the version did not bind this member when it was applied; none when it did."""
    if not _needs_notice(facts, fall):
        return None
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    binds = [notice.body.binds_at for notice in notices(facts, fall)]
    if version and version.notice_delivered_at and version.binds_at:
        binds.append(version.binds_at)
    if not binds:
        return say("这一版的通知从未送达您", "the notice of that version had never reached you")
    if min(binds) > fall.envelope.happened_at:
        return say(
            "它最早要到 {binds} 才对您生效",
            "it could bind you from {binds} at the earliest",
            binds=facts.formatter.when(min(binds)),
        )
    return None


def _warning_fault(facts: Facts, fall: Fall) -> LocalText | None:
    """Why the warning does not count: it was not given, not received, or not early enough."""
    if cause_of(fall.envelope, fall.body) not in {Cause.INACTIVITY, Cause.POINTS_SHORTFALL}:
        return None
    warning = warning_of(facts, fall)
    if warning is None:
        return say(
            "降级前我们没有照约定提前提醒您", "we had not warned you beforehand as we promise"
        )
    if receipt_of(facts, fall, warning) is None:
        return say(
            "没有记录证明提前七天的提醒送达过您",
            "no record proves that the warning reached you seven days before",
        )
    return None


def _noticed(facts: Facts, fall: Fall) -> Statement:
    told = notices(facts, fall)
    if told:
        return claim(
            "这一版的通知在 {at} 送达了您；在 {fell} 之前满足新要求，等级就不会变。",
            "The notice of it reached you on {at}; meeting the new terms by {fell} would have kept "
            "your plan.",
            on=facts.proof(told[0], fall),
            at=facts.formatter.when(told[0].body.delivered_at),
            fell=facts.formatter.when(fall.envelope.happened_at),
        )
    return claim(
        "在 {fell} 之前满足新要求，等级就不会变。",
        "Meeting the new terms by {fell} would have kept your plan.",
        on=facts.proof(fall),
        fell=facts.formatter.when(fall.envelope.happened_at),
    )


def _needs_notice(facts: Facts, fall: Fall) -> bool:
    """Not for what was agreed when joining, nor for what is no stricter than what bound before."""
    version = facts.clause_version(fall.body.clause, fall.body.clause_version)
    if _agreed_at_joining(facts, fall):
        return False
    if version is None:
        return True
    before = _bound_before(facts, fall)
    return before is None or stricter(before.parameters, version.parameters)


def _agreed_at_joining(facts: Facts, fall: Fall) -> bool:
    """What was in force then; what was only announced binds after an own notice."""
    enrolled = facts.all_of(events.MembershipEnrolled)
    in_force = [entry.body.clauses for entry in enrolled]
    in_force += [entry.body.clauses for entry in facts.all_of(events.MembershipImported)]
    return any(clauses.get(fall.body.clause) == fall.body.clause_version for clauses in in_force)


def _bound_before(facts: Facts, fall: Fall) -> ClauseVersionView | None:
    bound = [
        entry.body
        for entry in facts.all_of(clause_events.ClauseBound)
        if entry.body.clause == fall.body.clause
        and entry.body.clause_version == fall.body.clause_version
    ]
    return facts.clause_version(fall.body.clause, bound[-1].version_before) if bound else None
