"""What of a case stands beside a message."""

from datetime import datetime

import strawberry

from gateway.compiled.shows import Shows
from gateway.schema.basics.scalars import LocalText
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
class AppealQuote(Shows[quotes.Quote]):
    kind: str = strawberry.field(description=_KIND)
    id: strawberry.ID
    at: datetime | None = strawberry.field(description="None: of a file.")
    says: LocalText
    hash: str = strawberry.field(description="SHA-256 of the record, or of the file.")


def references(given: list[QuoteInput]) -> tuple[quotes.Reference, ...]:
    return tuple(one.reference for one in given)
