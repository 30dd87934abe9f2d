"""What of a case stands beside a message."""

from datetime import datetime

import strawberry

from gateway.schema.basics.scalars import LocalText, mapped
from services.appeals.contract import quotes

_KIND = "EVENT, PAYMENT, ORDER, LOGIN, NOTICE, CLAUSE, PLAN or FILE."


@strawberry.input(description="One piece of evidence of the case.")
class QuoteInput:
    kind: str = strawberry.field(description=f"As the case file says it: {_KIND}")
    id: strawberry.ID

    @property
    def reference(self) -> quotes.Reference:
        return quotes.Reference(kind=self.kind, id=self.id)


@strawberry.type(description="Evidence beside a message, as it was when that was written.")
class AppealQuote:
    kind: str = strawberry.field(description=_KIND)
    id: strawberry.ID
    at: datetime | None = strawberry.field(description="None: of a file.")
    says: LocalText
    hash: str = strawberry.field(description="SHA-256 of the record, or of the file.")

    @classmethod
    def of(cls, view: quotes.Quote) -> "AppealQuote":
        return mapped(cls, view, id=strawberry.ID(view.id), says=LocalText.of(view.says))


def references(given: list[QuoteInput]) -> tuple[quotes.Reference, ...]:
    return tuple(one.reference for one in given)
