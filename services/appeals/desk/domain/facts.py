"""What a rule may ask of an appeal."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from services.appeals.contract.clock_words import Need
from services.appeals.contract.desk_rules import QueueRule
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.case_file import SealedCaseFile
from services.appeals.domain.clocks.clocks import deadline
from services.appeals.domain.queues.queueing import Weight
from services.membership.contract.words import CaseReason, Cause, HoldKind

SECURITY_CAUSES = frozenset({Cause.NEW_DEVICE, Cause.COMPROMISE})
SECURITY_HOLDS = frozenset({HoldKind.NEW_DEVICE, HoldKind.COMPROMISE, HoldKind.PAYMENT_REVIEW})


class QueueFacts(msgspec.Struct, frozen=True, kw_only=True):
    """`paid`, `plan_rank`, `claimed` none: not known yet. `age` in hours, `left` in minutes, as
    conditions count them; `left` none while it is not the staff's turn."""

    cause: Cause | None = None
    opened_because: CaseReason | None = None
    security: bool = False
    escalated: bool = False
    late: bool = False
    incident: bool = False
    paid: int | None = None
    plan_rank: int | None = None
    claimed: int | None = None
    age: float = 0.0
    left: float | None = None


def facts_of(appeal: Appeal, weight: Weight, now: datetime) -> QueueFacts:
    """`weight`: what the membership said."""
    known, due = weight.appellant, deadline(appeal)
    return QueueFacts(
        cause=appeal.suspected_cause,
        opened_because=appeal.opened_because,
        security=_in_danger(appeal, weight),
        escalated=appeal.escalated,
        late=Need.SPECIALIST in appeal.needs,
        incident=bool(appeal.incident),
        paid=known.paid if known else None,
        plan_rank=known.plan_rank if known else None,
        claimed=weight.claimed,
        age=(now - appeal.submitted_at) / timedelta(hours=1),
        left=(due - now) / timedelta(minutes=1) if due else None,
    )


def weight_of(case: SealedCaseFile) -> Weight:
    """As the case file says."""
    return Weight(appellant=case.file.appellant, claimed=case.file.money_lost)


def looked_at_again(appeal: Appeal, rules: Sequence[QueueRule], now: datetime) -> datetime | None:
    """When time alone may bring it under another rule next; never once it is over."""
    if appeal.state not in OPEN:
        return None
    return min((at for at in _turns(appeal, rules) if at > now), default=None)


def _turns(appeal: Appeal, rules: Sequence[QueueRule]) -> Iterator[datetime]:
    due = deadline(appeal)
    for rule in rules:
        if rule.when.age_at_least is not None:
            yield appeal.submitted_at + timedelta(hours=rule.when.age_at_least)
        if rule.when.left_at_most is not None and due is not None:
            yield due - timedelta(minutes=rule.when.left_at_most)


def _in_danger(appeal: Appeal, weight: Weight) -> bool:
    held = set(weight.appellant.holds) if weight.appellant else set()
    needed = Need.SECURITY in appeal.needs or bool(held & SECURITY_HOLDS)
    return needed or appeal.suspected_cause in SECURITY_CAUSES
