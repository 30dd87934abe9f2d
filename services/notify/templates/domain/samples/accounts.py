"""Of signing in, and of what protects an account."""

from typing import Any

from services.membership.contract.accounts.events import (
    AccountSecured,
    ContactRestored,
    HandleChanged,
    PasswordResetByStaff,
    PasswordSet,
    RefreshTokenReused,
    SessionsEndedByStaff,
    SignedIn,
)
from services.membership.contract.accounts.regaining_events import (
    AccountBackAccepted,
    AccountBackEnded,
    AccountBackGiven,
)
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.words import ContactEnd, HandleKind, PasswordStep, Proof
from services.notify.templates.domain.samples.words import NOW, SOON
from services.shared.callers import StaffKind

EVENTS: list[Any] = [
    SignedIn(
        member_id="m-1",
        session_id="s-1",
        device_id="d-1",
        proofs=(Proof.PASSWORD, Proof.CODE),
        second_factor=True,
        unfamiliar=True,
        public=False,
    ),
    PasswordSet(member_id="m-1", how=PasswordStep.CHANGED),
    AccountSecured(
        member_id="m-1",
        report_id="e-1",
        since=NOW,
        ended=2,
        factors=1,
        handles=1,
        password=True,
    ),
    ContactRestored(member_id="m-1", report_id="e-1", kind=HandleKind.PHONE, how=ContactEnd.BACK),
    PasswordResetByStaff(member_id="m-1", ended=2, reason="Asked for by phone, identity checked"),
    SessionsEndedByStaff(member_id="m-1", ended=2, reason="A phone with your account was lost"),
    HandleChanged(member_id="m-1", kind=HandleKind.PHONE, replaced=True),
    AccountBackAccepted(
        member_id="m-1",
        request_id="r-1",
        kind=HandleKind.PHONE,
        by_kind=StaffKind.SPECIALIST,
        until=SOON,
        reason="Proved who they are in an appeal.",
    ),
    AccountBackEnded(member_id="m-1", request_ids=("r-1",), how=BackEnd.SIGNED_IN, told=True),
    AccountBackGiven(member_id="m-1", request_id="r-1", kind=HandleKind.PHONE),
    RefreshTokenReused(member_id="m-1", session_id="s-1", device_id="d-1"),
]
