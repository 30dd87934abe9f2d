"""What happened on the way back into an account whose owner lost every contact."""

from datetime import datetime

from infra.kernel.free_text import FreeText
from services.membership.contract.accounts.events import AccountEvent
from services.membership.contract.accounts.regaining_words import BackEnd
from services.membership.contract.accounts.words import HandleKind
from services.shared.callers import StaffKind


class AccountBackAsked(AccountEvent, frozen=True, kw_only=True):
    """By somebody who reads a new contact of this kind, and showed nothing else."""

    request_id: str
    kind: HandleKind


class AccountBackAccepted(AccountEvent, frozen=True, kw_only=True):
    """By staff of the kind `by_kind`. Until `until` the owner can stop it."""

    request_id: str
    kind: HandleKind
    by_kind: StaffKind
    until: datetime
    reason: FreeText


class AccountBackEnded(AccountEvent, frozen=True, kw_only=True):
    """These requests came to nothing. `told`: the owner had heard of one of them."""

    request_ids: tuple[str, ...]
    how: BackEnd
    told: bool
    reason: FreeText = ""


class AccountBackBegun(AccountEvent, frozen=True, kw_only=True):
    """Nobody stopped it: `ended` sessions ended, and nobody signs in by what there was: `factors`,
    `handles`, and with `password` the password, which has to be chosen anew."""

    request_id: str
    ended: int
    factors: int
    handles: int
    password: bool


class AccountBackGiven(AccountEvent, frozen=True, kw_only=True):
    """The new contact is the one that the member is reached at, and signs in by."""

    request_id: str
    kind: HandleKind
