"""The stores of notification in memory. Rows, ids, guards and orders are those of the real ones:
tests/contract/notify_stores holds both to the same scenarios."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from services.notify.contacts.challenge_store import (
    Challenges,
    challenge_of,
    guard_of,
    row_id,
    row_of,
)
from services.notify.contract.staff import DeadLetterFilter
from services.notify.contract.words import CampaignState, Channel, CodePurpose, TaskState, Topic
from services.notify.core.alerts.alert import Alert
from services.notify.core.alerts.catch_up import CatchUp
from services.notify.core.alerts.codes import Challenge, one_more
from services.notify.core.alerts.staff_task import StaffTask
from services.notify.core.deliveries.dead_letter import DeadLetter
from services.notify.core.deliveries.job import Item, Job, JobKind
from services.notify.core.deliveries.journal import Delivery, JournalEntry, fold, fold_all
from services.notify.core.deliveries.receipts import (
    Unpassed,
    Unreached,
    unpassed,
    unpassed_failures,
)
from services.notify.core.deliveries.results import Result, learned
from services.notify.core.ports.stores import Found
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.suppression import Suppression
from services.notify.core.rules.alert_rules import DIGEST_EVENT, RECEIPT_AWAITED, TO_EVERYBODY
from services.notify.core.rules.campaign import Campaign
from services.notify.core.stores import collections as names
from services.notify.core.stores.alert_writer import AlertWriter
from services.notify.core.stores.cursors import after_place, place_of
from services.notify.core.stores.documents import changes, from_document, to_document
from services.notify.core.stores.jobs import LEASE, enqueued_for, job_of, new_document, packed
from services.notify.core.stores.recipients import Recipients
from services.notify.core.truth.stand import Stand
from services.notify.planning.domain.collected_digest import CollectedDigest
from tests.fakes.notify.hash_keys import hashed_with
from tests.fakes.notify.tables import Row, Table, Tables

T = TypeVar("T", bound=msgspec.Struct)
_LONG_AGO = datetime.fromtimestamp(0, UTC)
Address = tuple[Channel, str]


class MemoryAlerts:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._campaigns = MemoryCampaigns(tables)

    @property
    def _rows(self) -> Table:
        return self._tables[names.ALERTS]

    async def get_many(self, ids: Sequence[str]) -> dict[str, Alert]:
        return {id: from_document(row, Alert) for id, row in self._rows.get_many(ids).items()}

    async def page(
        self,
        member_id: str,
        after: str,
        first: int,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Found[Alert]:
        rows = [
            row
            for row in self._of([member_id])
            if row["event_type"] != DIGEST_EVENT
            and (since is None or row["at"] >= since)
            and (until is None or row["at"] < until)
        ]
        return _page(rows, Alert, "at", after, first, newest_first=True)

    async def latest(self, member_id: str, limit: int) -> list[Alert]:
        rows = self._rows.find(lambda row: row["member_id"] == member_id)
        newest = sorted(rows, key=lambda row: row["at"], reverse=True)
        return [from_document(row, Alert) for row in newest[:limit]]

    async def linked(self, member_id: str, code: str) -> Alert | None:
        rows = self._rows.find(
            lambda row: row["member_id"] == member_id and row["_id"].startswith(code)
        )
        newest = sorted(rows, key=lambda row: row["at"], reverse=True)
        return from_document(newest[0], Alert) if newest else None

    async def known(self, ids: Sequence[str]) -> set[str]:
        return set(self._rows.get_many(ids))

    async def of_members(self, member_ids: Sequence[str]) -> list[Alert]:
        return [from_document(row, Alert) for row in self._of(member_ids)]

    async def planned_since(self, member_ids: Sequence[str], since: datetime) -> list[Alert]:
        rows = self._rows.find(
            lambda row: row["member_id"] in member_ids and row["planned_at"] >= since
        )
        return [from_document(row, Alert) for row in rows]

    async def apply_all(self, pairs: Sequence[tuple[Alert, Alert]]) -> None:
        for before, after in pairs:
            self._rows.update({"_id": after.id}, changes(before, after))

    async def awaited(self, alert_ids: Sequence[str]) -> set[str]:
        rows = self._rows.get_many(alert_ids)
        return {id for id, row in rows.items() if row["event_type"] in RECEIPT_AWAITED}

    async def total(self) -> int:
        return len(self._rows.find())

    async def events(self) -> int:
        single = self._rows.find(
            lambda row: not row["campaign"] and row["event_type"] != DIGEST_EVENT
        )
        return len(single) + await self._campaigns.count()

    async def facts_of(self, alert: Alert) -> dict[str, Any]:
        campaign = await self._campaigns.get(alert.campaign) if alert.campaign else None
        return campaign.facts if campaign else {} if alert.campaign else alert.facts

    def _of(self, member_ids: Sequence[str]) -> list[Row]:
        return self._rows.find(
            lambda row: row["member_id"] in member_ids and row["topic"] != Topic.CODE
        )


class MemoryCampaigns:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get(self, id: str) -> Campaign | None:
        row = self._tables[names.CAMPAIGNS].get(id)
        return from_document(row, Campaign) if row else None

    async def running(self) -> Campaign | None:
        found = self._all(lambda c: c.state is CampaignState.RUNNING)
        return found[0] if found else None

    async def clause_published(self, clause: str, version: int) -> dict[str, Any] | None:
        def is_it(campaign: Campaign) -> bool:
            said = campaign.facts.get("clause"), campaign.facts.get("clause_version")
            return campaign.event_type in TO_EVERYBODY and said == (clause, version)

        found = self._all(is_it)
        return found[0].facts if found else None

    async def count(self) -> int:
        return len(self._all(lambda _campaign: True))

    def _all(self, meets: Callable[[Campaign], bool]) -> list[Campaign]:
        rows = self._tables[names.CAMPAIGNS].find()
        return [one for row in rows if meets(one := from_document(row, Campaign))]


class MemoryJobs:
    def __init__(self, tables: Tables, clock: Clock, real: Clock) -> None:
        self._tables = tables
        self._clock = clock
        self._real = real

    @property
    def _rows(self) -> Table:
        return self._tables[names.JOBS]

    async def add(self, jobs: Sequence[Job]) -> None:
        now = self._clock.now()
        self._rows.insert_new([new_document(job, now) for job in jobs])

    async def claim(self, id: str, token: str) -> Job | None:
        ours = {**self._lease(token), "claimed_at": self._real.now(), "handed": ()}
        return self._job(id) if self._rows.update({"_id": id, "lease": ""}, ours) else None

    async def keep(self, job: Job, handed: Sequence[str]) -> bool:
        ours = {"_id": job.id, "lease": job.lease}
        return self._rows.update(ours, {**self._lease(job.lease), "handed": list(handed)})

    async def take_over(self, job: Job, token: str) -> Job | None:
        row = self._rows.get(job.id)
        if row is None or row["lease"] != job.lease or not self._is_over(row):
            return None
        self._rows.update({"_id": job.id}, self._lease(token))
        return self._job(job.id)

    async def rewrite(self, job: Job, items: Sequence[Item]) -> None:
        self._rows.update({"_id": job.id, "lease": job.lease}, {"items": packed(items)})

    async def done(self, job: Job) -> None:
        if self._is_of(job):
            self._rows.delete([job.id])

    async def is_open(self, id: str) -> bool:
        return self._rows.get(id) is not None

    async def abandoned(self, limit: int) -> list[Job]:
        rows = self._rows.find(
            lambda row: self._is_due(row) and bool(row["lease"]) and self._is_over(row)
        )
        return [job_of(row) for row in rows[:limit]]

    async def release(self, job: Job) -> None:
        row = self._rows.get(job.id)
        if row is not None and self._is_of(job) and self._is_over(row):
            self._rows.update({"_id": job.id}, _FREE)

    async def put_off(self, job: Job, until: datetime) -> None:
        later = {"next_due": until, "due": until, "put_off": True}
        self._rows.update({"_id": job.id, "lease": job.lease}, {**later, **_FREE})

    async def wake(self, job: Job) -> None:
        now = self._clock.now()
        self._rows.insert_new([new_document(job, now)])
        woken = self._rows.get_many([job.id])[job.id]["woken"] + 1
        self._rows.update({"_id": job.id}, {"woken": woken})
        due = {"due": now, "next_due": now + enqueued_for(job)}
        self._rows.update({"_id": job.id, "lease": ""}, due)

    async def leave(self, job: Job, until: datetime | None) -> bool:
        row = self._rows.get(job.id)
        if row is None or not self._is_of(job) or row["woken"] != job.woken:
            await self.put_off(job, self._clock.now())
            return False
        if until is None:
            self._rows.delete([job.id])
        else:
            self._rows.update({"_id": job.id}, {"next_due": until, "due": until, **_FREE})
        return True

    async def hurry(self, campaign: str) -> None:
        now = self._clock.now()
        for row in self._rows.find(lambda r: r["campaign"] == campaign and bool(r.get("put_off"))):
            self._rows.update({"_id": row["_id"]}, {"next_due": now, "due": now, "put_off": False})

    async def to_send(self, campaign: str) -> bool:
        rows = self._rows.find(lambda r: r["campaign"] == campaign and r["kind"] == JobKind.SEND)
        return bool(rows)

    async def take_due(self, limit: int) -> list[Job]:
        free = self._rows.find(lambda row: self._is_due(row) and not row["lease"])
        due = [job_of(row) for row in sorted(free, key=lambda row: row["next_due"])[:limit]]
        for job in due:
            later = self._clock.now() + enqueued_for(job)
            self._rows.update({"_id": job.id}, {"next_due": later})
        return due

    def _job(self, id: str) -> Job | None:
        row = self._rows.get(id)
        return job_of(row) if row else None

    def _is_of(self, job: Job) -> bool:
        row = self._rows.get(job.id)
        return row is not None and row["lease"] == job.lease

    def _lease(self, token: str) -> Row:
        until, look_again = self._real.now() + LEASE, self._clock.now() + LEASE
        return {"lease": token, "lease_until": until, "next_due": look_again}

    def _is_due(self, row: Row) -> bool:
        return bool(_LONG_AGO < row["next_due"] <= self._clock.now())

    def _is_over(self, row: Row) -> bool:
        return row["lease_until"] is not None and row["lease_until"] < self._real.now()


_FREE: Row = {"lease": "", "lease_until": None}


class MemoryJournal:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, entries: Sequence[JournalEntry]) -> set[str]:
        return self._tables[names.JOURNAL].insert_new(to_document(entry) for entry in entries)

    async def doubt(self, campaign: str, delivery_ids: Iterable[str]) -> None:
        rows = [{"_id": id, "campaign": campaign} for id in delivery_ids if campaign]
        self._tables[names.DOUBTS].insert_new(rows)

    async def of(self, alert_ids: Sequence[str]) -> dict[str, list[JournalEntry]]:
        found: dict[str, list[JournalEntry]] = defaultdict(list)
        for row in self._tables[names.JOURNAL].find(lambda row: row["alert_id"] in alert_ids):
            found[row["alert_id"]].append(from_document(row, JournalEntry))
        return found

    async def deliveries(self, alerts: Iterable[Alert]) -> dict[str, tuple[Delivery, ...]]:
        by_id = {alert.id: alert for alert in alerts}
        entries = await self.of(list(by_id))
        return {
            id: fold_all(id, alert.deliveries, entries.get(id, ())) for id, alert in by_id.items()
        }

    async def counts(self, campaign: str | None = None) -> dict[str, int]:
        rows = self._tables[names.ALERTS].find(lambda row: campaign in (None, row["campaign"]))
        alerts = [from_document(row, Alert) for row in rows]
        entries = await self.of([alert.id for alert in alerts])
        return dict(
            Counter(
                fold(alert.id, planned, entries[alert.id]).state
                for alert in alerts
                for planned in alert.deliveries
            )
        )


class MemoryRecipients(Recipients):
    """Reads from memory; what is written is decided as in the real one."""

    def __init__(self, tables: Tables, writer: AlertWriter, reachable: Wakeup) -> None:
        self._tables = tables
        self._writer = writer
        self._reachable = reachable
        self._hash_key = hashed_with(b"secret")

    async def get_many(self, member_ids: Sequence[str]) -> dict[str, Recipient]:
        rows = self._tables[names.RECIPIENTS].get_many(member_ids)
        return {id: from_document(row, Recipient) for id, row in rows.items()}

    async def _known(self, ids: Set[str]) -> Set[str]:
        return self._tables[names.RECIPIENTS].get_many(ids).keys()


class MemoryChallenges(Challenges):
    """Reads from memory; what is issued is written as by the real one."""

    def __init__(self, tables: Tables, writer: AlertWriter) -> None:
        self._tables = tables
        self._writer = writer

    async def last(self, member_id: str, purpose: Any) -> Challenge | None:
        return challenge_of(self._tables[names.CODES].get(row_id(member_id, purpose)))

    async def tried(self, before: Challenge, after: Challenge) -> bool:
        return self._tables[names.CODES].update(guard_of(before), row_of(after))

    async def goes_to(self, address_id: str, now: datetime) -> bool:
        rows = self._tables[names.CODES_TO]
        before = rows.get(address_id)
        issued = list(one_more(before["issued"] if before else (), now))
        rows.insert_new([{"_id": address_id}])
        return rows.update({"_id": address_id}, {"issued": issued})

    async def erase(self, member_id: str) -> None:
        self._tables[names.CODES].delete(row_id(member_id, purpose) for purpose in CodePurpose)


class MemorySuppressions:
    """Ids are the addresses themselves: this list leaves no process."""

    def __init__(self, tables: Tables, clock: Clock) -> None:
        self._tables = tables
        self._clock = clock

    async def suppressed(self, addresses: Iterable[Address]) -> dict[Address, Suppression]:
        ids = {await self.id_of(*address): address for address in addresses if address[1]}
        rows = self._rows.get_many(ids)
        return {ids[id]: from_document(row, Suppression) for id, row in rows.items()}

    async def of_member(self, member_id: str, addresses: Sequence[Address]) -> list[Suppression]:
        now = await self.suppressed(addresses)
        rows = self._rows.find(lambda row: member_id in row["members"])
        seen = [from_document(row, Suppression) for row in sorted(rows, key=lambda r: r["_id"])]
        return list({s.id: s for s in (*now.values(), *seen)}.values())

    async def learn(self, member_id: str, channel: Channel, to: str, result: Result | None) -> None:
        if (decide := learned(member_id, to, result, self._clock.now())) is not None:
            await self.change(channel, to, decide)

    async def change(
        self, channel: Channel, to: str, decide: Callable[[Suppression], Suppression]
    ) -> Suppression:
        id = await self.id_of(channel, to)
        row = self._rows.get(id)
        before = from_document(row, Suppression) if row else Suppression(id=id, channel=channel)
        after = decide(before)
        if after != before:
            written = msgspec.structs.replace(after, version=before.version + 1)
            self._rows.delete([id])
            self._rows.insert_new([to_document(written)])
        return after

    async def id_of(self, channel: Channel, to: str) -> str:
        return f"{channel}:{to.strip().casefold()}"

    @property
    def _rows(self) -> Table:
        return self._tables[names.SUPPRESSIONS]


class MemoryQueue:
    """What was put, as the broker would hold it: ids of what was due."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def put(self, jobs: Iterable[Job], now: datetime) -> None:
        self.ids += [job.id for job in jobs if job.next_due <= now]


