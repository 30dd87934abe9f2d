"""Several commands at once, as a shop reports them in bulk."""

import msgspec

from services.membership.contract.commands import Command
from services.membership.contract.views import Failed, Outcome
from services.shared.callers import Caller

MOST_INSTRUCTIONS = 500
"""In one call."""


class Instruction(msgspec.Struct, frozen=True, kw_only=True):
    """A command, and on whose behalf."""

    command: Command
    by: Caller


class CarriedOut(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What a command did, as in `Outcome`, but for the membership."""

    member_id: str
    version: int
    repeated: bool = False
    renewed: bool = False
    missing: int = 0

    @classmethod
    def of(cls, outcome: Outcome) -> "CarriedOut":
        return cls(
            member_id=outcome.member_id,
            version=outcome.version,
            repeated=outcome.repeated,
            renewed=outcome.renewed,
            missing=outcome.missing,
        )


InstructionOutcome = CarriedOut | Failed
