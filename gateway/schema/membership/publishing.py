"""Publishing a clause."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.membership.clauses import ClauseVersion
from gateway.schema.permissions import ADMINS, mutation
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.text import LocalText
from services.membership.contract import commands as membership


@strawberry.input
class LocalTextInput:
    zh: str
    en: str


@strawberry.input
class PublishClauseInput(Input):
    clause: str
    title: LocalTextInput
    text: LocalTextInput
    parameters: JSON
    effective_at: datetime
    adverse: bool = strawberry.field(
        default=False, description="Say so where the parameters do not show it."
    )


@strawberry.type(description="The clause version as published.")
class ClauseSuccess:
    clause: ClauseVersion | None
    repeated: bool = strawberry.field(description=REPEATED)


ClauseResult = Annotated[ClauseSuccess | AnyProblem, answers("ClauseResult", "A published clause.")]


@strawberry.type
class ClauseMutations:
    @mutation(
        *ADMINS, confirmed=True, description="Publishes a clause version; every member is told."
    )
    async def publish_clause(self, info: Info, input: PublishClauseInput) -> ClauseResult:
        if not isinstance(input.parameters, dict):
            raise InvalidInput(
                both(
                    "parameters 须为名称和值组成的对象。",
                    "parameters is an object of names and values.",
                ),
                field="parameters",
            )
        command = membership.PublishClause(
            clause=input.clause,
            title=LocalText(zh=input.title.zh, en=input.title.en),
            text=LocalText(zh=input.text.zh, en=input.text.en),
            parameters=input.parameters,
            effective_at=input.effective_at,
            adverse=input.adverse,
        )
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.membership.execute(command, caller)
        clause = ClauseVersion.of(outcome.clause) if outcome.clause else None
        return ClauseSuccess(clause=clause, repeated=outcome.repeated)
