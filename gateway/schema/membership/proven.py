"""A sentence with what proves it."""

import strawberry

from gateway.schema.basics.scalars import LocalText
from services.membership.contract import explanations


@strawberry.type(description="A sentence, and what proves it.")
class Said:
    says: LocalText
    stands_on: list[strawberry.ID] = strawberry.field(
        description="Ids of records: events, payments, orders, logins, notices or clause versions. "
        "None for a sentence that claims nothing."
    )

    @classmethod
    def of(cls, view: explanations.ProvenSentence) -> "Said":
        ids = [strawberry.ID(id) for id in view.stands_on]
        return cls(says=LocalText.of(view.says), stands_on=ids)
