"""A case that is opened without anybody asking."""

from datetime import datetime

from services.membership.contract.events import Event
from services.membership.contract.words import CaseReason


class CaseWanted(Event, frozen=True, kw_only=True):
    """`lost_at`: when the loss began that it is about; none where nothing was lost."""

    reason: CaseReason
    lost_at: datetime | None


class CaseOpened(Event, frozen=True, kw_only=True):
    """`number`: of the appeal by which it is carried; `wanted`: version of the `CaseWanted`."""

    number: str
    wanted: int
