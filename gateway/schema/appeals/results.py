"""What steps of an appeal answer."""

from typing import Annotated

import strawberry

from gateway.schema.appeals.appeal import Appeal
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from services.appeals.contract.views import Outcome as AppealOutcome


@strawberry.type(description="The appeal after the change.")
class AppealSuccess:
    appeal: Appeal
    repeated: bool = strawberry.field(description=REPEATED)

    @classmethod
    def of(cls, outcome: AppealOutcome) -> "AppealSuccess":
        return cls(appeal=Appeal.of(outcome.appeal), repeated=outcome.repeated)


AppealResult = Annotated[AppealSuccess | AnyProblem, answers("AppealResult", "A changed appeal.")]
