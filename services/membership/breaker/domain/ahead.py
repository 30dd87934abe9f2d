"""What a window would bring if nobody did anything: each member's time is let pass in memory."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from services.membership.breaker.domain.forecast import Coming, LossGroup, hour_of
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.losses import AutomaticLoss
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import next_due, pass_time


def may_lose(state: Membership) -> bool:
    """Whether time alone may take something soon; of others it need not be let pass."""
    warned = [one for one in (state.warned, state.points_warned, state.verification) if one]
    return state.lifecycle is Lifecycle.GRACE or bool(warned or state.announced)


def losses_until(
    state: Membership, catalog: Catalog, now: datetime, until: datetime
) -> list[AutomaticLoss]:
    """Each thing happens when it is due, what is due already now."""
    losses = list[AutomaticLoss]()
    while (due := next_due(state, catalog)) is not None and due <= until:
        recorder = Recorder(state, catalog, max(due, now))
        pass_time(recorder)
        if not recorder.drafts:
            break
        losses += recorder.losses
        state = recorder.state
    return losses


def grouped(losses: Iterable[AutomaticLoss]) -> dict[Cause, Coming]:
    found: dict[Cause, Coming] = {}
    for loss in losses:
        group = LossGroup(loss.kind, hour_of(loss.due), loss.away)
        found.setdefault(loss.cause, Counter())[group] += 1
    return found
