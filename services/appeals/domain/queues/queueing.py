"""Where an appeal waits for staff. It follows from the appeal, from what the membership said and
from the queue rules, so it stands beside the history, not in it."""

import msgspec

from services.appeals.contract.desk_words import AppealQueue
from services.membership.contract.appellants import Appellant
from services.shared.callers import StaffKind

FOR_SPECIALISTS = frozenset({AppealQueue.PROTECTION, AppealQueue.SECURITY})
OVER = -1
"""In place of the rules' version: it waits no more."""


class Weight(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the membership said. `claimed`: minor units."""

    appellant: Appellant | None = None
    claimed: int | None = None


class QueuePlace(msgspec.Struct, frozen=True, kw_only=True):
    """`rule` of `rules_version` put it there; version 0: no rule yet."""

    queue: AppealQueue = AppealQueue.STANDARD
    rule: str = ""
    rules_version: int = 0
    weight: Weight = Weight()


def works_in(kind: StaffKind | None, queue: AppealQueue) -> bool:
    return queue not in FOR_SPECIALISTS or kind in (StaffKind.SPECIALIST, StaffKind.ADMIN)
