"""Templates, as staff read and preview them."""

from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.sentences import both
from services.notify.contract.events import TemplateDraftSaved, TemplatePublished, body_of
from services.notify.contract.templates import (
    GetTemplate,
    GetTemplates,
    PhraseSources,
    PreviewTemplate,
    TemplateAnswer,
    TemplatePreview,
    TemplateQuery,
    TemplateStep,
    TemplateSummary,
    TemplatesView,
    TemplateVariable,
    TemplateVersion,
    TemplateView,
)
from services.notify.contract.words import Channel, Topic
from services.notify.core.rules.alert_rules import ALERTS
from services.notify.core.rules.links import MessageLinks
from services.notify.core.rules.segments import encoding, segments
from services.notify.core.rules.template_names import LANGUAGES, SHIPPED, VersionName
from services.notify.templates.domain.sample_alerts import Sample, sample_alert, samples_of
from services.notify.templates.domain.template import Template
from services.notify.templates.domain.variables import EVENT_TYPES, described
from services.notify.templates.renderer import Templates
from services.notify.templates.store import TemplateStore

MOST_STEPS = 100


class TemplateReading:
    def __init__(self, store: TemplateStore, renderer: Templates, links: MessageLinks) -> None:
        self._store = store
        self._renderer = renderer
        self._links = links

    async def read(self, query: TemplateQuery) -> TemplateAnswer:
        """
        Raises:
            NotFound, InvalidInput
        """
        match query:
            case GetTemplates():
                return await self._all()
            case GetTemplate():
                return await self.view(query.event_type, query.language)
            case PreviewTemplate():
                return await self._preview(query)

    async def view(self, event_type: str, language: str) -> TemplateView:
        """
        Raises:
            NotFound: there is no such event type or language.
        """
        template = await self._template(event_type, language)
        shipped = self._renderer.sources(VersionName(event_type, language, SHIPPED))
        published = await self._store.versions(template)
        return TemplateView(
            event_type=event_type,
            language=language,
            topic=_topic(event_type),
            in_use=template.in_use,
            draft=template.draft,
            versions=(*published, TemplateVersion(version=SHIPPED, phrases=shipped)),
            steps=await self._steps(template),
            variables=tuple(
                TemplateVariable(name=name, kind=kind)
                for name, kind in described(event_type).items()
            ),
            filters=self._renderer.filters(language),
            samples=tuple(sample.about for sample in samples_of(event_type)),
        )

    async def _all(self) -> TemplatesView:
        touched = await self._store.all()
        return TemplatesView(
            templates=tuple(
                _summary(
                    touched.get((event_type, language))
                    or Template(event_type=event_type, language=language)
                )
                for event_type in EVENT_TYPES
                for language in LANGUAGES
            )
        )

    async def _template(self, event_type: str, language: str) -> Template:
        if event_type not in EVENT_TYPES or language not in LANGUAGES:
            raise NotFound(
                both(
                    "没有 {event} 的 {language} 模板。",
                    "There is no template {event} in {language}.",
                    event=event_type,
                    language=language,
                ),
                field="eventType",
            )
        return (await self._store.load(event_type, language)).template

    async def _steps(self, template: Template) -> tuple[TemplateStep, ...]:
        steps: list[TemplateStep] = []
        for envelope in reversed(await self._store.history(template)):
            body = body_of(envelope)
            if isinstance(body, TemplateDraftSaved | TemplatePublished):
                version = body.version if isinstance(body, TemplatePublished) else None
                step = TemplateStep(at=envelope.happened_at, by=envelope.actor, version=version)
                steps.append(step)
        return tuple(steps[:MOST_STEPS])

    async def _preview(self, query: PreviewTemplate) -> TemplatePreview:
        template = await self._template(query.event_type, query.language)
        name, sources = await self._wanted(template, query)
        samples = samples_of(query.event_type)
        if not 0 <= query.sample < len(samples):
            raise InvalidInput(
                both(
                    "样例为 0 至 {last}。", "There are samples 0 to {last}.", last=len(samples) - 1
                ),
                field="sample",
            )
        return self._previewed(name, sources, samples[query.sample])

    async def _wanted(
        self, template: Template, query: PreviewTemplate
    ) -> tuple[VersionName, PhraseSources]:
        """Read from the store, where the newest is, whatever this process has in use."""
        number = template.in_use if query.version is None else query.version
        name = VersionName(template.event_type, template.language, number)
        if query.draft:
            if template.draft is None:
                raise NotFound(both("没有草稿。", "There is no draft."), field="draft")
            return name, template.draft.phrases
        if number == SHIPPED:
            return name, self._renderer.sources(name)
        for version in await self._store.versions(template):
            if version.version == number:
                return name, version.phrases
        raise NotFound(
            both("没有第 {number} 版。", "There is no version {number}.", number=number),
            field="version",
        )

    def _previewed(
        self, name: VersionName, sources: PhraseSources, sample: Sample
    ) -> TemplatePreview:
        alert = sample_alert(name.event_type, name.language, sample)
        short = self._renderer.said(name, sources, alert, alert.facts, False, now=alert.planned_at)
        long = self._renderer.said(name, sources, alert, alert.facts, True, now=alert.planned_at)
        by_sms = self._links.sample(name.event_type, Channel.SMS)
        by_mail = self._links.sample(name.event_type, Channel.EMAIL)
        sms = self._renderer.sms(short, name.language, by_sms)
        mail = self._renderer.mail(alert, long, by_mail)
        return TemplatePreview(
            version=str(name),
            sample=sample.about,
            sms=sms,
            encoding=encoding(sms),
            sms_segments=segments(sms),
            sms_characters=len(sms),
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            inbox=self._renderer.inbox(short, name.language),
        )


def _summary(template: Template) -> TemplateSummary:
    return TemplateSummary(
        event_type=template.event_type,
        language=template.language,
        topic=_topic(template.event_type),
        in_use=template.in_use,
        latest=template.latest,
        has_draft=template.draft is not None,
    )


def _topic(event_type: str) -> Topic:
    rule = ALERTS.get(event_type)
    return rule.topic if rule else Topic.CODE
