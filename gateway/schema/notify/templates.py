"""Templates of messages: what staff see, preview and change."""

from datetime import datetime
from typing import Annotated

import strawberry

from gateway.request.context import Info
from gateway.schema.basics.fields import computed
from gateway.schema.basics.results import UNTIL_2027, AnyProblem, answers
from gateway.schema.basics.scalars import Actor, Language, mapped
from gateway.schema.notify.words import Topic
from gateway.schema.permissions import ANY_STAFF, query
from services.notify.contract import templates as views
from services.notify.contract.templates import GetTemplate, GetTemplates, PreviewTemplate


@strawberry.type(
    description="The phrases of one message as Jinja source: the title, what happened, why, what "
    "to do next; `detail` goes into mails and the inbox only."
)
class TemplatePhrases:
    title: str
    what: str
    why: str
    next: str
    detail: str

    @classmethod
    def of(cls, view: views.PhraseSources) -> "TemplatePhrases":
        return mapped(cls, view)


@strawberry.type(description="What was saved last and not published yet.")
class TemplateDraft:
    number: int = strawberry.field(description="Grows with every saving.")
    phrases: TemplatePhrases
    saved_at: datetime
    saved_by: Actor

    @classmethod
    def of(cls, view: views.TemplateDraft) -> "TemplateDraft":
        phrases = TemplatePhrases.of(view.phrases)
        return mapped(cls, view, phrases=phrases, saved_by=Actor.of(view.saved_by))


@strawberry.type(description="A published version; it never changes. 0 is the shipped one.")
class TemplateVersion:
    version: int
    phrases: TemplatePhrases
    published_at: datetime | None
    published_by: Actor | None

    @classmethod
    def of(cls, view: views.TemplateVersion) -> "TemplateVersion":
        by = Actor.of(view.published_by) if view.published_by else None
        return mapped(cls, view, phrases=TemplatePhrases.of(view.phrases), published_by=by)


@strawberry.type(description="What a template may speak of.")
class TemplateVariable:
    name: str = strawberry.field(description="As it is written, e.g. hold.kind.")
    kind: str = strawberry.field(description="What it is; all words of a word are listed.")


@strawberry.type(description="Something that staff did.")
class TemplateStep:
    at: datetime
    by: Actor
    version: int | None = strawberry.field(
        description="What was put in use; none: a draft was saved."
    )

    @classmethod
    def of(cls, view: views.TemplateStep) -> "TemplateStep":
        return mapped(cls, view, by=Actor.of(view.by))


@strawberry.type(description="A text message, and what it costs (3GPP TS 23.038).")
class SmsPreview:
    text: str
    encoding: str = strawberry.field(description="GSM-7 or UCS-2.")
    segments: int = strawberry.field(description="How many messages it is charged as.")
    characters: int


@strawberry.type(description="A mail; the styles of its HTML are inlined, as it is sent.")
class MailPreview:
    subject: str
    text: str
    html: str


@strawberry.type(description="What a member would get, made with a sample event.")
class TemplatePreview:
    version: str = strawberry.field(
        description="E.g. MembershipExpired/en/3; of a draft, what is in use meanwhile."
    )
    sample: str = strawberry.field(description="How the sample differs from the first one.")
    sms: SmsPreview
    mail: MailPreview
    inbox: str

    @classmethod
    def of(cls, view: views.TemplatePreview) -> "TemplatePreview":
        sms = SmsPreview(
            text=view.sms,
            encoding=view.encoding,
            segments=view.sms_segments,
            characters=view.sms_characters,
        )
        return mapped(cls, view, sms=sms, mail=mapped(MailPreview, view))


@strawberry.type(description="One event type in one language. Version 0 is the shipped one.")
class TemplateSummary:
    event_type: str
    language: Language
    topic: Topic
    in_use: int = strawberry.field(description="The version that members are sent.")
    latest: int
    has_draft: bool

    @computed("What is in use, with the event's first sample.")
    async def preview(self, info: Info) -> TemplatePreview | None:
        asked = PreviewTemplate(event_type=self.event_type, language=self.language.tag)
        return await _preview(info, asked)

    @classmethod
    def of(cls, view: views.TemplateSummary) -> "TemplateSummary":
        return mapped(cls, view, language=Language.of(view.language))


@strawberry.type(description="All of one event type in one language.")
class Template:
    event_type: str
    language: Language
    topic: Topic
    in_use: int = strawberry.field(description="The version that members are sent.")
    draft: TemplateDraft | None
    versions: list[TemplateVersion] = strawberry.field(
        description="Newest first, down to the shipped one."
    )
    steps: list[TemplateStep] = strawberry.field(description="The last 100, newest first.")
    variables: list[TemplateVariable]
    filters: list[str]
    samples: list[str] = strawberry.field(
        description="How each sample event differs from the first, by its number."
    )

    @classmethod
    def of(cls, view: views.TemplateView) -> "Template":
        return mapped(
            cls,
            view,
            language=Language.of(view.language),
            draft=TemplateDraft.of(view.draft) if view.draft else None,
            versions=[TemplateVersion.of(one) for one in view.versions],
            steps=[TemplateStep.of(one) for one in view.steps],
            variables=[mapped(TemplateVariable, one) for one in view.variables],
            filters=list(view.filters),
            samples=list(view.samples),
        )


TemplatePreviewResult = Annotated[
    TemplatePreview | AnyProblem, answers("TemplatePreviewResult", "What a member would get.")
]

_RENDERED = (
    "The message that a member would get of a published version, of the draft, or of what is in "
    "use; `sample` numbers the event's samples from 0."
)


@strawberry.type
class TemplateQueries:
    @query(*ANY_STAFF, description="The templates of all messages, in both languages.")
    async def templates(self, info: Info) -> list[TemplateSummary] | None:
        view = await info.context.readers.notify.ask(GetTemplates(), views.TemplatesView)
        return [TemplateSummary.of(one) for one in view.templates]

    @query(*ANY_STAFF, description="One template with its versions and sources.")
    async def template(self, info: Info, event_type: str, language: Language) -> Template | None:
        asked = GetTemplate(event_type=event_type, language=language.tag)
        view = await info.context.readers.notify.find(asked, views.TemplateView)
        return Template.of(view) if view else None

    @query(*ANY_STAFF, typed=True, description=_RENDERED)
    async def render_template(
        self,
        info: Info,
        event_type: str,
        language: Language,
        *,
        version: int | None = None,
        draft: bool = False,
        sample: int = 0,
    ) -> TemplatePreviewResult:
        asked = PreviewTemplate(
            event_type=event_type,
            language=language.tag,
            version=version,
            draft=draft,
            sample=sample,
        )
        return await _preview(info, asked)

    @query(*ANY_STAFF, description=_RENDERED, instead=f"Ask for `renderTemplate`, {UNTIL_2027}")
    async def preview_template(
        self,
        info: Info,
        event_type: str,
        language: Language,
        *,
        version: int | None = None,
        draft: bool = False,
        sample: int = 0,
    ) -> TemplatePreview | None:
        asked = PreviewTemplate(
            event_type=event_type,
            language=language.tag,
            version=version,
            draft=draft,
            sample=sample,
        )
        return await _preview(info, asked)


async def _preview(info: Info, asked: PreviewTemplate) -> TemplatePreview:
    view = await info.context.readers.notify.ask(asked, views.TemplatePreview)
    return TemplatePreview.of(view)