class MemoryStands:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get_many(self, ids: Sequence[str]) -> dict[str, Stand]:
        rows = self._tables[names.STANDS].get_many(ids)
        return {id: from_document(row, Stand) for id, row in rows.items()}


class MemoryDigests:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get_many(self, ids: Sequence[str]) -> dict[str, CollectedDigest]:
        rows = self._tables[names.COLLECTED_DIGESTS].get_many(ids)
        return {id: from_document(row, CollectedDigest) for id, row in rows.items()}


class MemoryCatchUps:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def oldest(self, limit: int) -> list[CatchUp]:
        rows = sorted(self._tables[names.CATCH_UPS].find(), key=lambda row: row["_id"])
        return [from_document(row, CatchUp) for row in rows[:limit]]

    async def done(self, catch_up: CatchUp) -> None:
        self._tables[names.CATCH_UPS].delete([catch_up.id])


class MemoryUnpassed:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, campaign: str, entries: Sequence[JournalEntry]) -> None:
        self._tables[names.UNPASSED].insert_new([to_document(unpassed(campaign, entries))])

    async def add_unreached(self, alerts: Sequence[Unreached]) -> None:
        if alerts:
            self._tables[names.UNPASSED].insert_new([to_document(unpassed_failures(alerts))])

    async def oldest(self, limit: int) -> list[Unpassed]:
        rows = self._tables[names.UNPASSED].find()
        return [from_document(row, Unpassed) for row in rows[:limit]]

    async def remove(self, pages: Sequence[Unpassed]) -> None:
        self._tables[names.UNPASSED].delete(page.id for page in pages)


