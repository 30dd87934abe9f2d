"""What the edges of notification need from the outside, as Protocols."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from infra.kernel.caller import Caller
from infra.kernel.events import EventEnvelope, Head
from services.notify.contract.campaigns import Audience
from services.notify.contract.commands import SetPreference
from services.notify.contract.staff import DeadLetterFilter
from services.notify.contract.templates import PhraseSources, TemplateCommand, TemplateVersion
from services.notify.contract.views import Outcome
from services.notify.contract.words import Channel, CodePurpose, TaskState, Topic
from services.notify.domain.alert import Alert
from services.notify.domain.campaign import Campaign
from services.notify.domain.codes import Challenge
from services.notify.domain.contacts import Recipient
from services.notify.domain.fanout import Barred
from services.notify.domain.job import Job
from services.notify.domain.journal import Delivery, Entry
from services.notify.domain.news import News
from services.notify.domain.progress import Rest, Tally
from services.notify.domain.replay import DeadLetter
from services.notify.domain.results import Result
from services.notify.domain.staff_task import StaffTask
from services.notify.domain.suppression import Suppression
from services.notify.domain.template import Progress, Template
from services.notify.domain.template_names import VersionName

T = TypeVar("T")


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
        every_year: bool = False,
        version: str = "",
    ) -> Phrases:
        """`version`: as it was used before; empty: what is in use."""
        ...

    def sms(self, phrases: Phrases, language: str) -> str: ...

    def inbox(self, phrases: Phrases, language: str) -> str: ...

    def mail(self, alert: Alert, phrases: Phrases) -> Mail: ...


class TemplateFault(Exception):
    """A template and the facts do not fit together."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider carries around a message, so that its news find back to the delivery."""

    delivery_id: str
    to: str
    attempt: int
    topic: Topic
    before: int = 0
    member_id: str = ""
    campaign: str = ""


class SmsChannel(Protocol):
    async def send(self, envelope: Envelope, text: str) -> Result: ...

    async def status(self, provider_id: str) -> Result | None:
        """What the provider says of an accepted one; none when it knows of no such message.

        Raises:
            ProviderSilent: the provider could not be asked.
        """
        ...

    async def find(self, to: str, text: str, since: datetime) -> list[tuple[str, Result]]:
        """The messages, with their ids, that an unknown send may have become.

        Raises:
            ProviderSilent: the provider could not be asked.
        """
        ...

    async def open(self) -> None:
        """Makes ready what the first send would wait for."""

    async def close(self) -> None: ...


class MailChannel(Protocol):
    async def send(self, envelope: Envelope, mail: Mail) -> Result: ...

    async def close(self) -> None: ...


class ProviderSilent(Exception):
    """The provider could not be asked."""


class Found(NamedTuple, Generic[T]):
    """A page of rows. `places`: the cursor of each, to go on after it."""

    rows: list[T]
    places: list[str]
    total: int
    has_more: bool


class RecipientStore(Protocol):
    async def get(self, member_id: str) -> Recipient | None: ...

    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]: ...

    async def save(
        self,
        before: Recipient | None,
        after: Recipient,
        alerts: Sequence[Alert] = (),
        jobs: Sequence[Job] = (),
    ) -> bool:
        """With what is told of the change, in one commit."""
        ...

    async def add_new(self, recipients: Sequence[Recipient]) -> int: ...


class ChallengeStore(Protocol):
    async def last(self, member_id: str, purpose: CodePurpose) -> Challenge | None: ...

    async def issue(
        self, before: Challenge | None, after: Challenge, alert: Alert, jobs: Sequence[Job]
    ) -> None: ...

    async def tried(self, before: Challenge, after: Challenge) -> bool: ...


class Settling(Protocol):
    async def tell(
        self, news: Sequence[tuple[Topic, News]], *, origin: str, campaign: str = ""
    ) -> None: ...


class DeliveryJournal(Protocol):
    async def add(self, entries: Sequence[Entry]) -> set[str]: ...

    async def of(self, alert_ids: Sequence[str]) -> dict[str, list[Entry]]: ...

    async def deliveries(self, alerts: Iterable[Alert]) -> dict[str, tuple[Delivery, ...]]: ...

    async def counts(self, campaign: str | None = None) -> dict[str, int]: ...


