"""Staff write templates of answers, try them on an appeal, and use them."""

from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict, NotFound
from infra.kernel.events import Actor
from infra.kernel.sentences import both
from infra.kernel.text import LocalText
from services.appeals.answers.domain import saying
from services.appeals.answers.domain.facts import facts_of
from services.appeals.answers.template_store import AnswerTemplateStore
from services.appeals.contract.answer_templates import (
    AnswerPreview,
    AnswerTemplatesView,
    AnswerTemplateVersion,
    GetAnswerTemplates,
    PreviewAnswer,
    SaveAnswerTemplate,
    SavedAnswerTemplate,
)
from services.appeals.domain.aggregate.people import no_such_appeal
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.recording.recorder import ByTemplate
from services.appeals.ports import AppealStore, HowMembersRead
from services.shared.callers import ActorKind, Caller


class AnswerTemplates:
    """Implements `AnswersByTemplate`."""

    def __init__(
        self,
        store: AnswerTemplateStore,
        appeals: AppealStore,
        readers: HowMembersRead,
        clock: Clock,
    ) -> None:
        self._store = store
        self._appeals = appeals
        self._readers = readers
        self._clock = clock

    async def save(self, command: SaveAnswerTemplate, by: Caller) -> SavedAnswerTemplate:
        """The same again changes nothing.

        Raises:
            InvalidInput: it could not be said of some appeal; `field` names what to mend.
            Conflict: another version is there than it was based on.
        """
        saying.check(command.code, command.title, command.text)
        latest = await self._store.latest(command.code)
        new = self._next(command, by.actor)
        if (latest.version if latest else 0) == command.based_on:
            if await self._store.add(new):
                return SavedAnswerTemplate(template=new)
            latest = await self._store.latest(command.code)
        if latest is not None and _same(latest, new):
            return SavedAnswerTemplate(template=latest, repeated=True)
        raise Conflict(
            both(
                "模板 {code} 已有第 {version} 版；请在其基础上修改。",
                "Version {version} of {code} is there; change that one.",
                code=command.code,
                version=latest.version if latest else 0,
            ),
            field="basedOn",
        )

    async def read(self, query: GetAnswerTemplates) -> AnswerTemplatesView:
        used = [one for one in await self._store.all() if not one.retired]
        return AnswerTemplatesView(
            templates=tuple(used), variables=saying.VARIABLES, filters=saying.FILTERS
        )

    async def preview(self, query: PreviewAnswer) -> AnswerPreview:
        """
        Raises:
            NotFound, InvalidInput
        """
        loaded = await self._appeals.load(query.number)
        if loaded is None:
            raise no_such_appeal(query.number)
        by = Actor(kind=ActorKind.STAFF, id=query.reviewer, name=query.reviewer)
        if query.text is not None:
            saying.check_text(query.text)
            said = await self._say("", query.text, loaded.appeal, by)
        else:
            said = await self.said(query.code, loaded.appeal, by)
        return AnswerPreview(template=said.template, text=said.both, language=said.language)

    async def said(self, code: str, appeal: Appeal, by: Actor, **given: object) -> ByTemplate:
        """
        Raises:
            NotFound: there is no such template, or it is retired.
            InvalidInput: about this appeal it cannot be said.
        """
        latest = await self._store.latest(code)
        if latest is None or latest.retired:
            raise NotFound(
                both("没有答复模板 {code}。", "There is no template {code}.", code=code),
                field="template",
            )
        return await self._say(f"{code}/{latest.version}", latest.text, appeal, by, **given)

    async def _say(
        self, name: str, text: LocalText, appeal: Appeal, by: Actor, **given: object
    ) -> ByTemplate:
        reader = await self._readers.of(appeal.member_id)
        words = saying.say(text, facts_of(appeal, by, **given), reader.zone)
        return ByTemplate(template=name, both=words, language=reader.language)

    def _next(self, command: SaveAnswerTemplate, by: Actor) -> AnswerTemplateVersion:
        return AnswerTemplateVersion(
            code=command.code,
            version=command.based_on + 1,
            title=command.title,
            text=command.text,
            retired=command.retired,
            saved_at=self._clock.now(),
            saved_by=by,
        )


def _same(one: AnswerTemplateVersion, other: AnswerTemplateVersion) -> bool:
    def said(version: AnswerTemplateVersion) -> tuple[object, ...]:
        return version.version, version.title, version.text, version.retired, version.saved_by.id

    return said(one) == said(other)
