"""Members by how they stand."""

import strawberry

from gateway.schema.membership.words import Cause, HoldKind, Status
from services.membership.contract import words
from services.membership.contract.directory import Listed


@strawberry.input(description="Members of whom all of this is so.")
class MemberFilter:
    status: Status | None = None
    plan: str | None = strawberry.field(default=None, description="The code of the plan held.")
    cause: Cause | None = strawberry.field(
        default=None, description="Why the membership, or the former plan, is gone or held."
    )
    hold: HoldKind | None = None
    open_claim: bool = strawberry.field(
        default=False, description="A payment that they say they made is being checked."
    )


def listed_of(filter: MemberFilter | None) -> Listed:
    if filter is None:
        return Listed()
    return Listed(
        status=words.Status(filter.status) if filter.status else None,
        plan=filter.plan or "",
        cause=words.Cause(filter.cause) if filter.cause else None,
        hold=words.HoldKind(filter.hold) if filter.hold else None,
        open_claim=filter.open_claim,
    )
