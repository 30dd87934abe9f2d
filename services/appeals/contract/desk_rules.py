"""The rules by which appeals come into their queues: data that administrators edit."""

from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from services.appeals.contract.desk_words import AppealQueue
from services.membership.contract.words import CaseReason, Cause


class QueueCondition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Holds where all that it says holds; where it says nothing, always. What is not known of an
    appeal yet is neither above nor below anything.

    Attributes:
        causes: what the loss is put down to so far is one of these.
        opened_because: the case was opened without being asked, for one of these reasons.
        security: the account is in danger, by the cause or by a hold.
        escalated: the member asked for another reviewer.
        late: the decision was not there when it was promised.
        incident: the loss is one of many by one fault.
        paid_at_least: by the member within twelve months before the loss; minor units.
        plan_rank_at_least: of the plan that was lost.
        claimed_at_least: the discount missed so far; minor units.
        age_at_least: hours since the appeal was submitted.
        left_at_most: minutes until staff have to act; 0 is overdue.
    """

    causes: tuple[Cause, ...] = ()
    opened_because: tuple[CaseReason, ...] = ()
    security: bool | None = None
    escalated: bool | None = None
    late: bool | None = None
    incident: bool | None = None
    paid_at_least: int | None = None
    plan_rank_at_least: int | None = None
    claimed_at_least: int | None = None
    age_at_least: int | None = None
    left_at_most: int | None = None


class QueueRule(msgspec.Struct, frozen=True, kw_only=True):
    """`name`: in the operator's words; the appeal keeps it."""

    name: str
    queue: AppealQueue
    when: QueueCondition = QueueCondition()


class QueueRules(msgspec.Struct, frozen=True, kw_only=True):
    """One version of all rules, in the order in which they are tried; the first that holds
    decides. `reason`: why it replaced the one before."""

    version: int
    rules: tuple[QueueRule, ...]
    by: Actor
    at: datetime
    reason: str