class AlertStore(Protocol):
    async def get_many(self, ids: Sequence[str]) -> dict[str, Alert]: ...

    async def page(self, member_id: str, after: str, first: int) -> list[Alert]: ...

    async def count(self, member_id: str) -> int: ...

    async def facts_of(self, alert: Alert) -> dict[str, Any]: ...

    async def campaign(self, id: str) -> Campaign | None: ...

    async def total(self) -> int: ...

    async def events(self) -> int: ...


class SuppressionStore(Protocol):
    async def suppressed(
        self, addresses: Iterable[tuple[Channel, str]]
    ) -> dict[tuple[Channel, str], Suppression]: ...

    async def of_member(
        self, member_id: str, addresses: Sequence[tuple[Channel, str]]
    ) -> list[Suppression]: ...

    async def change(
        self, channel: Channel, to: str, decide: Callable[[Suppression], Suppression]
    ) -> Suppression: ...

    def id_of(self, channel: Channel, to: str) -> str: ...


class SuppressionHandlers(Protocol):
    """Commands about suppressions, and what a new preference means for them."""

    def handlers(self) -> dict[type, Callable[[Any, Caller], Awaitable[Outcome]]]: ...

    async def chosen(self, recipient: Recipient, command: SetPreference) -> None: ...

    async def barred(self, recipient: Recipient) -> Barred: ...


class Queue(Protocol):
    async def put(self, jobs: Iterable[Job], now: datetime) -> None: ...


class StoredTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template and where its history ends."""

    template: Template
    head: Head


class TemplateStore(Protocol):
    async def load(self, event_type: str, language: str) -> StoredTemplate: ...

    async def all(self) -> dict[tuple[str, str], Template]: ...

    async def versions(self, template: Template) -> list[TemplateVersion]: ...

    async def history(self, template: Template) -> list[EventEnvelope]: ...

    async def done(self, command: TemplateCommand, by: Caller) -> bool: ...

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
    ) -> Phrases: ...


class TemplateChecker(Protocol):
    def check(self, event_type: str, language: str, sources: PhraseSources) -> None:
        """Raises InvalidInput: it could not be sent."""
        ...


class TemplateFollowing(Protocol):
    async def refresh(self) -> None:
        """Renders from now on with what is published now."""


class DueWork(Protocol):
    """Read from the database at each call."""

    async def oldest_due(self) -> datetime | None:
        """When the longest waiting work was due; none when nothing is."""
        ...

    async def dead_letters(self) -> int:
        """How many messages were given up so far."""
        ...

    async def open_tasks(self) -> int:
        """How many staff tasks nobody has taken."""
        ...


class TaskStore(Protocol):
    async def get(self, id: str) -> StaffTask | None: ...

    async def page(self, state: TaskState, after: str, first: int) -> Found[StaffTask]: ...

    async def save(self, before: StaffTask, after: StaffTask) -> bool:
        """Whether nobody else changed it meanwhile."""
        ...


class DeadLetterStore(Protocol):
    async def page(self, only: DeadLetterFilter, after: str, first: int) -> Found[DeadLetter]: ...

    async def get_many(self, ids: Sequence[str]) -> list[DeadLetter]: ...

    async def remove(self, letters: Sequence[DeadLetter]) -> None: ...


class JobStore(Protocol):
    async def add(self, jobs: Sequence[Job]) -> None: ...


class Campaigns(Protocol):
    async def get(self, id: str) -> Campaign:
        """Raises NotFound: there is no such campaign."""
        ...

    async def newest(self, limit: int) -> list[Campaign]: ...

    async def start(self, campaign: Campaign) -> None:
        """Raises DuplicateInsert: it is there already."""
        ...

    async def change(
        self, id: str, decide: Callable[[Campaign], Campaign]
    ) -> tuple[Campaign, Campaign]: ...


class AudienceStore(Protocol):
    async def count(self, audience: Audience, at: datetime) -> int: ...


class ProgressStore(Protocol):
    async def tally(self, campaign: str, since: datetime) -> tuple[Tally, int, datetime | None]: ...

    async def rest(self, campaign: str) -> Rest: ...


class AnnouncementChecker(Protocol):
    def check(self, campaign: Campaign) -> None:
        """Raises InvalidInput: it could not be sent."""
        ...


class PutOffJobs(Protocol):
    async def hurry(self, campaign: str) -> None: ...


class CampaignHandlers(Protocol):
    def handlers(self) -> dict[type, Callable[[Any, Caller], Awaitable[Outcome]]]: ...
