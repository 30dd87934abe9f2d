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
    """-> RulesPreview of the open appeals behind `after`, a page of them; `Failed` where the rules
    would be refused."""

    rules: tuple[QueueRule, ...]
    after: str = ""


class GetProposed(Query, frozen=True, kw_only=True):
    """-> AppealsPage, of which a decision waits for a second; the longest waiting first."""

    after: str = ""
    first: int = 20


DeskQuery = GetQueues | GetReviewers | GetQueueRules | PreviewQueueRules | GetProposed
