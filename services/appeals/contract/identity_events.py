"""What came of proving who appeals. Never what was given for it."""

from datetime import datetime

from services.appeals.contract.event import Event
from services.appeals.contract.identity import ProofKind


class IdentityProven(Event, frozen=True, kw_only=True):
    how: ProofKind


class IdentityRefused(Event, frozen=True, kw_only=True):
    """Those were not the digits. `tries_left`: of the day; with none, digits are not taken until
    `closed_until`."""

    tries_left: int
    closed_until: datetime | None
