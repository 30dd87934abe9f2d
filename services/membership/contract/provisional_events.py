"""A membership that is restored for the time being, because an appeal was not answered in time.

`restoration_id`: of each round of an appeal its own.
"""

from datetime import datetime

from services.membership.contract.events import ChangesBenefits, Event
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.contract.words import HoldKind


class ProvisionalGranted(ChangesBenefits, frozen=True, kw_only=True):
    """Over the loss of `lost_at`, until the appeal is decided. Without quotas: what is used cannot
    be taken back."""

    restoration_id: str
    appeal_number: str
    lost_at: datetime
    plan: str
    plan_version: int


class ProvisionalWithheld(Event, frozen=True, kw_only=True):
    """It would have been restored, but for a hold that protects the account or the money. From here
    on the period stands still, so that the time is given back when that hold ends."""

    restoration_id: str
    appeal_number: str
    hold: HoldKind


class ProvisionalEnded(ChangesBenefits, frozen=True, kw_only=True):
    """`since`: since when the membership was restored; none where it was not. `access_ended`: the
    member was entitled by it alone. Nothing is charged for the time."""

    restoration_id: str
    appeal_number: str
    how: ProvisionalEnd
    since: datetime | None
    access_ended: bool
    plan: str
    plan_version: int
