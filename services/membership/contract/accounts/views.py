"""What accounts answer."""

from datetime import datetime

import msgspec

from infra.kernel.errors import ErrorRecord
from services.membership.contract.accounts.factor_views import FactorResult, FactorView
from services.membership.contract.accounts.regaining_views import AccountRequestView
from services.membership.contract.accounts.staff_views import JoiningView, StaffMemberView
from services.membership.contract.accounts.words import (
    AccountKind,
    AttemptPurpose,
    HandleKind,
    Proof,
)


class AccountPart(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the answers."""


class HandleView(msgspec.Struct, frozen=True, kw_only=True):
    """`masked`: as much as shows which it is, e.g. +86…4417."""

    kind: HandleKind
    masked: str
    since: datetime


class AccountView(AccountPart, frozen=True, kw_only=True):
    """`factors`: of its own, what a second step may be shown by.
    `must_set_password`: the one before was taken away for good reason."""

    account_id: str
    kind: AccountKind
    opened_at: datetime
    handles: tuple[HandleView, ...]
    password_set_at: datetime | None
    factors: tuple[Proof, ...] = ()
    must_set_password: bool = False


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """`ip`, `label`, `place`: as they were when it was last renewed. `place`: what can be
    said of it without asking anybody: the family of the program and the network."""

    session_id: str
    device_id: str
    label: str
    ip: str
    place: str
    public: bool
    began_at: datetime
    last_seen_at: datetime
    ends_at: datetime
    proofs: tuple[Proof, ...]
    second_factor_at: datetime | None


class SessionsView(AccountPart, frozen=True, kw_only=True):
    sessions: tuple[SessionView, ...]


class LoginView(msgspec.Struct, frozen=True, kw_only=True):
    """`cursor`: to read on from. `unfamiliar`: from a device or a network of which the
    account knew nothing."""

    cursor: str
    session_id: str
    at: datetime
    device_id: str
    label: str
    ip: str
    proofs: tuple[Proof, ...]
    second_factor: bool
    unfamiliar: bool
    place: str
    public: bool
    ended_at: datetime | None


class LoginsView(AccountPart, frozen=True, kw_only=True):
    logins: tuple[LoginView, ...]
    has_more: bool


class DeviceView(msgspec.Struct, frozen=True, kw_only=True):
    """A device that the account knows. `name`: as its owner calls it. `label`, `ip`, `place`:
    of the last sign-in on it, as far as sign-ins are looked through. `open_sessions`: how many are
    alive on it."""

    device_id: str
    first_seen_at: datetime
    last_seen_at: datetime
    name: str
    label: str
    ip: str
    place: str
    open_sessions: int


class DevicesView(AccountPart, frozen=True, kw_only=True):
    devices: tuple[DeviceView, ...]


class SessionProof(AccountPart, frozen=True, kw_only=True):
    """The session is alive."""

    account_id: str


class FactorsView(AccountPart, frozen=True, kw_only=True):
    """Oldest first."""

    factors: tuple[FactorView, ...]


class FreshnessView(AccountPart, frozen=True, kw_only=True):
    """`factors`: of the account, those that will do, the strongest first."""

    met: bool
    factors: tuple[Proof, ...]


class AccountUnanswered(AccountPart, frozen=True, kw_only=True):
    """A question that cannot be answered."""

    error: ErrorRecord


class StaffView(AccountPart, frozen=True, kw_only=True):
    staff: tuple[StaffMemberView, ...]


class AccountRequestsView(AccountPart, frozen=True, kw_only=True):
    requests: tuple[AccountRequestView, ...]


AnyAccountAnswer = (
    AccountView
    | SessionsView
    | LoginsView
    | DevicesView
    | SessionProof
    | FactorsView
    | FreshnessView
    | StaffView
    | AccountRequestsView
    | AccountUnanswered
)


class WayInView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is on the way in. `sent_to`: where a code goes, if there is an account: as the
    caller wrote it, masked. `proofs`: what the next step may be shown by."""

    attempt_id: str
    purpose: AttemptPurpose
    expires_at: datetime
    sent_to: str = ""
    proofs: tuple[Proof, ...] = (Proof.CODE,)


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """`access_token`: a JWT, good for `expires_in` seconds. `refresh_token`: good once. The client
    keeps both, and `device_id`, for it is asked for when the session is renewed."""

    session_id: str
    account_id: str
    device_id: str
    access_token: str
    refresh_token: str
    expires_in: int


class AccountOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a command: an attempt that waits for its next step, tokens, or neither.
    `known_before`: signing up ended in an account that was there. `ended`: sessions. `factor`: of
    what is done with factors. `staff`: whom it was about. `joining`: what somebody joins with."""

    attempt: WayInView | None = None
    tokens: Tokens | None = None
    known_before: bool = False
    ended: int = 0
    staff: StaffMemberView | None = None
    joining: JoiningView | None = None
    repeated: bool = False
    factor: FactorResult | None = None


class AccountsImported(msgspec.Struct, frozen=True, kw_only=True):
    """`held_by_others`: the addresses that found another account already, as kinds by member."""

    opened: int
    held_by_others: dict[str, tuple[HandleKind, ...]] = {}


class KeySet(msgspec.Struct, frozen=True, kw_only=True):
    """Public keys as a JWK Set (RFC 7517) in JSON, and whose tokens they verify."""

    jwks: bytes
    issuer: str
