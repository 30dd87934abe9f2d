"""What the desk looks like from outside."""

from datetime import datetime

import msgspec

from infra.kernel.events import Actor
from services.appeals.contract.desk_rules import QueueRules
from services.appeals.contract.desk_words import AppealQueue
from services.shared.callers import StaffKind


class QueueCount(msgspec.Struct, frozen=True, kw_only=True):
    """Of one queue. `waiting`: those that wait for staff; `free`: of these, those that nobody has;
    `for_another`: escalated, when nobody was there who may take them; `overdue`: those that were
    due. Each counted up to 500. `first_due`: by when the first is due. `nobody_there`: some are
    free, and of those who work in this queue nobody is there."""

    queue: AppealQueue
    waiting: int
    free: int
    for_another: int
    overdue: int
    first_due: datetime | None
    nobody_there: bool


class QueuesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    queues: tuple[QueueCount, ...]


class QueueRulesView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`versions`: the newest first; the first one is in force. `left`: open appeals that are still
    to be put where it says, up to 10,000."""

    versions: tuple[QueueRules, ...]
    left: int = 0


class QueueMove(msgspec.Struct, frozen=True, kw_only=True):
    """So many appeals would go from one queue to another, or to no other."""

    source: AppealQueue
    target: AppealQueue
    appeals: int


class RulesPreview(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Of so many open appeals, a page of them: from where to where. `next`: after which the next
    page comes; empty at the end."""

    appeals: int
    moves: tuple[QueueMove, ...]
    next: str = ""


class AbsenceView(msgspec.Struct, frozen=True, kw_only=True):
    since: datetime
    until: datetime
    substitute: str
    set_by: Actor


class ReviewerView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """One of the staff: of the directory, or who has worked at the desk. `has`: how many open
    appeals, up to 500. `left`: works here no more."""

    id: str
    name: str
    kind: StaffKind
    absence: AbsenceView | None
    absent: bool
    has: int
    left: bool = False


class ReviewersView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    reviewers: tuple[ReviewerView, ...]


class SavedRules(msgspec.Struct, frozen=True, kw_only=True):
    rules: QueueRules
    repeated: bool = False


class ChangedReviewer(msgspec.Struct, frozen=True, kw_only=True):
    reviewer: ReviewerView
