"""A statement of reasons in the fields of the EU's DSA Transparency Database.

Names, values and lengths of the fields are those of its API documentation
(https://transparency.dsa.ec.europa.eu/page/api-documentation). The database takes no personal data,
so that the identifier is the hash of the event and what staff wrote stays out. A change that no
ground allows has no `decision_ground`: the database has no value for it. `territorial_scope` is
left to whoever submits: no restriction here has one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.membership.contract.explanations import ProvenSentence
from services.membership.contract.statements import (
    Automation,
    GroundKind,
    ReasonSource,
    Restriction,
)
from services.membership.contract.words import Lifecycle
from services.membership.statements.domain.adverse import AdverseEvent
from services.membership.statements.domain.ground import Grounded
from services.membership.statements.domain.restricted import RestrictionSpan
from services.membership.statements.domain.taking import Taking

LONGEST_FACTS = 5_000
LONGEST_GROUND = 500
LONGEST_EXPLANATION = 2_000

_PROVISION = {
    Restriction.ENDED: "DECISION_PROVISION_TOTAL_TERMINATION",
    Restriction.HELD: "DECISION_PROVISION_TOTAL_SUSPENSION",
    Restriction.LOWER_PLAN: "DECISION_PROVISION_PARTIAL_TERMINATION",
    Restriction.FEWER_BENEFITS: "DECISION_PROVISION_PARTIAL_TERMINATION",
}
_SOURCE = {
    ReasonSource.OWN_INITIATIVE: "SOURCE_VOLUNTARY",
    ReasonSource.NOTICE: "SOURCE_TYPE_OTHER_NOTIFICATION",
}
_DECISION = {
    Automation.FULLY: "AUTOMATED_DECISION_FULLY",
    Automation.PARTIALLY: "AUTOMATED_DECISION_PARTIALLY",
    Automation.NOT_AUTOMATED: "AUTOMATED_DECISION_NOT_AUTOMATED",
}
_BY_STAFF = "A member of staff decided; the reason was given to the member."


def transparency(
    adverse: AdverseEvent,
    span: RestrictionSpan,
    grounded: Grounded,
    taking: Taking,
    facts: Sequence[ProvenSentence],
    *,
    began: datetime,
) -> dict[str, Any]:
    """`began`: when the membership did. Of a statement from before an import, without what nobody
    here knows."""
    ground = grounded.ground
    told = " ".join(one.says.en for one in facts)
    told = _BY_STAFF if ground.kind is GroundKind.STAFF else told
    closed = adverse.after.lifecycle is Lifecycle.CLOSED
    fields = {
        "decision_provision": _PROVISION[adverse.restriction],
        "end_date_service_restriction": _day(span.until) if span.until else None,
        "decision_account": "DECISION_ACCOUNT_TERMINATED" if closed else None,
        "content_type": ["CONTENT_TYPE_OTHER"],
        "content_type_other": "Paid membership",
        "content_date": _day(began),
        "category": "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
        "application_date": _day(span.since),
        "decision_facts": told[:LONGEST_FACTS],
        "source_type": _SOURCE[taking.source],
        "automated_detection": _yes_or_no(taking.found_by_program),
        "automated_decision": _DECISION[taking.decision] if taking.decision else None,
        "puid": adverse.envelope.hash,
        **(_ground(grounded, told) if ground.kind is not GroundKind.NONE else {}),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _ground(grounded: Grounded, told: str) -> dict[str, Any]:
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": grounded.says.text.en[:LONGEST_GROUND],
        "incompatible_content_explanation": told[:LONGEST_EXPLANATION],
        "incompatible_content_illegal": "No",
    }


def _day(instant: datetime) -> str:
    return instant.astimezone(UTC).date().isoformat()


def _yes_or_no(value: bool | None) -> str | None:
    return None if value is None else "Yes" if value else "No"
