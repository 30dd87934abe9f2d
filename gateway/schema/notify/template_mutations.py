"""What staff do with templates."""

from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import Language
from gateway.schema.notify.templates import Template
from gateway.schema.permissions import ADMINS, mutation
from services.notify.contract import templates
from services.notify.contract.commands import Command as NotifyCommand


@strawberry.input(
    description="Jinja source for each phrase; see `template` for the variables and filters."
)
class SaveTemplateDraftInput(Input):
    event_type: str
    language: Language
    title: str
    what: str
    why: str
    next: str
    detail: str = ""


@strawberry.input
class PublishTemplateInput(Input):
    event_type: str
    language: Language
    version: int | None = strawberry.field(
        default=None, description="An earlier version to use again; 0: as shipped."
    )
    draft: int | None = strawberry.field(
        default=None, description="The draft's number; refused when it changed meanwhile."
    )


@strawberry.type(description="The template after the change.")
class TemplateSuccess:
    template: Template | None
    repeated: bool = strawberry.field(description=REPEATED)


TemplateResult = Annotated[
    TemplateSuccess | AnyProblem, answers("TemplateResult", "A changed template.")
]


@strawberry.type
class TemplateMutations:
    @mutation(
        *ADMINS,
        description="Keeps a draft. Refused, with the phrase to mend, unless it can be sent: it is "
        "tried with every sample of its event.",
    )
    async def save_template_draft(
        self, info: Info, input: SaveTemplateDraftInput
    ) -> TemplateResult:
        command = templates.SaveTemplateDraft(
            event_type=input.event_type,
            language=input.language.tag,
            phrases=templates.PhraseSources(
                title=input.title,
                what=input.what,
                why=input.why,
                next=input.next,
                detail=input.detail,
            ),
        )
        return await change_template(info, command, input.idempotency_key)

    @mutation(
        *ADMINS,
        confirmed=True,
        description="Puts the draft in use as a new version, or an earlier version again; every "
        "message from then on is made with it.",
    )
    async def publish_template(self, info: Info, input: PublishTemplateInput) -> TemplateResult:
        command = templates.PublishTemplate(
            event_type=input.event_type,
            language=input.language.tag,
            version=input.version,
            draft=input.draft,
        )
        return await change_template(info, command, input.idempotency_key)


async def change_template(info: Info, command: NotifyCommand, key: str | None) -> TemplateSuccess:
    outcome = await info.context.apis.notify.execute(command, info.context.caller(key))
    template = Template.of(outcome.template) if outcome.template else None
    return TemplateSuccess(template=template, repeated=outcome.repeated)
