"""What changes of a membership answer."""

from typing import Annotated

import strawberry

from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import Money
from gateway.schema.membership.membership import Membership
from services.membership.contract.views import Outcome


@strawberry.type(description="The membership after the change.")
class MembershipSuccess:
    membership: Membership | None
    version: int = strawberry.field(description="The member's version after the change.")
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: Outcome) -> "MembershipSuccess":
        view = outcome.membership
        return cls(
            membership=Membership.of(view) if view else None,
            version=outcome.version,
            repeated=outcome.repeated,
        )


@strawberry.type(description="The payment is kept; whether it renewed, and what still lacks.")
class PaymentSuccess:
    renewed: bool
    missing: Money
    membership: Membership | None
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: Outcome) -> "PaymentSuccess":
        view = outcome.membership
        return cls(
            renewed=outcome.renewed,
            missing=Money.of(outcome.missing),
            membership=Membership.of(view) if view else None,
            repeated=outcome.repeated,
        )


MembershipResult = Annotated[
    MembershipSuccess | AnyProblem, answers("MembershipResult", "A changed membership.")
]

PaymentResult = Annotated[
    PaymentSuccess | AnyProblem, answers("PaymentResult", "A payment that was kept.")
]
