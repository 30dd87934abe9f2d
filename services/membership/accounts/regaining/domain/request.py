"""A request of who says to have lost every contact of an account."""

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from services.membership.contract.accounts.regaining_words import BackState
from services.membership.contract.accounts.words import HandleKind

MOST_OPEN: Final = 5
"""For one account: no stranger fills the list, and none keeps the owner off it but for so long as
staff take to refuse."""
LONGEST_WORDS: Final = 2_000
LONGEST_REASON: Final = 500


class BackStep(StrEnum):
    """ASKED: staff decide. ACCEPTED: the contacts in use are to be sent their codes. TOLD: it waits
    for its time. BEGUN: the old ways in are gone, the new one is to come."""

    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    TOLD = "TOLD"
    BEGUN = "BEGUN"


STATES: Final = {
    BackStep.ASKED: BackState.ASKED,
    BackStep.ACCEPTED: BackState.ACCEPTED,
    BackStep.TOLD: BackState.ACCEPTED,
    BackStep.BEGUN: BackState.BEGUN,
}


class BackRequest(msgspec.Struct, frozen=True, kw_only=True):
    """`hash`, `kind`, `masked`, `address`: of the new contact. `next_due`: when it goes on by
    itself."""

    id: str
    account: str
    step: BackStep
    asked_at: datetime
    hash: str
    kind: HandleKind
    masked: str
    address: str
    words: str
    language: str = ""
    until: datetime | None = None
    next_due: datetime | None = None
