"""One thing that the member can do."""

from datetime import datetime

import msgspec

from services.membership.contract.explanations import NextStep
from services.membership.domain.explain.sentences import Statement


class PossibleStep(msgspec.Struct, frozen=True, kw_only=True):
    """A next step whose sentence knows what it stands on."""

    action: str
    says: Statement
    amount: int | None = None
    until: datetime | None = None

    @property
    def view(self) -> NextStep:
        return NextStep(
            action=self.action, says=self.says.text, amount=self.amount, until=self.until
        )
