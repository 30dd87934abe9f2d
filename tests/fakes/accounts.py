"""Accounts in memory: one key that signs, and sessions that a test ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from msgspec.structs import replace

from infra.derived_key import ALGORITHM, derived_key, key_set
from infra.kernel.errors import to_record
from services.membership.contract.accounts import (
    queries,
    signing_commands,
    staff_commands,
    views,
)
from services.membership.contract.accounts.errors import session_over
from services.membership.contract.accounts.factor_views import (
    FactorResult,
    FactorView,
    TotpSetup,
)
from services.membership.contract.accounts.regaining_commands import AskAccountBack
from services.membership.contract.accounts.regaining_views import AccountRequestView
from services.membership.contract.accounts.regaining_words import BackState
from services.membership.contract.accounts.staff_views import JoiningView, StaffMemberView
from services.membership.contract.accounts.staff_words import StaffState
from services.membership.contract.accounts.tokens import AUDIENCE, TYPE
from services.membership.contract.accounts.words import (
    AccountKind,
    AttemptPurpose,
    HandleKind,
    Proof,
)
from services.shared.callers import StaffKind

ISSUER = "reinstate"
AT = datetime(2026, 11, 1, tzinfo=UTC)
KEY = derived_key("a secret of the fakes, long enough for tests", b"tests")


def access_token(session: str = "s-1", member: str = "m-1", **changes: Any) -> str:
    now = datetime.now(UTC)
    claims: dict[str, Any] = {"iss": ISSUER, "aud": AUDIENCE, "sub": member, "role": "member"}
    claims |= {"sid": session, "device_id": "d-1", "auth_time": now.timestamp(), "amr": ["pwd"]}
    claims |= {"iat": now, "exp": now + timedelta(minutes=10), "second_factor": False, **changes}
    return jwt.encode(claims, KEY.private, ALGORITHM, {"kid": KEY.id, "typ": TYPE})


TOKENS = views.Tokens(
    session_id="s-1",
    account_id="m-1",
    device_id="d-1",
    access_token="access",
    refresh_token="refresh",
    expires_in=600,
)
WAITING = views.WayInView(
    attempt_id="w-1",
    purpose=AttemptPurpose.RESET_PASSWORD,
    expires_at=AT + timedelta(minutes=10),
    sent_to="+86…8000",
)
SESSION = views.SessionView(
    session_id="s-1",
    device_id="d-1",
    label="Firefox",
    ip="192.0.2.7",
    place="Firefox · 192.0.0.0/16",
    public=False,
    began_at=AT,
    last_seen_at=AT,
    ends_at=AT + timedelta(days=30),
    proofs=(Proof.PASSWORD,),
    second_factor_at=None,
)
KNOWN_DEVICE = views.DeviceView(
    device_id="d-1",
    first_seen_at=AT,
    last_seen_at=AT,
    name="My phone",
    label="Firefox",
    ip="192.0.2.7",
    place="Firefox · 192.0.0.0/16",
    open_sessions=1,
)
COLLEAGUE = StaffMemberView(
    id="s-2",
    name="Wu Fang",
    kind=StaffKind.REVIEWER,
    state=StaffState.ACTIVE,
    since=AT,
    invited_until=None,
)
REQUEST = AccountRequestView(
    id="r-1",
    member_id="m-1",
    state=BackState.ASKED,
    asked_at=AT,
    words="It is mine.",
    new_kind=HandleKind.PHONE,
    new_contact="+86…9000",
    handles=("+86…8000",),
    opened_at=AT,
    last_signed_in_at=None,
    open_sessions=0,
    identity_proven_at=None,
    until=None,
)
JOINING = JoiningView(uri="otpauth://totp/x", secret="ABC", continuation="t", expires_at=AT)


ACCOUNT = views.AccountView(
    account_id="m-1",
    kind=AccountKind.MEMBER,
    opened_at=AT,
    handles=(views.HandleView(kind=HandleKind.PHONE, masked="+86…8000", since=AT),),
    password_set_at=AT,
)
FACTOR = FactorView(factor_id="f-1", kind=Proof.TOTP, label="Phone", added_at=AT, last_used_at=None)
DONE = FactorResult(
    totp=TotpSetup(uri="otpauth://totp/x", secret="AAAA", continuation="t", expires_at=AT),
    passkey_options={"challenge": "AAAA"},
    factor_id="f-1",
    codes=("01234-ABCDE",),
    access_token="access",
    expires_in=600,
)


class AccountAnswers:
    """What accounts answer; mixed into the fake that keeps what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.alive = {"s-1"}
        self.proofs_asked = 0
        self.fresh = False

    def answer(self, query: Any) -> Any:
        if isinstance(query, queries.ProveSession):
            self.proofs_asked += 1
            if query.session_id not in self.alive:
                return views.AccountUnanswered(error=to_record(session_over()))
            return views.SessionProof(account_id="m-1")
        answers: dict[type, Any] = {
            queries.GetAccount: replace(ACCOUNT, account_id=getattr(query, "account_id", "")),
            queries.GetSessions: views.SessionsView(sessions=(SESSION,)),
            queries.GetLogins: views.LoginsView(logins=(), has_more=False),
            queries.GetDevices: views.DevicesView(devices=(KNOWN_DEVICE,)),
            queries.GetFactors: views.FactorsView(factors=(FACTOR,)),
            queries.GetFreshness: views.FreshnessView(
                met=self.fresh, factors=(Proof.TOTP, Proof.CODE)
            ),
            queries.GetAccountRequests: views.AccountRequestsView(requests=(REQUEST,)),
            queries.GetStaff: views.StaffView(staff=(COLLEAGUE,)),
        }
        return answers[type(query)]

    def outcome(self, command: Any) -> views.AccountOutcome:
        if isinstance(command, signing_commands.BeginReset | AskAccountBack):
            return views.AccountOutcome(attempt=WAITING)
        if isinstance(command, staff_commands.BeginJoining):
            return views.AccountOutcome(joining=JOINING)
        if isinstance(command, staff_commands.AnyStaffCommand):
            return views.AccountOutcome(staff=COLLEAGUE)
        return views.AccountOutcome(tokens=TOKENS, ended=1, factor=DONE)

    async def signing_keys(self) -> views.KeySet:
        return views.KeySet(jwks=key_set([KEY]), issuer=ISSUER)
