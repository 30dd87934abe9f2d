"""The history of an account from which somebody else had removed what was its owner's."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from services.membership.contract.accounts import events as e
from services.membership.contract.accounts import factor_events as f
from services.membership.contract.accounts.words import (
    AccountKind,
    ContactEnd,
    HandleKind,
    Opening,
    Proof,
)


def given_back() -> Sequence[msgspec.Struct]:
    of = {"member_id": "m-1"}
    phone, mail = HandleKind.PHONE, HandleKind.EMAIL
    number = e.OpenedHandle(id="h-1", kind=phone)
    return [
        e.AccountOpened(**of, kind=AccountKind.MEMBER, how=Opening.SIGNED_UP, handles=(number,)),
        f.FactorAdded(**of, factor_id="key", kind=Proof.PASSKEY),
        f.FactorAdded(**of, factor_id="app", kind=Proof.TOTP),
        f.FactorRemoved(**of, factor_id="key", kind=Proof.PASSKEY),
        f.FactorRemoved(**of, factor_id="app", kind=Proof.TOTP),
        e.HandleAdded(**of, handle_id="h-2", kind=phone),
        e.HandleAdded(**of, handle_id="h-3", kind=mail),
        f.FactorPutBack(**of, factor_id="key", kind=Proof.PASSKEY),
        e.HandleRemoved(**of, handle_id="h-2", kind=phone),
        e.HandleRemoved(**of, handle_id="h-3", kind=mail),
        e.AccountSecured(
            **of,
            report_id="m-1:9",
            since=datetime(2026, 1, 1, 12, tzinfo=UTC),
            ended=0,
            factors=0,
            handles=2,
            password=False,
            passkeys=1,
            lost=(Proof.TOTP,),
            contacts=(phone, mail),
        ),
        e.HandleAdded(**of, handle_id="h-4", kind=phone),
        e.ContactRestored(**of, report_id="m-1:9", kind=phone, how=ContactEnd.BACK),
        e.ContactRestored(**of, report_id="m-1:9", kind=mail, how=ContactEnd.NONE),
    ]
