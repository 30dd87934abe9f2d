"""Changes for the worse that wait for a person, because too many came at once."""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.events import Event


class ChangeDeferred(Event, frozen=True, kw_only=True):
    """It would have happened at `due_at`; everything stays as it was until somebody decides. The
    cause of the event is that of the change."""

    kind: LossKind
    incident_id: str
    due_at: datetime


class DeferredChangeReleased(Event, frozen=True, kw_only=True):
    """It happens now; a grace that was over lasted until now. `reason`: the member reads it."""

    kind: LossKind
    incident_id: str
    reason: FreeText


class DeferredChangeDiscarded(Event, frozen=True, kw_only=True):
    """It does not happen. What ran out begins anew from now: grace, the days of a clause; data that
    were to be verified have to be asked for again. `reason`: the member reads it."""

    kind: LossKind
    incident_id: str
    reason: FreeText
