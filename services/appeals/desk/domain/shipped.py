"""The queue rules that a new system begins with."""

from services.appeals.contract.desk_rules import QueueCondition, QueueRule
from services.appeals.contract.desk_words import AppealQueue

SHIPPED = (
    QueueRule(
        name="account in danger", queue=AppealQueue.SECURITY, when=QueueCondition(security=True)
    ),
    QueueRule(
        name="one of many by one fault",
        queue=AppealQueue.INCIDENT,
        when=QueueCondition(incident=True),
    ),
    QueueRule(name="escalated", queue=AppealQueue.PROTECTION, when=QueueCondition(escalated=True)),
    QueueRule(name="decision late", queue=AppealQueue.PROTECTION, when=QueueCondition(late=True)),
    QueueRule(
        name="high plan", queue=AppealQueue.PROTECTION, when=QueueCondition(plan_rank_at_least=4)
    ),
    QueueRule(
        name="high value", queue=AppealQueue.PROTECTION, when=QueueCondition(paid_at_least=500_00)
    ),
    QueueRule(name="everything else", queue=AppealQueue.STANDARD),
)
