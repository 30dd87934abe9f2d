"""P7: whatever is done to what is stored, it is found, put right from the history, and said."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from bson import BSON

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from infra.outbox.relay import Relay
from infra.storage.transactions import Transactions
from services.__main__ import main
from services.membership.adapters.catalog import MongoCatalog
from services.membership.adapters.documents import member_of
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.import_rows import ImportBatch, MemberRow
from services.membership.contract.integrity_events import RecordFault
from services.membership.contract.record_incidents import (
    CloseRecordIncident,
    RecordIncident,
    RecordIncidents,
)
from services.membership.contract.words import Cause, Lifecycle
from services.membership.integrity.repairing import INCIDENTS, CheckedRecord, Workshop
from services.membership.integrity.running import RUNS, Progress, records, run
from services.shared.callers import StaffKind
from tests.contract.membership_system import START, System, member, running_membership, staff
from tests.infra.conftest import every
from tests.unit.kernel.test_verify_history import SCRIPTED

MEMBERS = 100


@dataclass
class Checked:
    system: System
    shop: Workshop
    found: dict[str, CheckedRecord]

    def note(self, _: Progress, found: CheckedRecord | None) -> None:
        if found:
            self.found[found.member_id] = found

    async def verify(self) -> Progress:
        self.found.clear()
        return await run(self.shop.db, "verify", self.shop.look, self.note)

    async def rebuild(self) -> Progress:
        self.found.clear()
        return await run(self.shop.db, "rebuild", self.shop.repair, self.note)

    async def states(self) -> dict[str, bytes]:
        rows = self.shop.db["memberships"].find()
        return {row["_id"]: BSON.encode(row) async for row in rows}


@pytest.fixture
async def checked(mongo_url: str, database_prefix: str) -> AsyncIterator[Checked]:
    """A hundred members with a few events each, all of them published."""
    async with running_membership(mongo_url, database_prefix) as system:
        db = system.db
        row = {
            "plan": "gold", "lifecycle": Lifecycle.ACTIVE, "cause": None, "auto_renew": True,
            "period_start": START - timedelta(days=3), "period_end": START + timedelta(days=27),
            "balance": 5_000, "last_login_at": None,
        }  # fmt: skip
        rows: list[Any] = [MemberRow(row=n, member_id=f"m-{n:03}", **row) for n in range(MEMBERS)]
        done = await system.api.import_batch(ImportBatch(members=tuple(rows)))
        assert done.created == MEMBERS
        await asyncio.gather(
            *(
                system.api.execute(
                    c.SetAutoRenew(member_id=f"m-{n:03}", on=False), member(f"m-{n:03}")
                )
                for n in range(0, MEMBERS, 4)
            )
        )
        transactions = Transactions(db.client, db)
        relay = Relay(transactions, db, Wakeup(), Numbered(), member_of)
        while await relay.relay_batch(every(1)):
            continue
        catalog = await MongoCatalog(db, "Asia/Shanghai").current()
        yield Checked(system, Workshop(db, transactions, system.clock, catalog), {})


async def damage_some(checked: Checked) -> dict[str, set[RecordFault]]:
    """Five ways, two members each: what was done to whom."""
    states, events = checked.shop.db["memberships"], checked.shop.db["events"]
    done: dict[str, set[RecordFault]] = {}
    for turn in range(2):
        a, b, c_, d, e = (f"m-{n + 20 * turn:03}" for n in (4, 8, 12, 16, 20))
        await states.update_one({"_id": a}, {"$set": {"state.lifecycle": "EXPIRED"}})
        await states.delete_one({"_id": b})
        await states.update_one({"_id": c_}, {"$set": {"hash": "0" * 64, "version": 9}})
        await events.update_one({"_id": f"{d}:1"}, {"$set": {"body.balance": 9_999_999}})
        await events.delete_one({"_id": f"{e}:{1 + turn}"})
        done |= {
            a: {RecordFault.STATE_ALTERED},
            b: {RecordFault.STATE_MISSING},
            c_: {RecordFault.HEAD_ALTERED},
            d: {RecordFault.EVENTS_ALTERED},
            e: {RecordFault.EVENTS_MISSING},
        }
    return done


async def test_an_honest_house_holds(checked: Checked) -> None:
    before = await checked.states()
    assert (await checked.verify()).checked == MEMBERS
    assert (await checked.rebuild()).found == 0
    assert await checked.states() == before
    assert await checked.shop.db[INCIDENTS].count_documents({}) == 0


async def test_every_fault_is_found_put_right_and_explained(checked: Checked) -> None:
    api = checked.system
    ids = [f"m-{n:03}" for n in range(MEMBERS)]
    before = {id: await api.ask(q.GetMembership(member_id=id), v.MembershipView) for id in ids}
    done = await damage_some(checked)

    assert (await checked.verify()).found == len(done)
    assert {id: set(found.faults) for id, found in checked.found.items()} == done
    repaired = await checked.rebuild()
    assert (repaired.found, repaired.repaired) == (len(done), len(done))
    assert (await checked.verify()).found == 0

    for id in ids:
        after = await api.ask(q.GetMembership(member_id=id), v.MembershipView)
        assert (after.entitled, after.plan, after.price, after.balance, after.period_end) == (
            before[id].entitled, before[id].plan, before[id].price, before[id].balance,
            before[id].period_end,
        )  # fmt: skip
        assert after.version == before[id].version + (id in done)
    for id in done:
        assert await api.holds(id)
        explained = await api.ask(q.GetExplanation(member_id=id), v.Explanation)
        assert (explained.entitled, explained.cause) == (True, Cause.DATA_FAULT)
        assert "restored from its history" in explained.summary.en
        assert "责任" in explained.summary.zh
        timeline = await api.ask(q.GetTimeline(member_id=id), v.TimelinePage)
        last = timeline.entries[-1]
        assert (last.type, last.cause) == ("RecordRepaired", Cause.DATA_FAULT)
        shown_wrong = done[id] & {RecordFault.STATE_ALTERED, RecordFault.STATE_MISSING}
        assert last.body["shown_wrong"] is bool(shown_wrong)
    [incident] = await checked.shop.db[INCIDENTS].find().to_list(None)
    assert incident["repaired"] == len(done)


async def test_all_states_from_nothing_are_the_same_bytes(checked: Checked) -> None:
    before = await checked.states()
    await checked.shop.db["memberships"].delete_many({})
    async for record in records(checked.shop.db):
        assert await checked.shop.fold_anew(record.member_id)
    assert await checked.states() == before


async def test_an_event_that_was_never_published_goes(checked: Checked) -> None:
    events = checked.shop.db["events"]
    last = await events.find_one({"_id": "m-001:1"})
    assert last is not None
    await events.insert_one({**last, "_id": "m-001:2", "id": "m-001:2", "version": 2})
    await checked.rebuild()
    assert RecordFault.EVENTS_ADDED in checked.found["m-001"].faults
    assert (await checked.verify()).found == 0


async def test_moved_events_are_put_back(checked: Checked) -> None:
    events = checked.shop.db["events"]
    first, second = [await events.find_one_and_delete({"_id": f"m-000:{n}"}) for n in (1, 2)]
    await events.insert_many([{**first, "version": 2}, {**second, "version": 1}])
    assert (await checked.verify()).found == 1
    await checked.rebuild()
    assert (await checked.verify()).found == 0


async def test_what_is_beyond_repair_is_left_and_named(checked: Checked) -> None:
    before = (await checked.states())["m-004"]
    for collection, what in (("events", {"_id": "m-004:1"}), ("feed", {"event.id": "m-004:1"})):
        await checked.shop.db[collection].delete_one(what)
    done = await checked.rebuild()
    assert (done.found, done.repaired) == (1, 0)
    assert (await checked.states())["m-004"] == before
    [incident] = await checked.shop.db[INCIDENTS].find().to_list(None)
    assert incident["beyond_repair"] == ["m-004"]


async def test_staff_close_the_incident_and_the_next_damage_opens_another(
    checked: Checked,
) -> None:
    async def all_of_them() -> tuple[RecordIncident, ...]:
        return (await checked.system.ask(q.GetRecordIncidents(), RecordIncidents)).incidents

    async def damage(id: str) -> None:
        await checked.shop.db["memberships"].delete_one({"_id": id})
        await checked.rebuild()

    await damage("m-001")
    [first] = await all_of_them()
    assert (first.repaired, first.closed_at) == (1, None)
    command = CloseRecordIncident(incident_id=first.id, reason="A disk that was replaced.")
    api, lin = checked.system.api, staff(staff_kind=StaffKind.ADMIN, second_factor=True)
    done = [await api.close_record_incident(command, lin) for _ in range(2)]
    assert [one.repeated for one in done] == [False, True]
    assert (done[0].incident.closed_by, done[0].incident.closed_by_name) == ("s-1", "Lin")
    other = msgspec.structs.replace(command, reason="It was nothing.")
    with pytest.raises(NotAllowed):
        await api.close_record_incident(other, lin)
    with pytest.raises(InvalidInput):
        await api.close_record_incident(msgspec.structs.replace(other, reason=" "), lin)

    await damage("m-002")
    second, kept = await all_of_them()
    assert (second.repaired, second.closed_at) == (1, None)
    assert kept == done[0].incident
    with pytest.raises(NotFound):
        await api.close_record_incident(
            CloseRecordIncident(incident_id="i-1", reason="No such."), lin
        )


async def test_a_run_that_was_cut_off_goes_on(checked: Checked) -> None:
    at = {"_id": "verify", "after": "m-070", "checked": 71, "found": 0, "repaired": 0}
    await checked.shop.db[RUNS].insert_one(at)
    await checked.shop.db["memberships"].delete_one({"_id": "m-099"})
    done = await checked.verify()
    assert (done.checked, done.found) == (MEMBERS, 1)
    assert await checked.shop.db[RUNS].count_documents({}) == 0


async def test_the_commands_say_what_they_find(
    checked: Checked,
    mongo_url: str,
    database_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setenv("MONGO_URL", mongo_url)
    monkeypatch.setenv("MONGO_DATABASE_PREFIX", database_prefix)

    async def services(*arguments: str) -> tuple[int, bytes]:
        code = await asyncio.to_thread(main, list(arguments))
        sys.stdout.flush()
        return code, capfdbinary.readouterr().out

    await checked.shop.db["memberships"].delete_one({"_id": "m-007"})
    assert await services("verify") == (1, b"m-007: STATE_MISSING: not repaired\n")
    assert await services("rebuild") == (0, b"m-007: STATE_MISSING: repaired\n")
    code, exported = await services("export-history", "m-007", "m-008")
    assert code == 0
    heads = SCRIPTED.verify_lines(exported.splitlines(keepends=True))
    assert {id: count for id, (count, _) in heads.items()} == {"m-007": 2, "m-008": 2}
