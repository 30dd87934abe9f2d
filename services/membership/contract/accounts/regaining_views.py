"""What staff are shown of who wants an account back."""

from datetime import datetime

import msgspec

from services.membership.contract.accounts.regaining_words import BackState
from services.membership.contract.accounts.words import HandleKind


class AccountRequestView(msgspec.Struct, frozen=True, kw_only=True):
    """`handles`: by what the account is found, masked. `new_contact`: masked, proven by a code.
    `words`: of whoever asks. `last_signed_in_at`: within the logins that are kept. `open_sessions`:
    somebody is in still. `identity_proven_at`: the last time in an appeal. `until`: it can be
    stopped."""

    id: str
    member_id: str
    state: BackState
    asked_at: datetime
    words: str
    new_kind: HandleKind
    new_contact: str
    handles: tuple[str, ...]
    opened_at: datetime
    last_signed_in_at: datetime | None
    open_sessions: int
    identity_proven_at: datetime | None
    until: datetime | None
