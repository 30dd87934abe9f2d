"""What can be asked of incidents."""

from datetime import datetime

import msgspec

from services.appeals.contract.incident_facts import Elsewhere, IncidentRemedy, PublicText
from services.membership.contract.words import Cause


class IncidentCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    pass


class OpenIncident(IncidentCommand, frozen=True, kw_only=True):
    """By staff: losses of this cause within a time are one incident. `source`, `plan`: only those;
    empty: any. `until` none: also what comes."""

    cause: Cause
    since: datetime
    reason: str
    until: datetime | None = None
    source: str = ""
    plan: str = ""
    elsewhere: Elsewhere | None = None


class OnIncident(IncidentCommand, frozen=True, kw_only=True):
    """Base of the commands about one."""

    incident: str


class PreviewIncident(OnIncident, frozen=True, kw_only=True):
    """Tries a remedy out on everyone affected."""

    remedy: IncidentRemedy


class ConfirmIncident(OnIncident, frozen=True, kw_only=True):
    """The remedy as it was tried out runs, or waits for a second of the staff. `reason`, `says`:
    members read them."""

    reason: str
    says: PublicText


class SecondIncident(OnIncident, frozen=True, kw_only=True):
    """By another than who confirmed it."""


class PauseIncident(OnIncident, frozen=True, kw_only=True):
    pass


class ResumeIncident(OnIncident, frozen=True, kw_only=True):
    pass


class CancelIncident(OnIncident, frozen=True, kw_only=True):
    """What was given stays; nobody else gets it."""

    reason: str


class DismissIncident(OnIncident, frozen=True, kw_only=True):
    """It was a false alarm. `says`: those who joined, and the public line, read it."""

    reason: str
    says: PublicText


class RetryRefused(OnIncident, frozen=True, kw_only=True):
    pass


class HandOver(OnIncident, frozen=True, kw_only=True):
    """Of a member whom the remedy could not reach: a case is opened, for a person to decide."""

    member_id: str


class PublishStatus(OnIncident, frozen=True, kw_only=True):
    """The line that everybody reads of it; again for a newer one."""

    says: PublicText


class JoinIncident(OnIncident, frozen=True, kw_only=True):
    """'Me too', by a member. `text`: what the member says, for an appeal where the record does not
    show the loss."""

    member_id: str
    text: str


OF_STAFF = (
    OpenIncident, PreviewIncident, ConfirmIncident, SecondIncident, PauseIncident, ResumeIncident,
    CancelIncident, DismissIncident, RetryRefused, HandOver, PublishStatus,
)  # fmt: skip
AnyStaffIncidentCommand = (
    OpenIncident | PreviewIncident | ConfirmIncident | SecondIncident | PauseIncident
    | ResumeIncident | CancelIncident | DismissIncident | RetryRefused | HandOver | PublishStatus
)  # fmt: skip
