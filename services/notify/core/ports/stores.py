"""What notification remembers, and what it sets to work, as Protocols."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from infra.kernel.caller import Caller
from services.notify.campaigns.domain.progress import Rest, Tally
from services.notify.contract.campaigns import Audience
from services.notify.contract.commands import SetPreference
from services.notify.contract.staff import DeadLetterFilter
from services.notify.contract.views import Outcome
from services.notify.contract.words import Channel, CodePurpose, TaskState, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.codes import Challenge
from services.notify.core.alerts.fanout import Barred
from services.notify.core.alerts.staff_task import StaffTask
from services.notify.core.deliveries.dead_letter import DeadLetter
from services.notify.core.deliveries.delivery_update import News
from services.notify.core.deliveries.job import Job
from services.notify.core.deliveries.journal import Delivery, Entry
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.suppression import Suppression
from services.notify.core.rules.campaign import Campaign
from services.notify.core.truth.stand import Stand

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A page of rows. `places`: of each, to go on after it."""

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

    async def page(self, member_id: str, after: str, first: int) -> Found[Alert]: ...

    async def facts_of(self, alert: Alert) -> dict[str, Any]: ...

    async def total(self) -> int: ...

    async def events(self) -> int: ...


class StandStore(Protocol):
    async def get_many(self, ids: Sequence[str]) -> dict[str, Stand]: ...


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


class PutOffJobs(Protocol):
    async def hurry(self, campaign: str) -> None: ...


class CampaignHandlers(Protocol):
    def handlers(self) -> dict[type, Callable[[Any, Caller], Awaitable[Outcome]]]: ...
