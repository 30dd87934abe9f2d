"""Appeals in MongoDB."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from heapq import merge
from itertools import islice
from typing import Any

from msgspec.structs import replace
from pymongo import ASCENDING
from pymongo.errors import DuplicateKeyError, OperationFailure

from infra.kernel.events import NEW, Origin, chain
from infra.kernel.free_text import ERASED
from infra.process.foundation import COMMANDS
from infra.storage.changes import Change, GuardedUpdate, Stored, plain
from infra.storage.errors import is_transient
from infra.storage.mongo import find_by, find_by_ids
from infra.storage.unit_of_work import UnitOfWork
from infra.storage.writer import EVENTS
from services.appeals.adapters import documents as d
from services.appeals.adapters.heads import ListHeads
from services.appeals.adapters.proposals import ProposalStore
from services.appeals.contract.case_views import AppealCaseFile
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.views import AppealStep, Message
from services.appeals.domain.aggregate.lifecycle import OPEN
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.due import next_due
from services.appeals.domain.queues.lists import free, in_state
from services.appeals.domain.queues.queue import order_key, waits
from services.appeals.domain.queues.queueing import QueuePlace
from services.appeals.domain.recording.notices import notices_of
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.domain.view import Dossier
from services.appeals.rows import MOST_LISTED, Done, ExtraRows, ListedAppeal, Loaded
from services.shared.callers import Caller


class MongoAppeals:
    """Implements `AppealStore`."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._db = uow.db
        self._heads = ListHeads(uow.db[d.APPEALS])
        self._proposals = ProposalStore(uow.db)
        self._counting = asyncio.Lock()  # callers of one process need not race each other

    async def load(self, number: str, member_id: str = "") -> Loaded | None:
        stored = await self._uow.load(d.APPEALS, number)
        if stored is None or member_id not in ("", stored.state["member_id"]):
            return None
        return _loaded(stored)

    async def save(
        self, loaded: Loaded | None, recorder: Recorder, by: Caller, extra: ExtraRows
    ) -> None:
        await self._uow.commit(
            [change_of(loaded, recorder, by, extra)] if recorder.drafts else [],
            inserts=_rows(recorder, extra) | dict(extra.rows),
            updates=extra.guards,
            removals=extra.removals,
        )

    async def look(self, loaded: Loaded) -> None:
        """Found by what it is listed under, and ticked by its clocks."""
        await self.relist(loaded, ExtraRows())

    async def relist(self, loaded: Loaded, extra: ExtraRows) -> None:
        """Nothing of the appeal itself changes. Raises as `look`."""
        appeal = loaded.appeal
        fields = {
            **d.index_fields(appeal, extra.place or loaded.place),
            "next_due": earliest(next_due(appeal), extra.look_at),
        }
        this = {"_id": appeal.number, "version": loaded.head.version}
        await self._uow.commit(
            inserts={d.NOTICES: d.notice_rows(extra.notices)},
            updates=[GuardedUpdate(d.APPEALS, this, {"$set": fields})],
        )

    async def postpone(self, loaded: Loaded, until: datetime) -> None:
        await self._db[d.APPEALS].update_one(
            {"_id": loaded.appeal.number, "version": loaded.head.version},
            {"$set": {"next_due": until}},
        )

    async def next_count(self, day: date, *, of: str = d.APPEALS) -> int:
        row = day.isoformat() if of == d.APPEALS else f"{of} {day.isoformat()}"
        async with self._counting:
            while (count := await self._count_up(row)) is None:
                continue
        return count

    async def _count_up(self, day: str) -> int | None:
        """None when another process was faster."""
        numbers = self._db[d.NUMBERS]
        row = await numbers.find_one({"_id": day})
        try:
            if row is None:
                await numbers.insert_one({"_id": day, "count": 1})
                return 1
            count = int(row["count"])
            result = await numbers.update_one(
                {"_id": day, "count": count}, {"$set": {"count": count + 1}}
            )
        except (DuplicateKeyError, OperationFailure) as error:
            if isinstance(error, DuplicateKeyError) or is_transient(error):
                return None
            raise
        return count + 1 if result.matched_count else None

    async def done(self, key: str) -> Done | None:
        row = await self._db[COMMANDS].find_one({"_id": key})
        return d.to_done(row) if row else None

    async def numbered(self, numbers: Collection[str]) -> dict[str, Appeal]:
        found = await self._appeals({"_id": {"$in": list(numbers)}})
        return {appeal.number: appeal for appeal in found}

    async def of_members(self, member_ids: Collection[str]) -> list[Appeal]:
        return await self._appeals({"member_id": {"$in": list(member_ids)}})

    async def loaded_of(self, member_ids: Collection[str]) -> list[Loaded]:
        rows = await find_by(self._db[d.APPEALS], "member_id", member_ids, {"_id": 1})
        stored = await self._uow.load_many(d.APPEALS, [row["_id"] for row in rows])
        return [_loaded(one) for one in stored.values()]

    async def listed(self, names: Collection[str], after: str, limit: int) -> list[ListedAppeal]:
        pages = await asyncio.gather(*(self._heads.page(name, after, limit) for name in names))
        return list(islice(merge(*pages), limit))

    async def count_listed(self, names: Collection[str], before: str = "") -> int:
        each = (self._heads.count(name, before, MOST_LISTED) for name in names)
        return sum(await asyncio.gather(*each))

    async def open_page(self, after: str, limit: int) -> list[tuple[ListedAppeal, Loaded]]:
        found = await self.listed([in_state(state) for state in OPEN], after, limit)
        stored = await self._uow.load_many(d.APPEALS, [one.number for one in found])
        return [(one, _loaded(stored[one.number])) for one in found]

    async def visible(self, numbers: Sequence[str], member_id: str) -> list[str]:
        # by the numbers alone: the embedded server would look through all for two fields
        cursor = self._db[d.APPEALS].find({"_id": {"$in": list(numbers)}}, {"member_id": 1})
        return [row["_id"] async for row in cursor if member_id in ("", row["member_id"])]

    async def dossiers(
        self, numbers: Sequence[str], *, case_files: Collection[str] = ()
    ) -> dict[str, Dossier]:
        if not numbers:
            return {}
        found = await find_by_ids(self._db[d.APPEALS], numbers, {"state": 1, d.PLACE: 1})
        appeals = [d.to_appeal(row["state"]) for row in found.values()]
        queues = {number: d.to_place(row) for number, row in found.items()}
        messages, steps, place, proposals, files = await asyncio.gather(
            self._messages(numbers),
            self._steps(numbers),
            self._places(appeals, queues),
            self._proposals.waiting(numbers),
            self._case_files([one for one in appeals if one.number in case_files]),
        )
        return {
            appeal.number: Dossier(
                appeal=appeal,
                messages=tuple(messages[appeal.number]),
                # what came after the appeal was read belongs to a later state of it
                steps=tuple(s for s in steps[appeal.number] if s.version <= appeal.version),
                place=place.get(appeal.number),
                queue=queues[appeal.number],
                proposal=proposals.get(appeal.number),
                case_file=files.get(appeal.number) if appeal.case_file_sha256 else None,
            )
            for appeal in appeals
        }

    async def _appeals(self, query: Mapping[str, Any]) -> list[Appeal]:
        cursor = self._db[d.APPEALS].find(dict(query), projection={"state": 1})
        return [d.to_appeal(row["state"]) async for row in cursor]

    async def _messages(self, numbers: Sequence[str]) -> dict[str, list[Message]]:
        cursor = self._db[d.MESSAGES].find({"number": {"$in": list(numbers)}})
        found: dict[str, list[Message]] = defaultdict(list)
        rows = await cursor.sort([("at", ASCENDING), ("_id", ASCENDING)]).to_list(None)
        for row in await self._uow.sealing.opened(d.MESSAGES, rows):
            found[row["number"]].append(d.to_message(row))
        return found

    async def _steps(self, numbers: Sequence[str]) -> dict[str, list[AppealStep]]:
        cursor = self._db[EVENTS].find({"aggregate": {"$in": list(numbers)}})
        found: dict[str, list[AppealStep]] = defaultdict(list)
        async for event in cursor.sort([("aggregate", ASCENDING), ("version", ASCENDING)]):
            found[event["aggregate"]].append(d.to_step(event))
        return found

    async def _places(
        self, appeals: Sequence[Appeal], queues: Mapping[str, QueuePlace]
    ) -> dict[str, int]:
        waiting = [appeal for appeal in appeals if waits(appeal)]
        found = await asyncio.gather(
            *(self._place(appeal, queues[appeal.number].queue) for appeal in waiting)
        )
        return {appeal.number: place for appeal, place in zip(waiting, found, strict=True)}

    async def _place(self, appeal: Appeal, queue: AppealQueue) -> int:
        """Counted up to `MOST_LISTED`, so that it costs no more the longer the queue is."""
        ahead = await self._heads.count(free(queue), order_key(appeal), MOST_LISTED)
        return min(ahead + 1, MOST_LISTED)

    async def _case_files(self, appeals: Sequence[Appeal]) -> dict[str, AppealCaseFile]:
        """The newest version of each that has one."""
        ids = {d.case_file_id(one.number, one.case_version): one.number for one in appeals}
        if not ids:
            return {}
        rows = await self._db[d.CASE_FILES].find({"_id": {"$in": list(ids)}}).to_list(None)
        opened = await self._uow.sealing.opened(d.CASE_FILES, rows)
        return {ids[row["_id"]]: d.to_case_file(row) for row in opened}

    async def named_orders(self, number: str) -> tuple[str, ...]:
        messages = (await self._messages([number]))[number]
        named = dict.fromkeys(order for one in messages for order in one.orders)
        return tuple(order for order in named if order != ERASED)

    async def case_file(self, number: str, version: int) -> AppealCaseFile:
        id = d.case_file_id(number, version)
        found = await find_by_ids(self._db[d.CASE_FILES], [id])
        return d.to_case_file(await self._uow.sealing.opened_one(d.CASE_FILES, found[id]))


