"""Publishing a clause, at once or by a draft that was looked at; and that a member has read it."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.member import me
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.membership.clause_drafts import ClauseDraft
from gateway.schema.membership.clauses import ClauseVersion
from gateway.schema.membership.commands import change_membership
from gateway.schema.membership.results import MembershipResult
from gateway.schema.permissions import ADMINS, mutation
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.kernel.text import LocalText
from services.membership.contract import clause_draft_commands as drafts
from services.membership.contract import commands as membership
from services.membership.contract.clause_commands import AcknowledgeClause


@strawberry.input(description="A text in both languages.")
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


@strawberry.input
class SaveClauseDraftInput(Input):
    code: str
    title: LocalTextInput
    text: LocalTextInput
    parameters: JSON


@strawberry.input
class PreviewClauseInput(Input):
    code: str


@strawberry.input
class PublishClauseDraftInput(Input):
    code: str
    revision: int = strawberry.field(description="Of the draft as it was looked at.")
    effective_at: datetime
    adverse: bool = strawberry.field(
        default=False, description="Say so where the parameters do not show it."
    )


@strawberry.input
class AcknowledgeClauseInput(Input):
    clause: str
    version: int


@strawberry.type(description="The draft of a clause after the change; the version, if published.")
class ClauseDraftSuccess:
    clause: ClauseVersion | None
    draft: ClauseDraft | None
    repeated: bool = strawberry.field(description=REPEATED)


ClauseDraftResult = Annotated[
    ClauseDraftSuccess | AnyProblem, answers("ClauseDraftResult", "A changed draft of a clause.")
]


@strawberry.type
class ClauseMutations:
    @mutation(
        *ADMINS, confirmed=True, description="Publishes a clause version; every member is told."
    )
    async def publish_clause(self, info: Info, input: PublishClauseInput) -> ClauseResult:
        command = membership.PublishClause(
            clause=input.clause,
            title=_text(input.title),
            text=_text(input.text),
            parameters=_parameters(input.parameters),
            effective_at=input.effective_at,
            adverse=input.adverse,
        )
        caller = info.context.caller(input.idempotency_key)
        outcome = await info.context.apis.membership.execute(command, caller)
        clause = ClauseVersion.of(outcome.clause) if outcome.clause else None
        return ClauseSuccess(clause=clause, repeated=outcome.repeated)

    @mutation(
        *ADMINS,
        description="Keeps the next version of a clause, or a new clause, as a draft. What no "
        "version may say is refused; nothing is published.",
    )
    async def save_clause_draft(self, info: Info, input: SaveClauseDraftInput) -> ClauseDraftResult:
        command = drafts.SaveClauseDraft(
            code=input.code,
            title=_text(input.title),
            text=_text(input.text),
            parameters=_parameters(input.parameters),
        )
        return await _manage(info, command, input)

    @mutation(
        *ADMINS,
        description="Begins to count whom the draft would touch; see `clauseDraft.preview`.",
    )
    async def preview_clause(self, info: Info, input: PreviewClauseInput) -> ClauseDraftResult:
        return await _manage(info, drafts.PreviewClause(code=input.code), input)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Makes the draft the next version; every member is told.",
    )
    async def publish_clause_draft(
        self, info: Info, input: PublishClauseDraftInput
    ) -> ClauseDraftResult:
        command = drafts.PublishClauseDraft(
            code=input.code,
            revision=input.revision,
            effective_at=input.effective_at,
            adverse=input.adverse,
        )
        return await _manage(info, command, input)

    @mutation(
        Role.MEMBER,
        description="The member has read this version of a clause. It is kept, and changes nothing "
        "of when the version binds.",
    )
    async def acknowledge_clause(
        self, info: Info, input: AcknowledgeClauseInput
    ) -> MembershipResult:
        command = AcknowledgeClause(member_id=me(info), clause=input.clause, version=input.version)
        return await change_membership(info, command, input.idempotency_key)


async def _manage(info: Info, command: drafts.AnyClauseCommand, input: Input) -> ClauseDraftSuccess:
    caller = info.context.caller(input.idempotency_key)
    outcome = await info.context.apis.membership.manage_clause(command, caller)
    return ClauseDraftSuccess(
        clause=ClauseVersion.of(outcome.clause) if outcome.clause else None,
        draft=ClauseDraft.of(outcome.draft) if outcome.draft else None,
        repeated=outcome.repeated,
    )


def _text(input: LocalTextInput) -> LocalText:
    return LocalText(zh=input.zh, en=input.en)


def _parameters(given: object) -> dict[str, Any]:
    if isinstance(given, dict):
        return given
    raise InvalidInput(
        both(
            "parameters 须为名称和值组成的对象。",
            "parameters is an object of names and values.",
        ),
        field="parameters",
    )
