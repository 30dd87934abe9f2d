"""What words messages, as notification needs it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

import msgspec

from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.digest_content import DigestContent
from services.notify.core.rules.links import NO_LINK


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

    def sms(self, phrases: Phrases, language: str, link: str = NO_LINK) -> str:
        """`link`: to the member centre, at its end."""
        ...

    def whole_sms(self, phrases: Phrases, language: str, link: str = NO_LINK) -> str:
        """However many segments it takes."""
        ...

    def inbox(self, phrases: Phrases, language: str) -> str: ...

    def mail(self, alert: Alert, phrases: Phrases, link: str = NO_LINK) -> Mail: ...


class TemplateFault(Exception):
    """A template and the facts do not fit together."""


class DigestRenderer(Protocol):
    def sms(self, digest: DigestContent, language: str, link: str = NO_LINK) -> str: ...

    def mail(
        self,
        digest: DigestContent,
        language: str,
        name: str,
        time_zone: str,
        link: str = NO_LINK,
    ) -> Mail:
        """`name`: the member's, or empty; `time_zone`: in which times are shown."""
        ...


class TemplateVersions(Protocol):
    """Which versions of the templates this process can render."""

    async def ensure(self, versions: Iterable[str]) -> None:
        """After this, each of these can be rendered, if it exists; an empty one stands for the one
        in use."""
        ...

    async def fresh(self) -> None:
        """Knows what is in use, unless it looked just now."""
        ...

    async def refresh(self) -> None:
        """Renders from now on with what is published now."""
        ...
