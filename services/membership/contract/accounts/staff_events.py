"""What happened to somebody's place among the staff: a history beside that of their account, which
has only `StaffRightsSet`."""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.membership.contract.accounts.events import AccountEvent
from services.shared.callers import StaffKind


class StaffInvited(AccountEvent, frozen=True, kw_only=True):
    """Again: with a new code. `until`: it can be accepted."""

    name: FreeText
    kind: StaffKind
    until: datetime


class StaffJoined(AccountEvent, frozen=True, kw_only=True):
    """Accepted, or back after a reset, with a password and a second factor."""


class StaffKindChanged(AccountEvent, frozen=True, kw_only=True):
    before: StaffKind
    after: StaffKind
    reason: FreeText


class StaffRightsSet(AccountEvent, frozen=True, kw_only=True):
    """What access tokens of the account say from now on; in the history of the account."""

    kind: StaffKind
    name: FreeText


class StaffSignInReset(AccountEvent, frozen=True, kw_only=True):
    """An administrator did it. `until`: a code that went to their address is good."""

    until: datetime
    reason: FreeText


class StaffLeft(AccountEvent, frozen=True, kw_only=True):
    reason: FreeText
