"""A mass loss, as the membership service tells of it."""

from datetime import UTC, datetime
from typing import Any

from services.membership.contract.breaker_views import MassLossOutcome, MassLossPage, MassLossView
from services.membership.contract.breaker_words import MassLossState
from services.membership.contract.words import Cause
from services.shared.callers import Caller

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MASS_LOSS = MassLossView(
    id="i-1",
    cause=Cause.LAPSED,
    state=MassLossState.OPEN,
    opened_at=AT,
    window=AT,
    coming=40,
    expected=7,
    allowance=10,
    deferred=40,
    settled=0,
    decision=None,
    reason="",
    decided_by=(),
    decided_at=None,
    pass_until=None,
    closed_at=None,
)
MASS_LOSSES = MassLossPage(incidents=(MASS_LOSS,), total=1, cursors=("i-1",), has_more=False)


class FakeBreaker:
    executed: list[tuple[Any, Caller]]

    async def decide_mass_loss(self, command: Any, by: Caller) -> MassLossOutcome:
        self.executed.append((command, by))
        return MassLossOutcome(incident=MASS_LOSS, repeated=False)
