"""Where an appeal waits, by the rules."""

from datetime import datetime

from msgspec.structs import replace

from services.appeals.contract.desk_rules import QueueRules
from services.appeals.desk.domain.facts import facts_of
from services.appeals.desk.domain.matching import first_that_holds
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.queues.queueing import OVER, QueuePlace


def placed(appeal: Appeal, before: QueuePlace, rules: QueueRules, now: datetime) -> QueuePlace:
    """Where it waits from now on. `before` says what it weighs."""
    if appeal.state not in OPEN:
        return replace(before, rules_version=OVER)
    rule = first_that_holds(rules.rules, facts_of(appeal, before.weight, now))
    return replace(before, queue=rule.queue, rule=rule.name, rules_version=rules.version)
