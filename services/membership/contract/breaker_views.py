"""What staff see of the breaker, and members of a change that waits."""

from datetime import datetime

import msgspec

from services.membership.contract.breaker_words import (
    LossKind,
    MassLossDecision,
    MassLossState,
)
from services.membership.contract.words import Cause


class DeferredChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """`due_at`: when it would have happened; `since`: when it was deferred."""

    kind: LossKind
    cause: Cause
    incident_id: str
    due_at: datetime
    since: datetime


class MassLossView(msgspec.Struct, frozen=True, kw_only=True):
    """`coming`: how many would have lost something within the window that began at `window`;
    `expected`: so many of them were usual, by what was known beforehand; `allowance`: so many more
    would have been let pass. `deferred`: changes that wait or waited, `settled`: those that were
    carried out as decided. `decided_by`: names or ids, the first who said so first."""

    id: str
    cause: Cause
    state: MassLossState
    opened_at: datetime
    window: datetime
    coming: int
    expected: int
    allowance: int
    deferred: int
    settled: int
    decision: MassLossDecision | None
    reason: str
    decided_by: tuple[str, ...]
    decided_at: datetime | None
    pass_until: datetime | None
    closed_at: datetime | None


class MassLossPage(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`cursors`: of each, to go on after it."""

    incidents: tuple[MassLossView, ...]
    total: int
    cursors: tuple[str, ...]
    has_more: bool


class MassLossOutcome(msgspec.Struct, frozen=True, kw_only=True):
    incident: MassLossView
    repeated: bool
