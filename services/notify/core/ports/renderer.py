"""What words messages, as notification needs it."""

from datetime import datetime
from typing import Any, Protocol

import msgspec

from infra.kernel.events import EventEnvelope, Head
from infra.kernel.idempotency import Done
from services.notify.contract.templates import PhraseSources, TemplateCommand, TemplateVersion
from services.notify.core.alerts.alert import Alert
from services.notify.core.rules.campaign import Campaign
from services.notify.core.rules.template_names import VersionName
from services.notify.templates.domain.template import Progress, Template
from services.shared.callers import Caller


class Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """The sentences of one alert in one language; SMS, mail and inbox are made of them alone.
    `detail`: free text of staff or of a clause, too long for an SMS; often empty.
    `version`: the template that they were made with, as "MembershipExpired/en/3"; 0 is shipped."""

    title: str
    what: str
    why: str
    detail: str
    next: str
    version: str = ""


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    subject: str
    text: str
    html: str


class Renderer(Protocol):
    """Raises `TemplateFault` where an alert cannot be put into words."""

    def phrases(
        self,
        alert: Alert,
        facts: dict[str, Any],
        language: str,
        *,
        now: datetime | None = None,
        every_year: bool = False,
        version: str = "",
    ) -> Phrases:
        """`now`: when they go out or are read; none: when the alert was planned. `version`: as it
        was used before; empty: what is in use."""
        ...

    def sms(self, phrases: Phrases, language: str) -> str: ...

    def inbox(self, phrases: Phrases, language: str) -> str: ...

    def mail(self, alert: Alert, phrases: Phrases) -> Mail: ...


class TemplateFault(Exception):
    """A template and the facts do not fit together."""


class StoredTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template and where its history ends."""

    template: Template
    head: Head


class TemplateStore(Protocol):
    async def load(self, event_type: str, language: str) -> StoredTemplate: ...

    async def all(self) -> dict[tuple[str, str], Template]: ...

    async def versions(self, template: Template) -> list[TemplateVersion]: ...

    async def history(self, template: Template) -> list[EventEnvelope]: ...

    async def done(self, key: str) -> Done | None: ...

    async def save(
        self,
        before: StoredTemplate,
        progress: Progress,
        command: TemplateCommand,
        by: Caller,
        now: datetime,
    ) -> None: ...


class TemplateRenderer(Renderer, Protocol):
    def in_use(self, event_type: str, language: str) -> VersionName: ...

    def sources(self, name: VersionName) -> PhraseSources: ...

    def filters(self, language: str) -> tuple[str, ...]: ...

    def said(
        self,
        name: VersionName,
        sources: PhraseSources,
        alert: Alert,
        facts: dict[str, Any],
        every_year: bool,
        *,
        now: datetime,
    ) -> Phrases: ...


class TemplateChecker(Protocol):
    def check(self, event_type: str, language: str, sources: PhraseSources) -> None:
        """Raises InvalidInput: it could not be sent."""
        ...


class TemplateFollowing(Protocol):
    async def refresh(self) -> None:
        """Renders from now on with what is published now."""


class AnnouncementChecker(Protocol):
    def check(self, campaign: Campaign) -> None:
        """Raises InvalidInput: it could not be sent."""
        ...
