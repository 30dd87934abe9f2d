"""The staff, as everybody who works there sees it."""

from datetime import datetime

import msgspec

from services.membership.contract.accounts.staff_words import StaffState
from services.shared.callers import StaffKind


class StaffMemberView(msgspec.Struct, frozen=True, kw_only=True):
    """`since`: in this state. `invited_until`: of an invitation that nobody has accepted,
    or of a sign-in that was reset."""

    id: str
    name: str
    kind: StaffKind
    state: StaffState
    since: datetime
    invited_until: datetime | None


class JoiningView(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator app is set up with. `uri`: for it to scan; `secret`: to type in;
    `continuation`: to be sent back with a code of the app."""

    uri: str
    secret: str
    continuation: str
    expires_at: datetime
