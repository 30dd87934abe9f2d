"""What an operator may order its work on appeals by."""

import msgspec

from services.membership.contract.words import HoldKind


class Appellant(msgspec.Struct, frozen=True, kw_only=True):
    """Who appeals. `paid`: within twelve months before the loss, less what was paid back, minor
    units. `plan_rank`: of the plan that was lost. `holds`: those in place now."""

    paid: int
    plan_rank: int
    holds: tuple[HoldKind, ...] = ()
