"""One part of a remedy, with what it is decided by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from infra.kernel.events import EventEnvelope
from infra.kernel.text import without_contacts
from services.membership.contract.commands import ApplyRemedy
from services.membership.contract.remedies import RemedyPart
from services.membership.domain.aggregate.evidence import Order
from services.membership.domain.explain.loss import Loss
from services.membership.domain.explain.losses import loss_named, losses
from services.membership.domain.recording.recorder import Recorder


@dataclass(frozen=True, kw_only=True)
class AskedPart:
    """`history`: all events of the membership before the command; `orders`: all of the member."""

    command: ApplyRemedy
    part: RemedyPart
    history: Sequence[EventEnvelope]
    orders: Sequence[Order]

    def history_with(self, recorder: Recorder) -> list[EventEnvelope]:
        """And what was recorded since, by the parts before this one."""
        return recorder.history_after(self.history)

    def loss(self, recorder: Recorder) -> Loss | None:
        """The one that the decision is about."""
        found = losses(self.history_with(recorder))
        return loss_named(found, self.command.lost_at, recorder.now)

    @cached_property
    def reason(self) -> str:
        """As the member reads it."""
        return without_contacts(self.command.reason, "reason")
