"""Corrections: what staff change without an appeal, for one member or for many.

Within the operator's limits one of the staff does it alone. Above them it waits for a second one,
for a time; many are tried out first, without a change. Amounts in minor units, times in UTC.
"""

from typing import Protocol

import msgspec

from services.membership.contract.correction_views import CorrectionsView
from services.membership.contract.directory import Listed
from services.membership.contract.staff_commands import AnyCorrection
from services.membership.contract.views import Outcome
from services.shared.callers import Caller


class CorrectionsCommand(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    pass


class Correct(CorrectionsCommand, frozen=True, kw_only=True):
    """One member: done at once, or requested."""

    correction: AnyCorrection


class DraftCorrections(CorrectionsCommand, frozen=True, kw_only=True):
    """Many members, named or listed, each in the same way; the member of `correction` is none.
    Tries it out on each; nothing is changed."""

    correction: AnyCorrection
    member_ids: tuple[str, ...] = ()
    listed: Listed | None = None


class StartCorrections(CorrectionsCommand, frozen=True, kw_only=True):
    """What was tried out is done, or requested."""

    id: str


class ConfirmCorrections(CorrectionsCommand, frozen=True, kw_only=True):
    """By a second of the staff."""

    id: str


class RefuseCorrections(CorrectionsCommand, frozen=True, kw_only=True):
    """By a second of the staff, or by whoever asked, who thinks better of it."""

    id: str
    reason: str


AnyCorrectionsCommand = (
    Correct | DraftCorrections | StartCorrections | ConfirmCorrections | RefuseCorrections
)


class CorrectionsOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """`done`: of one member, where it was done at once; else it is as `corrections` says."""

    done: Outcome | None = None
    corrections: CorrectionsView | None = None
    repeated: bool = False


class CorrectionsApi(Protocol):
    """Part of `MembershipApi`."""

    async def correct(self, command: AnyCorrectionsCommand, by: Caller) -> CorrectionsOutcome:
        """Carries out one command about corrections.

        Raises:
            NotFound, NotAllowed, InvalidInput, InsufficientBalance, Conflict, Forbidden,
            SecondFactorRequired
        """
        ...
