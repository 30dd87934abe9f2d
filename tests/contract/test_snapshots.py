"""Long histories are read from the nearest snapshot; whatever is in it, the answer is as folded."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import cycle, islice
from typing import Any

import pytest

from infra.kernel.events import NEW, Draft, EventEnvelope, Origin, chain, verify_chain
from infra.outbox.record import to_document
from infra.storage.transactions import Transactions
from services.membership.adapters import snapshots as s
from services.membership.contract.events import AutoRenewSet, BalanceToppedUp, MembershipEnrolled
from services.membership.contract.hold_events import Hold, HoldPlaced
from services.membership.contract.words import Cause, HoldKind, ReleaseBy
from services.membership.domain.aggregate.history import history_at
from services.membership.domain.folding.evolve import fold
from services.membership.integrity.erasing import erase_member_texts
from services.shared.callers import SYSTEM
from tests.contract.membership_system import START, System, running_membership

ID, EVENTS = "m-long", 1_100
SECRET = "Li shares it with Wang"


@cache
def history() -> list[EventEnvelope]:
    """An event a minute; a hold in the middle of the first stretch."""
    enrolled = MembershipEnrolled(
        plan="gold", price=1990, period_start=START, period_end=START + timedelta(days=30),
        auto_renew=True, clauses={},
    )  # fmt: skip
    hold = Hold(
        kind=HoldKind.STAFF, cause=Cause.STAFF_ACTION, owner="staff", placed_at=START,
        released_by=ReleaseBy.STAFF, latest_release=None, stops_period=False, reason=SECRET,
    )  # fmt: skip
    first: list[Any] = [
        BalanceToppedUp(amount=5_000, balance_after=5_000, reference="t"),
        enrolled,
        HoldPlaced(hold=hold, benefits_before={}, benefits_after={}),
    ]
    more = islice(cycle((AutoRenewSet(on=False), AutoRenewSet(on=True))), EVENTS - len(first))
    drafts = [
        Draft(event=event, happened_at=START + timedelta(minutes=n))
        for n, event in enumerate((*first, *more))
    ]
    return chain(NEW, ID, drafts, actor=SYSTEM, origin=Origin(), recorded_at=START)


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        rows = [{"_id": one["id"], **one, "commit": "c"} for one in map(to_document, history())]
        await system.db["events"].insert_many(rows)
        yield system


async def is_the_folds(
    snapshots: s.Snapshots, events: Sequence[EventEnvelope], at: datetime | None
) -> None:
    until = history_at(events, at)
    found = await snapshots.as_of(ID, at, None)
    assert found is not None
    assert found.state == fold(ID, until)
    assert found.hash == until[-1].hash


async def test_as_of_any_instant_it_is_what_the_history_says(system: System) -> None:
    snapshots, events = s.Snapshots(system.db), history()
    instants = [START + timedelta(minutes=n) for n in (0, 1, 498, 499, 500, 777, 1_099)]
    for at in (None, *instants, *instants):
        await is_the_folds(snapshots, events, at)
    kept = await system.db[s.SNAPSHOTS].distinct("version")
    assert sorted(kept) == [500, 1_000]
    assert await snapshots.as_of("nobody", None, None) is None


@pytest.mark.parametrize(
    "damage",
    [{"state.balance": 1}, {"hash": "0" * 64}, {"fold": "of other rules"}],
    ids=["altered", "of another history", "folded otherwise"],
)
async def test_a_snapshot_that_does_not_fit_is_left_alone(
    system: System, damage: dict[str, Any]
) -> None:
    snapshots, events = s.Snapshots(system.db), history()
    await is_the_folds(snapshots, events, None)
    await system.db[s.SNAPSHOTS].update_many({}, {"$set": damage})
    await is_the_folds(snapshots, events, None)
    assert await system.db[s.SNAPSHOTS].count_documents(damage) == 0


async def test_what_was_erased_is_in_no_snapshot(system: System) -> None:
    await s.Snapshots(system.db).as_of(ID, None, None)
    [row, *_] = await system.db[s.SNAPSHOTS].find().to_list(None)
    assert SECRET in str(row)
    head = {"version": EVENTS, "hash": "", "commit": "c", "next_due": None, "state": {}}
    await system.db["memberships"].insert_one({"_id": ID, **head})
    await erase_member_texts(Transactions(system.db.client, system.db), system.db, ID)
    assert await system.db[s.SNAPSHOTS].count_documents({}) == 0


async def test_an_explanation_reads_the_few_that_tell(system: System) -> None:
    snapshots, events = s.Snapshots(system.db), history()
    whole = await snapshots.told(ID, None, None)
    assert whole is not None
    assert (len(whole.history), whole.whole_until) == (EVENTS, None)
    told = await snapshots.told(ID, None, None)
    assert told is not None
    assert told.whole_until is not None
    assert told.whole_until.version == 1_000
    assert (told.state, told.hash) == (fold(ID, events), events[-1].hash)
    assert verify_chain(told.history, told.whole_until) is None
    assert {one.type for one in told.history[:3]} == {
        "BalanceToppedUp", "MembershipEnrolled", "HoldPlaced",
    }  # fmt: skip


async def test_nothing_is_kept_of_a_history_that_does_not_hold(system: System) -> None:
    snapshots = s.Snapshots(system.db)
    head = {"version": EVENTS, "hash": "", "commit": "c", "next_due": None, "state": {}}
    await system.db["memberships"].insert_one({"_id": ID, **head})
    await system.db["events"].delete_one({"_id": f"{ID}:7"})
    told = await snapshots.told(ID, None, None)
    assert told is not None
    assert told.whole_until is None
    assert len(told.history) == EVENTS - 1
    fault = verify_chain(told.history)
    assert fault is not None
    assert fault.version == 7
    await system.db["events"].update_one({"_id": f"{ID}:2"}, {"$set": {"body.price": 1}})
    assert await snapshots.told(ID, None, None)
    assert await system.db[s.SNAPSHOTS].count_documents({}) == 0
