"""The history of an account that was registered, used, stolen from and won back."""

from collections.abc import Sequence

import msgspec

from services.membership.contract.accounts import events as e
from services.membership.contract.accounts.words import (
    AccountKind,
    HandleKind,
    Opening,
    PasswordStep,
    Proof,
    SessionEnd,
)


def used_and_stolen_from() -> Sequence[msgspec.Struct]:
    of = {"member_id": "m-1"}
    phone = e.OpenedHandle(id="h-1", kind=HandleKind.PHONE)
    signed_in = {"session_id": "s-1", "device_id": "d-1", "public": False}
    return [
        e.AccountOpened(**of, kind=AccountKind.MEMBER, how=Opening.REGISTERED, handles=(phone,)),
        e.HandleHeldByAnother(**of, kind=HandleKind.EMAIL),
        e.HandleAdded(**of, handle_id="h-2", kind=HandleKind.EMAIL),
        e.HandleRemoved(**of, handle_id="h-2", kind=HandleKind.EMAIL),
        e.SignedIn(**of, **signed_in, proofs=(Proof.CODE,), second_factor=False, unfamiliar=False),
        e.PasswordSet(**of, how=PasswordStep.FIRST),
        e.RefreshTokenReused(**of, session_id="s-1", device_id="d-1"),
        e.SessionsEnded(**of, session_ids=("s-1",), reason=SessionEnd.TOKEN_REUSED),
        e.PasswordSet(**of, how=PasswordStep.RESET),
    ]


def signed_out_by_staff() -> Sequence[msgspec.Struct]:
    of = {"member_id": "m-1"}
    return [
        e.AccountOpened(**of, kind=AccountKind.MEMBER, how=Opening.REGISTERED),
        e.SessionsEnded(**of, session_ids=("s-1",), reason=SessionEnd.TOO_MANY),
        e.SessionsEnded(**of, session_ids=("s-2", "s-3"), reason=SessionEnd.BY_OPERATOR),
        e.SessionsEndedByStaff(**of, ended=2, reason="A phone was lost. 手机遗失。"),
    ]


def reset_by_staff() -> Sequence[msgspec.Struct]:
    of = {"member_id": "m-1"}
    return [
        e.AccountOpened(**of, kind=AccountKind.MEMBER, how=Opening.SIGNED_UP),
        e.PasswordSet(**of, how=PasswordStep.FIRST),
        e.PasswordResetByStaff(**of, ended=0, reason="Asked for by phone."),
    ]
