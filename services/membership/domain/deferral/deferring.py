"""Lets due changes happen, or defers those that cost a member something where the breaker has
tripped; and what staff decide of them later."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from services.membership.contract.breaker_events import (
    ChangeDeferred,
    DeferredChangeDiscarded,
    DeferredChangeReleased,
)
from services.membership.contract.breaker_words import LossKind
from services.membership.domain.aggregate.parts import (
    DeferredChange,
)
from services.membership.domain.deferral.knowing import loss_by
from services.membership.domain.recording.recorder import Recorder


def happen(
    recorder: Recorder,
    at: datetime,
    apply: Callable[[Recorder, datetime], None],
    kind: LossKind | None,
) -> None:
    """`kind`: of the loss that it may be; none where it takes nothing."""
    before = recorder.mark()
    apply(recorder, at)
    since = recorder.drafts[len(before.drafts) :]
    loss = loss_by(kind, at, before.state, since) if kind else None
    if kind is None or loss is None:
        return
    incident_id = recorder.catalog.tripped.get(loss.cause)
    if loss.cause in recorder.released:
        recorder.losses.append(msgspec.structs.replace(loss, released=True))
    elif incident_id is None:
        recorder.losses.append(loss)
    else:
        recorder.return_to(before)
        deferred = ChangeDeferred(kind=kind, incident_id=incident_id, due_at=at)
        recorder.record(deferred, cause=loss.cause, at=at)


def release(recorder: Recorder, change: DeferredChange, reason: str) -> None:
    """It is due again, and happens with what time brings next."""
    event = DeferredChangeReleased(kind=change.kind, incident_id=change.incident_id, reason=reason)
    recorder.released = recorder.released | {change.cause}
    recorder.record(event, cause=change.cause)


def discard(recorder: Recorder, change: DeferredChange, reason: str) -> None:
    event = DeferredChangeDiscarded(kind=change.kind, incident_id=change.incident_id, reason=reason)
    recorder.record(event, cause=change.cause)