def change_of(
    loaded: Loaded | None, recorder: Recorder, by: Caller, extra: ExtraRows | None = None
) -> Change:
    """For a commit of more than the appeal. Where it waits by then is looked at afterwards, unless
    `extra` says so."""
    appeal, head = recorder.appeal, loaded.head if loaded else NEW
    before = loaded.place if loaded else QueuePlace()
    place = (extra and extra.place) or replace(before, rules_version=0)
    events = chain(
        head,
        appeal.number,
        recorder.drafts,
        actor=recorder.actor,
        origin=Origin(request_id=by.request_id, device_id=by.device_id),
        recorded_at=recorder.now,
    )
    return Change(
        collection=d.APPEALS,
        id=appeal.number,
        head=head,
        state=plain(appeal),
        next_due=earliest(next_due(appeal), extra.look_at if extra else None),
        events=events,
        fields=d.index_fields(appeal, place),
    )


def _loaded(stored: Stored) -> Loaded:
    return Loaded(
        appeal=d.to_appeal(stored.state),
        head=stored.head,
        due=stored.next_due,
        place=d.to_place(stored.fields),
    )


def earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)


def _rows(recorder: Recorder, extra: ExtraRows) -> dict[str, list[dict[str, Any]]]:
    return {
        d.MESSAGES: d.message_rows(recorder),
        d.NOTICES: d.notice_rows([*notices_of(recorder), *extra.notices]),
        d.FIGURES: d.figure_rows(recorder),
        COMMANDS: [d.done_row(one) for one in extra.done],
        d.CASE_FILES: [d.case_file_row(recorder, extra.case)] if extra.case else [],
        d.LOSSES: [{"_id": extra.claim, "number": recorder.appeal.number}] if extra.claim else [],
    }
