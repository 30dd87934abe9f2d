"""What changes of a membership answer."""

from typing import Annotated

import strawberry

from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import Money
from gateway.schema.membership.membership import Membership
from gateway.schema.membership.words import RefundOutcome
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


@strawberry.type(description="What the refund did to the membership and to the balance.")
class RefundSuccess:
    outcome: RefundOutcome
    refunded: Money = strawberry.field(description="What of the order went back so far.")
    paid: Money = strawberry.field(description="What the order was paid in all.")
    from_balance: Money = strawberry.field(description="What this refund took from the balance.")
    owed: Money = strawberry.field(
        description="What the balance did not have of it. It is settled by the next money that "
        "renews nothing."
    )
    membership: Membership | None
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: Outcome) -> "RefundSuccess":
        view, refund = outcome.membership, outcome.refund
        if refund is None:
            raise ValueError("the outcome is not a refund's")
        return cls(
            outcome=RefundOutcome(refund.outcome),
            refunded=Money.of(refund.refunded),
            paid=Money.of(refund.paid),
            from_balance=Money.of(refund.from_balance),
            owed=Money.of(refund.owed),
            membership=Membership.of(view) if view else None,
            repeated=outcome.repeated,
        )


MembershipResult = Annotated[
    MembershipSuccess | AnyProblem, answers("MembershipResult", "A changed membership.")
]

PaymentResult = Annotated[
    PaymentSuccess | AnyProblem, answers("PaymentResult", "A payment that was kept.")
]

RefundResult = Annotated[
    RefundSuccess | AnyProblem, answers("RefundResult", "A refund that was kept.")
]
