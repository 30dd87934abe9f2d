"""What staff do with templates: save a draft, publish it, go back to an earlier version."""

from collections.abc import Callable

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.idempotency import Done, done_before, fingerprint
from infra.kernel.sentences import both, several
from infra.storage.once import once
from services.notify.contract.templates import PublishTemplate, SaveTemplateDraft, TemplateCommand
from services.notify.contract.views import Outcome
from services.notify.core.rules.template_names import LANGUAGES
from services.notify.templates.check import TemplateCheck
from services.notify.templates.domain.template import (
    Template,
    TemplateChange,
    publish_draft,
    save_draft,
    use_again,
)
from services.notify.templates.domain.variables import EVENT_TYPES
from services.notify.templates.following import TemplateFollower
from services.notify.templates.queries import TemplateReading
from services.notify.templates.store import TemplateStore
from services.shared.callers import Caller, keys_of

Decide = Callable[[Template], TemplateChange]


class TemplateCommands:
    def __init__(
        self,
        *,
        store: TemplateStore,
        check: TemplateCheck,
        following: TemplateFollower,
        reading: TemplateReading,
        clock: Clock,
    ) -> None:
        self._store = store
        self._check = check
        self._following = following
        self._reading = reading
        self._clock = clock

    async def save_draft(self, command: SaveTemplateDraft, by: Caller) -> Outcome:
        """
        Raises:
            InvalidInput: it could not be sent; `field` says which phrase to mend.
            NotAllowed: not for this caller.
        """

        def decide(template: Template) -> TemplateChange:
            return save_draft(template, command.phrases, by.actor, self._clock.now())

        _named(command)
        self._check.check(command.event_type, command.language, command.phrases)
        return await self._done_once(command, by, decide)

    async def publish(self, command: PublishTemplate, by: Caller) -> Outcome:
        """
        Raises:
            InvalidInput: the draft could not be sent any more.
            NotAllowed: there is no draft, or it is not for this caller.
            NotFound: there is no such version.
            Conflict: the draft changed meanwhile.
        """

        def decide(template: Template) -> TemplateChange:
            if command.version is not None:
                return use_again(template, command.version)
            progress = publish_draft(template, command.draft, by.actor, self._clock.now())
            if template.draft is not None:  # checked again: it may be from before an upgrade
                self._check.check(command.event_type, command.language, template.draft.phrases)
            return progress

        _named(command)
        outcome = await self._done_once(command, by, decide)
        await self._following.refresh()
        return outcome

    async def _done_once(self, command: TemplateCommand, by: Caller, decide: Decide) -> Outcome:
        _, repeated = await once(
            lambda: done_before(command, keys_of(by), self._store.done),
            lambda: self._carry_out(command, by, decide),
        )
        view = await self._reading.view(command.event_type, command.language)
        return Outcome(template=view, repeated=repeated)

    async def _carry_out(self, command: TemplateCommand, by: Caller, decide: Decide) -> Done:
        before = await self._store.load(command.event_type, command.language)
        progress = decide(before.template)
        if progress.event is not None:
            await self._store.save(before, progress, command, by, self._clock.now())
        return Done(fingerprint=fingerprint(command))


def _named(command: TemplateCommand) -> None:
    if command.event_type not in EVENT_TYPES:
        raise InvalidInput(
            both(
                "没有关于 {event} 的消息；现有：{known}。",
                "Nobody is alerted of {event}; there are: {known}.",
                event=command.event_type,
                known=several(EVENT_TYPES),
            ),
            field="eventType",
        )
    if command.language not in LANGUAGES:
        raise InvalidInput(
            both(
                "语言须为 {languages} 之一。",
                "The language is one of {languages}.",
                languages=several(LANGUAGES),
            ),
            field="language",
        )
