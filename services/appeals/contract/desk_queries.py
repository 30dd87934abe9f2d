"""What can be asked of the desk."""

from services.appeals.contract.desk_rules import QueueRule
from services.appeals.contract.query import Query


class GetQueues(Query, frozen=True, kw_only=True):
    """-> QueuesView"""


class GetReviewers(Query, frozen=True, kw_only=True):
    """-> ReviewersView, by name."""


class GetQueueRules(Query, frozen=True, kw_only=True):
    """-> QueueRulesView"""

    first: int = 1


class PreviewQueueRules(Query, frozen=True, kw_only=True):
    """-> RulesPreview; `Failed` where they would be refused. Goes through all open appeals."""

    rules: tuple[QueueRule, ...]


class GetProposed(Query, frozen=True, kw_only=True):
    """-> AppealsPage, of which a decision waits for a second; the longest waiting first."""

    after: str = ""
    first: int = 20


DeskQuery = GetQueues | GetReviewers | GetQueueRules | PreviewQueueRules | GetProposed
