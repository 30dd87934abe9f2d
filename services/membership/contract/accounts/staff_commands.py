"""Who is of the staff: invited, changed, let go."""

from services.membership.contract.accounts.command import AccountCommand
from services.shared.callers import StaffKind


class InviteStaff(AccountCommand, frozen=True, kw_only=True):
    """By an administrator, or from the command line. A code goes to the address, good once and for
    72 hours. `language`: of that mail."""

    name: str
    email: str
    kind: StaffKind
    language: str = "zh-CN"


class RenewInvitation(AccountCommand, frozen=True, kw_only=True):
    """A new code, good for 72 hours; the one before is good for nothing any more."""

    staff_id: str


class BeginJoining(AccountCommand, frozen=True, kw_only=True):
    """By whoever was invited at this address: what an authenticator app is set up with. Nothing is
    kept."""

    email: str


class JoinStaff(AccountCommand, frozen=True, kw_only=True):
    """By whoever was invited. `code`: of the mail. `continuation`, `totp`: what `BeginJoining`
    gave, with a code of the app that was set up with it: nobody of the staff is without a second
    factor."""

    email: str
    code: str
    password: str
    continuation: str
    totp: str


class ChangeStaffKind(AccountCommand, frozen=True, kw_only=True):
    """By an administrator. Whoever it is about signs in anew."""

    staff_id: str
    kind: StaffKind
    reason: str


class ResetStaffSignIn(AccountCommand, frozen=True, kw_only=True):
    """By another administrator. Nobody signs in by what there was; a code goes to `email`, by which
    they signed in so far, and they join again with it: the same person, with the same rights."""

    staff_id: str
    email: str
    reason: str
    language: str = "zh-CN"


class OffboardStaff(AccountCommand, frozen=True, kw_only=True):
    """By an administrator: all sessions end, and what they had in hand goes back."""

    staff_id: str
    reason: str


AnyStaffCommand = (
    InviteStaff
    | RenewInvitation
    | BeginJoining
    | JoinStaff
    | ChangeStaffKind
    | ResetStaffSignIn
    | OffboardStaff
)
