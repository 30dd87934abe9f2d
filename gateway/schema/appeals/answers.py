"""Templates of answers: texts that staff write once and use in many appeals."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.inputs import Input
from gateway.schema.basics.results import REPEATED, AnyProblem, answers
from gateway.schema.basics.scalars import Actor, LocalText, mapped
from gateway.schema.permissions import ADMINS, ANY_STAFF, mutation, query
from infra.kernel import text as kernel_text
from services.appeals.contract import answer_templates as contract


@strawberry.input(description="A text in both languages.")
class BothLanguagesInput:
    zh: str
    en: str

    @property
    def text(self) -> kernel_text.LocalText:
        return kernel_text.LocalText(zh=self.zh, en=self.en)


@strawberry.type(description="A version of a template of answers; it never changes.")
class AnswerTemplate:
    code: str
    version: int
    title: LocalText
    text: LocalText = strawberry.field(description="The sources, with their placeholders.")
    retired: bool
    saved_at: datetime
    saved_by: Actor

    @classmethod
    def of(cls, view: contract.AnswerTemplateVersion) -> "AnswerTemplate":
        return mapped(
            cls,
            view,
            title=LocalText.of(view.title),
            text=LocalText.of(view.text),
            saved_by=Actor.of(view.saved_by),
        )


@strawberry.type(description="Something that a template of answers may speak of.")
class AnswerVariable:
    name: str
    kind: str = strawberry.field(description="What it is; all words of a word are listed.")


@strawberry.type(description="The templates in use, and what one may speak of.")
class AnswerTemplates:
    templates: list[AnswerTemplate]
    variables: list[AnswerVariable]
    filters: list[str]

    @classmethod
    def of(cls, view: contract.AnswerTemplatesView) -> "AnswerTemplates":
        return cls(
            templates=[AnswerTemplate.of(one) for one in view.templates],
            variables=[AnswerVariable(name=name, kind=kind) for name, kind in view.variables],
            filters=list(view.filters),
        )


@strawberry.type(description="What a template says about one appeal.")
class AnswerPreview:
    template: str = strawberry.field(description="E.g. late-payment/3; empty: not saved.")
    text: LocalText
    language: str = strawberry.field(description="zh or en: the one that the member reads.")


@strawberry.type(description="A template after it was saved.")
class AnswerTemplateSuccess:
    template: AnswerTemplate
    repeated: bool = strawberry.field(description=REPEATED)


AnswerTemplateResult = Annotated[
    AnswerTemplateSuccess | AnyProblem, answers("AnswerTemplateResult", "A saved template.")
]
AnswerPreviewResult = Annotated[
    AnswerPreview | AnyProblem, answers("AnswerPreviewResult", "What would be said.")
]


@strawberry.input
class SaveAnswerTemplateInput(Input):
    code: str = strawberry.field(description="Lower-case letters, digits and dashes.")
    title: BothLanguagesInput
    text: BothLanguagesInput = strawberry.field(
        description="Jinja, as in templates of messages: {{ lost_at|when }}, {% if … %}."
    )
    based_on: int = strawberry.field(description="The version that it replaces; 0: a new one.")
    retired: bool = strawberry.field(default=False, description="Nobody uses it any more.")


@strawberry.type
class AnswerQueries:
    @query(*ANY_STAFF, description="Templates of answers, questions and decisions, by code.")
    async def answer_templates(self, info: Info) -> AnswerTemplates | None:
        asked = contract.GetAnswerTemplates()
        view = await info.context.readers.appeals.ask(asked, contract.AnswerTemplatesView)
        return AnswerTemplates.of(view)

    @query(
        *ANY_STAFF,
        typed=True,
        description="What a saved template, or a text that is not saved, says about an appeal.",
    )
    async def preview_answer(
        self,
        info: Info,
        number: str,
        code: str | None = None,
        text: BothLanguagesInput | None = None,
    ) -> AnswerPreviewResult:
        asked = contract.PreviewAnswer(
            number=number,
            code=code or "",
            text=text.text if text else None,
            reviewer=info.context.caller().actor.name,
        )
        view = await info.context.readers.appeals.ask(asked, contract.AnswerPreview)
        return mapped(AnswerPreview, view, text=LocalText.of(view.text))


@strawberry.type
class AnswerMutations:
    @mutation(
        *ADMINS,
        description="Saves the next version of a template of answers, used from then on. What "
        "could not be said of some appeal is refused.",
    )
    async def save_answer_template(
        self, info: Info, input: SaveAnswerTemplateInput
    ) -> AnswerTemplateResult:
        command = contract.SaveAnswerTemplate(
            code=input.code,
            title=input.title.text,
            text=input.text.text,
            based_on=input.based_on,
            retired=input.retired,
        )
        caller = info.context.caller(input.idempotency_key)
        saved = await info.context.apis.appeals.save_answer_template(command, caller)
        return AnswerTemplateSuccess(
            template=AnswerTemplate.of(saved.template), repeated=saved.repeated
        )
