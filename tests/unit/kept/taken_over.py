"""The history of an account that changed by what it is found, was taken over, and given back."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from services.membership.contract.accounts import events as e
from services.membership.contract.accounts import factor_events as f
from services.membership.contract.accounts.words import (
    AccountKind,
    HandleKind,
    Opening,
    PasswordStep,
    Proof,
    SessionEnd,
)


def given_back() -> Sequence[msgspec.Struct]:
    of = {"member_id": "m-1"}
    phone, mail = HandleKind.PHONE, HandleKind.EMAIL
    return [
        e.AccountOpened(
            **of,
            kind=AccountKind.MEMBER,
            how=Opening.SIGNED_UP,
            handles=(e.OpenedHandle(id="h-1", kind=phone),),
        ),
        e.PasswordSet(**of, how=PasswordStep.FIRST),
        e.HandleAdded(**of, handle_id="h-2", kind=phone),
        e.HandleChanged(**of, kind=phone, replaced=True),
        e.SignedIn(
            **of,
            session_id="s-2",
            device_id="d-2",
            proofs=(Proof.PASSWORD, Proof.CODE),
            second_factor=True,
            unfamiliar=True,
            public=False,
        ),
        f.FactorAdded(**of, factor_id="app", kind=Proof.TOTP),
        e.HandleAdded(**of, handle_id="h-3", kind=mail),
        e.HandleChanged(**of, kind=mail),
        e.SessionsEnded(**of, session_ids=("s-2",), reason=SessionEnd.NOT_ME),
        f.FactorRemoved(**of, factor_id="app", kind=Proof.TOTP),
        e.HandleRemoved(**of, handle_id="h-3", kind=mail),
        e.AccountSecured(
            **of,
            report_id="m-1:9",
            since=datetime(2026, 1, 1, 12, tzinfo=UTC),
            ended=1,
            factors=1,
            handles=1,
            password=True,
        ),
    ]
