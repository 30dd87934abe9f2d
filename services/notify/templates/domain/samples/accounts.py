"""Of signing in, and of what protects an account."""

from typing import Any

from services.membership.contract.accounts.events import (
    PasswordSet,
    RefreshTokenReused,
    SignedIn,
)
from services.membership.contract.accounts.words import PasswordStep, Proof

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
    RefreshTokenReused(member_id="m-1", session_id="s-1", device_id="d-1"),
]
