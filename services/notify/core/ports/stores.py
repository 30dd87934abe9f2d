"""What notification remembers, and what it sets to work. Each has two implementations that pass the
same scenarios: on the database, and in memory for tests."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from services.notify.contract.staff import DeadLetterFilter
from services.notify.contract.words import TaskState
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.catch_up import CatchUp
from services.notify.core.alerts.staff_task import StaffTask
from services.notify.core.deliveries.dead_letter import DeadLetter
from services.notify.core.deliveries.job import Item, Job
from services.notify.core.deliveries.journal import Delivery, JournalEntry
from services.notify.core.deliveries.receipts import Unpassed, Unreached
from services.notify.core.rules.campaign import Campaign
from services.notify.core.truth.stand import Stand

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A page of rows. `cursors`: of each, to go on after it."""

    rows: list[T]
    cursors: list[str]
    total: int
    has_more: bool


class AlertStore(Protocol):
    async def get_many(self, ids: Sequence[str]) -> dict[str, Alert]: ...

    async def page(
        self,
        member_id: str,
        after: str,
        first: int,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Found[Alert]:
        """The member's inbox, newest first; of `since` to before `until` where they are given.

        Raises:
            InvalidInput: `after` is no place in it.
        """
        ...

    async def latest(self, member_id: str, limit: int) -> list[Alert]:
        """The newest first, codes and digests among them."""
        ...

    async def linked(self, member_id: str, code: str) -> Alert | None:
        """The member's alert whose id begins with the code; of several the newest."""
        ...

    async def known(self, ids: Sequence[str]) -> set[str]: ...

    async def of_members(self, member_ids: Sequence[str]) -> list[Alert]:
        """What the inboxes of a few members hold; ask for 50 at most at once."""
        ...

    async def planned_since(self, member_ids: Sequence[str], since: datetime) -> list[Alert]:
        """What these members were told, or were to be told, since then."""
        ...

    async def apply_all(self, pairs: Sequence[tuple[Alert, Alert]]) -> None:
        """Writes what changed of each, before and after."""
        ...

    async def awaited(self, alert_ids: Sequence[str]) -> set[str]:
        """Those of the alerts whose receipt somebody waits for."""
        ...

    async def total(self) -> int: ...

    async def events(self) -> int:
        """How many events were planned: each campaign is one, as is each other alert but for
        digests, which say again what was planned."""
        ...

    async def facts_of(self, alert: Alert) -> dict[str, Any]:
        """Its own, or those of its campaign."""
        ...


class CampaignRows(Protocol):
    async def get(self, id: str) -> Campaign | None: ...

    async def running(self) -> Campaign | None: ...

    async def clause_published(self, clause: str, version: int) -> dict[str, Any] | None:
        """The facts of the announcement of a clause version."""
        ...


class JobStore(Protocol):
    """A claimed job is left alone until its lease ends."""

    async def add(self, jobs: Sequence[Job]) -> None:
        """Those that are not there yet."""
        ...

    async def claim(self, id: str, token: str) -> Job | None:
        """The job, ours until its lease ends; none when it is done or somebody else's."""
        ...

    async def keep(self, job: Job, handed: Sequence[str]) -> bool:
        """Renews the lease of a claimed job, and writes down which of its mails are handed over;
        false when somebody else has taken it."""
        ...

    async def take_over(self, job: Job, token: str) -> Job | None:
        """An abandoned job as it was left, ours from now on; none when it was kept or taken
        meanwhile."""
        ...

    async def rewrite(self, job: Job, items: Sequence[Item]) -> None:
        """What a claimed job holds; nothing when it is not ours any more."""
        ...

    async def done(self, job: Job) -> None:
        """Gone, unless somebody else has taken it meanwhile: then it is theirs to end."""
        ...

    async def is_open(self, id: str) -> bool: ...

    async def abandoned(self, limit: int) -> list[Job]:
        """Those whose worker let its lease run out."""
        ...

    async def release(self, job: Job) -> None:
        """An abandoned job is free to be claimed again, unless it was kept or taken meanwhile."""
        ...

    async def put_off(self, job: Job, until: datetime) -> None:
        """Nobody's again, and due only then, or when it is hurried; nothing when it is not ours
        any more."""
        ...

    async def wake(self, job: Job) -> None:
        """There is something to do: the job is added, or is due now, or whoever has it cannot
        leave it without having looked again."""
        ...

    async def leave(self, job: Job, until: datetime | None) -> bool:
        """Due again only then, or done. False when it was woken since it was claimed: then it is
        due now, and nobody's."""
        ...

    async def hurry(self, campaign: str) -> None:
        """What was put off of this campaign is due now."""
        ...

    async def to_send(self, campaign: str) -> bool:
        """Whether anything of this campaign is still to be sent."""
        ...

    async def take_due(self, limit: int) -> list[Job]:
        """What is due and nobody's, the longest due first; it is marked as enqueued. What a queue
        lost is due again after a while."""
        ...


class DeliveryJournal(Protocol):
    async def add(self, entries: Sequence[JournalEntry]) -> set[str]:
        """Gives the ids of those that were not there yet."""
        ...

    async def doubt(self, campaign: str, delivery_ids: Iterable[str]) -> None:
        """Progress has to be read from these deliveries themselves."""
        ...

    async def of(self, alert_ids: Sequence[str]) -> dict[str, list[JournalEntry]]:
        """By alert id, in no order."""
        ...

    async def deliveries(self, alerts: Iterable[Alert]) -> dict[str, tuple[Delivery, ...]]:
        """Where each alert stands on each channel, by alert id."""
        ...

    async def counts(self, campaign: str | None = None) -> dict[str, int]:
        """Deliveries by state, of one campaign or of all."""
        ...


class StandStore(Protocol):
    async def get_many(self, ids: Sequence[str]) -> dict[str, Stand]:
        """Those that are known."""
        ...


class CatchUpStore(Protocol):
    async def oldest(self, limit: int) -> list[CatchUp]: ...

    async def done(self, catch_up: CatchUp) -> None: ...


class ReceiptStore(Protocol):
    """Receipts that somebody waits for and that were not passed on yet."""

    async def add(self, campaign: str, entries: Sequence[JournalEntry]) -> None:
        """The same entries again change nothing while they are there."""
        ...

    async def add_unreached(self, alerts: Sequence[Unreached]) -> None:
        """The same alerts again change nothing while they are there."""
        ...

    async def oldest(self, limit: int) -> list[Unpassed]: ...

    async def remove(self, pages: Sequence[Unpassed]) -> None: ...


class TaskStore(Protocol):
    async def add(self, tasks: Iterable[StaffTask]) -> None:
        """Those that are not there yet."""
        ...

    async def get(self, id: str) -> StaffTask | None: ...

    async def page(self, state: TaskState, after: str, first: int) -> Found[StaffTask]:
        """Oldest first."""
        ...

    async def save(self, before: StaffTask, after: StaffTask) -> bool:
        """Whether nobody else changed it meanwhile."""
        ...

    async def release(self, staff_id: str) -> None:
        """All that this person has taken and not finished is open again."""
        ...


class DeadLetterStore(Protocol):
    async def add(self, failures: Iterable[JournalEntry]) -> None:
        """What could not be sent, a row for each time that it was given up."""
        ...

    async def page(self, only: DeadLetterFilter, after: str, first: int) -> Found[DeadLetter]:
        """Newest first."""
        ...

    async def get_many(self, ids: Sequence[str]) -> list[DeadLetter]: ...

    async def remove(self, letters: Sequence[DeadLetter]) -> None: ...


class Queue(Protocol):
    async def put(self, jobs: Iterable[Job], now: datetime) -> None:
        """Enqueues what is due."""
        ...