class MemoryStaffTasks:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, tasks: Iterable[StaffTask]) -> None:
        self._tables[names.STAFF_TASKS].insert_new(to_document(task) for task in tasks)

    async def get(self, id: str) -> StaffTask | None:
        row = self._tables[names.STAFF_TASKS].get(id)
        return from_document(row, StaffTask) if row else None

    async def page(self, state: TaskState, after: str, first: int) -> Found[StaffTask]:
        rows = self._tables[names.STAFF_TASKS].find(lambda row: row["state"] == state)
        return _page(rows, StaffTask, "created_at", after, first, newest_first=False)

    async def save(self, before: StaffTask, after: StaffTask) -> bool:
        guard = {"_id": before.id, "state": before.state, "taken_by": before.taken_by}
        update = changes(before, after)
        return not update or self._tables[names.STAFF_TASKS].update(guard, update)

    async def release(self, staff_id: str) -> None:
        rows = self._tables[names.STAFF_TASKS]
        theirs = {"state": TaskState.TAKEN, "taken_by": staff_id}
        opened = {"state": TaskState.OPEN, "taken_by": "", "taken_at": None}
        for row in rows.find(lambda row: theirs.items() <= row.items()):
            rows.update({"_id": row["_id"]}, opened)


class MemoryDeadLetters:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @property
    def _rows(self) -> Table:
        return self._tables[names.DEAD_LETTERS]

    async def add(self, failures: Iterable[JournalEntry]) -> None:
        self._rows.insert_new(to_document(entry) for entry in failures)

    async def page(self, only: DeadLetterFilter, after: str, first: int) -> Found[DeadLetter]:
        rows = self._rows.find(lambda row: _meets(row, only))
        return _page(rows, DeadLetter, "at", after, first, newest_first=True)

    async def get_many(self, ids: Sequence[str]) -> list[DeadLetter]:
        return [from_document(row, DeadLetter) for row in self._rows.get_many(ids).values()]

    async def remove(self, letters: Sequence[DeadLetter]) -> None:
        self._rows.delete(letter.id for letter in letters)


def _meets(row: Row, only: DeadLetterFilter) -> bool:
    alike = all(
        row[name] == wanted
        for name in ("channel", "code", "campaign")
        if (wanted := getattr(only, name))
    )
    said = only.reason.casefold() in row["reason"].casefold()
    since = only.since is None or row["at"] >= only.since
    return alike and said and since and (only.until is None or row["at"] < only.until)


def _page(
    rows: list[Row], kind: type[T], by: str, after: str, first: int, *, newest_first: bool
) -> Found[T]:
    def place(row: Row) -> tuple[datetime, str]:
        return row[by], row["_id"]

    ordered = sorted(rows, key=place, reverse=newest_first)
    if after:
        last = after_place(after)
        ordered = [r for r in ordered if (place(r) < last if newest_first else place(r) > last)]
    found = ordered[:first]
    return Found(
        rows=[from_document(row, kind) for row in found],
        cursors=[place_of(row, by) for row in found],
        total=len(rows),
        has_more=len(ordered) > first,
    )
