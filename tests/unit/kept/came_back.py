"""The history of an account whose owner lost every contact: asked for, stopped, refused, and given
back by a new one."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from services.membership.contract.accounts import events as e
from services.membership.contract.accounts import factor_events as f
from services.membership.contract.accounts import regaining_events as r
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.words import (
    AccountKind,
    HandleKind,
    Opening,
    PasswordStep,
    Proof,
    SessionEnd,
)
from services.shared.callers import StaffKind

UNTIL = datetime(2026, 1, 4, 12, tzinfo=UTC)


def given_back() -> Sequence[msgspec.Struct]:
    of = {"member_id": "m-1"}
    phone = HandleKind.PHONE
    yes = {"kind": phone, "by_kind": StaffKind.SPECIALIST, "until": UNTIL, "reason": "Proven."}
    return [
        e.AccountOpened(
            **of,
            kind=AccountKind.MEMBER,
            how=Opening.SIGNED_UP,
            handles=(e.OpenedHandle(id="h-1", kind=phone),),
        ),
        e.PasswordSet(**of, how=PasswordStep.FIRST),
        f.FactorAdded(**of, factor_id="app", kind=Proof.TOTP),
        r.AccountBackAsked(**of, request_id="r-1", kind=phone),
        r.AccountBackAccepted(**of, request_id="r-1", **yes),
        r.AccountBackEnded(**of, request_ids=("r-1",), how=BackEnd.SIGNED_IN, told=True),
        r.AccountBackAsked(**of, request_id="r-2", kind=HandleKind.EMAIL),
        r.AccountBackAsked(**of, request_id="r-3", kind=phone),
        r.AccountBackEnded(
            **of, request_ids=("r-2",), how=BackEnd.REFUSED, told=False, reason="Not proven."
        ),
        r.AccountBackAccepted(**of, request_id="r-3", **yes),
        e.SessionsEnded(**of, session_ids=("s-1",), reason=SessionEnd.ACCOUNT_BACK),
        e.HandleRemoved(**of, handle_id="h-1", kind=phone),
        r.AccountBackBegun(**of, request_id="r-3", ended=1, factors=1, handles=1, password=True),
        e.HandleAdded(**of, handle_id="h-2", kind=phone),
        r.AccountBackGiven(**of, request_id="r-3", kind=phone),
    ]
