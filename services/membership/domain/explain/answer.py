"""The explanation: the first rule that knows the cause, and what follows from it."""

from collections.abc import Callable

from services.membership.contract.explanations import Evidence, Explanation
from services.membership.contract.words import RESPONSIBLE
from services.membership.domain.explain import (
    rules_charge,
    rules_claim,
    rules_clause,
    rules_contact,
    rules_deferral,
    rules_hold,
    rules_inactivity,
    rules_integrity,
    rules_member,
    rules_outage,
    rules_payment,
    rules_points,
    rules_provisional,
    rules_record,
    rules_refund,
    rules_staff,
    rules_takeover,
    rules_terms,
)
from services.membership.domain.explain.blockers import blockers
from services.membership.domain.explain.costs import benefits_lost, cost_evidence, money_lost
from services.membership.domain.explain.facts import Facts
from services.membership.domain.explain.finding import Finding
from services.membership.domain.explain.inputs import ExplainInput
from services.membership.domain.explain.rectified import rectification_evidence
from services.membership.domain.explain.sentences import records_of, said, told
from services.membership.domain.explain.steps import next_steps
from services.membership.domain.explain.through_main import through_main

# The order matters: the record must hold before it is believed, and a fault of the platform is
# looked for before the same loss is laid at the member's door. The last rule always knows.
RULES: tuple[Callable[[Facts], Finding | None], ...] = (
    rules_record.record_does_not_hold,
    rules_provisional.restored_for_now,
    rules_takeover.held_after_a_takeover,
    rules_deferral.under_review,
    rules_refund.payment_reversed,
    rules_claim.claim_refused,
    rules_claim.access_by_claim,
    rules_payment.paid_in_time_recorded_late,
    rules_outage.lapsed_while_we_were_away,
    rules_outage.lapsed_untold,
    rules_charge.lapsed_unanswered,
    rules_payment.charge_failed,
    rules_payment.not_renewed,
    rules_takeover.changed_from_a_strange_device,
    rules_member.cancelled_by_member,
    rules_member.erased_by_member,
    rules_member.given_away,
    rules_staff.ended_by_staff,
    rules_staff.merged_into_another,
    rules_hold.frozen_by_member,
    rules_hold.paused_by_member,
    rules_hold.unfamiliar_device,
    rules_contact.data_not_verified,
    rules_hold.held_by_staff,
    rules_hold.renewed_through_a_third_party,
    rules_hold.held_for_another_reason,
    rules_payment.in_grace_after_failed_charge,
    rules_payment.in_grace,
    rules_member.downgraded_by_member,
    rules_inactivity.login_was_not_counted,
    rules_inactivity.no_activity_was_known,
    rules_terms.terms_without_notice,
    rules_terms.new_terms,
    rules_clause.applied_without_notice,
    rules_inactivity.inactive,
    rules_points.too_few,
    rules_clause.terms_changed,
    rules_record.cause_as_recorded,
    rules_integrity.record_was_restored,
    rules_integrity.record_was_put_right,
    rules_record.nothing_lost,
    rules_record.no_rule_knows,
)


def explain(given: ExplainInput) -> Explanation:
    """Why the member is or is not entitled at `given.at`. The same inputs give the same answer."""
    facts = Facts(given)
    name, finding = _first_that_knows(facts)
    linked = (*rules_provisional.was_restored(facts), *through_main(facts))
    summary = (*finding.summary, *linked)
    costs, corrected = cost_evidence(facts), rectification_evidence(facts)
    steps = next_steps(facts, finding)
    found = blockers(facts, finding)
    sentences = [*summary, finding.prevention, *(step.says for step in steps)]
    sentences += [sentence for one in found for sentence in (one.says, one.released_by)]
    return Explanation(
        member_id=given.member_id,
        at=given.at,
        entitled=facts.view.entitled,
        cause=finding.cause,
        responsible=RESPONSIBLE[finding.cause] if finding.cause else None,
        certainty=finding.certainty,
        summary=told(summary),
        lost_at=facts.loss.since if facts.loss else None,
        evidence=_once((*_proof(finding), *records_of(linked), *costs, *corrected)),
        clause=finding.clause,
        clause_version=finding.clause_version,
        benefits_lost=benefits_lost(facts),
        money_lost=money_lost(facts),
        blockers=tuple(one.view for one in found),
        next_steps=tuple(step.view for step in steps),
        prevention=finding.prevention.text,
        rules=(
            name,
            *(("discount_missed_on_orders",) if costs else ()),
            *(("corrections_asked_for",) if corrected else ()),
        ),
        sentences=tuple(dict.fromkeys(map(said, sentences))),
        facts=tuple(dict.fromkeys(map(said, summary))),
        began_by=facts.loss.began_by if facts.loss else "",
    )


def _proof(finding: Finding) -> tuple[Evidence, ...]:
    """Of a loss; where nothing is lost, each sentence names the records that it stands on."""
    if finding.cause is None:
        return ()
    return finding.evidence + records_of((*finding.summary, finding.prevention))


def _first_that_knows(facts: Facts) -> tuple[str, Finding]:
    for rule in RULES:
        finding = rule(facts)
        if finding is not None:
            return rule.__name__, finding
    raise AssertionError("the last rule always answers")


def _once(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """In order of time, each piece once, so that the chain reads as a story."""
    by_id: dict[tuple[str, str], Evidence] = {}
    for piece in evidence:
        by_id.setdefault((piece.kind, piece.id), piece)
    return tuple(sorted(by_id.values(), key=lambda piece: piece.at))
