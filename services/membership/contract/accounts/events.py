"""What happened to an account. Its history is one of its own and names no address, no network and
no device but by an opaque id."""

from datetime import datetime

import msgspec

from infra.kernel.free_text import FreeText
from services.membership.contract.accounts.words import (
    AccountKind,
    ContactEnd,
    HandleKind,
    Opening,
    PasswordStep,
    Proof,
    SessionEnd,
)


class AccountEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Base. `member_id`: whose account, which is the member's own id, or a member of staff's."""

    member_id: str


class OpenedHandle(msgspec.Struct, frozen=True, kw_only=True):
    """`id`: opaque; what it stands for is kept apart, as a keyed hash."""

    id: str
    kind: HandleKind


class AccountOpened(AccountEvent, frozen=True, kw_only=True):
    """`handles`: by what it is found from the start."""

    kind: AccountKind
    how: Opening
    handles: tuple[OpenedHandle, ...] = ()


class HandleAdded(AccountEvent, frozen=True, kw_only=True):
    """The account is found by one more phone number or e-mail address, in place of the one of the
    same kind, if there was one. `handle_id`: opaque."""

    handle_id: str
    kind: HandleKind


class HandleRemoved(AccountEvent, frozen=True, kw_only=True):
    handle_id: str
    kind: HandleKind


class HandleHeldByAnother(AccountEvent, frozen=True, kw_only=True):
    """The shop named an address that finds another account already: this one is not found by it."""

    kind: HandleKind


class HandleChanged(AccountEvent, frozen=True, kw_only=True):
    """The member changed by what the account is found: by another one of this kind, which
    `replaced` the one before if there was one, or by none: `removed`. HandleAdded and HandleRemoved
    of the same commit say which."""

    kind: HandleKind
    replaced: bool = False
    removed: bool = False


class PasswordSet(AccountEvent, frozen=True, kw_only=True):
    how: PasswordStep


class SignedIn(AccountEvent, frozen=True, kw_only=True):
    """`session_id`: also the login's. `proofs`: what was shown, in order. `unfamiliar`: the account
    had been signed in to before, and never from this device, or this network. `public`: a device of
    many."""

    session_id: str
    device_id: str
    proofs: tuple[Proof, ...]
    second_factor: bool
    unfamiliar: bool
    public: bool


class SessionsEnded(AccountEvent, frozen=True, kw_only=True):
    session_ids: tuple[str, ...]
    reason: SessionEnd


class SessionsEndedByStaff(AccountEvent, frozen=True, kw_only=True):
    """An administrator ended all sessions: `ended` of them."""

    ended: int
    reason: FreeText


class PasswordResetByStaff(AccountEvent, frozen=True, kw_only=True):
    """An administrator took the password away, which has to be chosen anew: `ended` sessions
    ended."""

    ended: int
    reason: FreeText


class AccountSecured(AccountEvent, frozen=True, kw_only=True):
    """The owner said that somebody else was here since `since`: `ended` sessions ended, `factors`
    and `handles` that others had added were removed, and with `password` the password was, which
    has to be chosen anew. `report_id`: of the membership's event. Of what they had removed,
    `passkeys` are good again and `lost` is not. `contacts`: kinds of addresses that are about to be
    as before; ContactRestored tells it. `unsure`: so many proofs and addresses stay, for they may
    be the owner's: the device that added them was known longer than the one that reported."""

    report_id: str
    since: datetime
    ended: int
    factors: int
    handles: int
    password: bool
    passkeys: int = 0
    lost: tuple[Proof, ...] = ()
    contacts: tuple[HandleKind, ...] = ()
    unsure: int = 0


class ContactRestored(AccountEvent, frozen=True, kw_only=True):
    """What somebody else had named to reach the member, and to find the account by, is out of use;
    `how` says what is in its place."""

    report_id: str
    kind: HandleKind
    how: ContactEnd


class RefreshTokenReused(AccountEvent, frozen=True, kw_only=True):
    """A refresh token that had been exchanged came again: the session is ended, because one of the
    two who had it is a thief."""

    session_id: str
    device_id: str
