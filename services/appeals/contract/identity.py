"""How a member proves who they are, for one appeal."""

from enum import StrEnum
from typing import Final

from services.appeals.contract.appeal_command import AppealCommand

MOST_TRIES: Final = 5
"""Wrong digits, of one appeal within a day."""


class ProofKind(StrEnum):
    """PHONE_DIGITS: the last four of the bound phone. SECOND_FACTOR: a one-time code."""

    PHONE_DIGITS = "PHONE_DIGITS"
    SECOND_FACTOR = "SECOND_FACTOR"


class ProveIdentity(AppealCommand, frozen=True, kw_only=True):
    """By its member. `digits`: the last four of the bound phone; empty: the caller has proven a
    second factor for this."""

    digits: str = ""
