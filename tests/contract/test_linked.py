"""Main and backup memberships on a real database: both histories change together or not at all, and
what a main gives reaches its backups once, whoever is killed in between."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.events import EventEnvelope
from infra.storage.changes import VersionConflict
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.contract import commands as c
from services.membership.contract import link_commands as li
from services.membership.contract import queries as q
from services.membership.contract.entitlement import Entitlement, EntitlementsView
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.words import Disowned, HoldKind
from services.membership.handlers import tick
from services.membership.ports import StateChange
from services.shared.callers import Caller
from tests.contract.membership_system import System, host, member, running_membership

MAIN, BACKUPS = "main", ("b-1", "b-2", "b-3")


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    """A main on gold, with three backups who cancelled theirs."""
    async with running_membership(mongo_url, database_prefix) as system:
        for id in (MAIN, *BACKUPS):
            top_up = c.TopUp(member_id=id, amount=40_00, reference="r")
            await system.api.execute(top_up, host())
            await system.api.execute(c.Enrol(member_id=id, plan="gold"), member(id))
        for id in BACKUPS:
            await system.api.execute(c.Cancel(member_id=id), member(id))
            offer = li.OfferLink(member_id=MAIN, to=id)
            await system.api.execute(offer, member(MAIN, second_factor=True))
            await system.api.execute(li.AcceptLink(member_id=id, main=MAIN), member(id))
        yield system


async def entitlements(system: System) -> list[Entitlement]:
    asked = q.GetEntitlements(member_ids=(MAIN, *BACKUPS))
    return list((await system.ask(asked, EntitlementsView)).entitlements)


async def ends_of_cover(system: System) -> list[str]:
    rows = system.db[EVENTS].find({"type": "CoverEnded"})
    return sorted([event_of(row).aggregate async for row in rows])


async def due(system: System) -> list[str]:
    rows = system.db[MEMBERSHIPS].find({"next_due": {"$lte": system.clock.now()}})
    return sorted([row["_id"] async for row in rows])


async def test_an_accepted_offer_stands_at_both_ends_in_one_commit(system: System) -> None:
    rows = [event_of(row) async for row in system.db[EVENTS].find({"type": "LinkAgreed"})]
    by_link: dict[str, set[str]] = {}
    for one in rows:
        by_link.setdefault(one.body["link_id"], set()).add(one.aggregate)
    assert sorted(map(sorted, by_link.values())) == [sorted([id, MAIN]) for id in BACKUPS]
    assert [one.through for one in await entitlements(system)] == ["", MAIN, MAIN, MAIN]
    for id in (MAIN, *BACKUPS):
        assert await system.holds(id)


async def test_what_a_main_loses_reaches_its_backups_once(system: System) -> None:
    await system.api.execute(c.Cancel(member_id=MAIN), member(MAIN))
    assert await due(system) == [MAIN], "whoever is killed here leaves it due"
    await asyncio.gather(*(tick(system.context, MAIN) for _ in range(5)))
    while await due(system):
        await tick(system.context, MAIN)
    assert await ends_of_cover(system) == list(BACKUPS)
    assert not any(one.through for one in await entitlements(system))
    for id in (MAIN, *BACKUPS):
        assert await system.holds(id)


async def test_what_a_stranger_linked_is_taken_back_once_at_both_ends(system: System) -> None:
    """Whoever is killed after the release leaves it due."""
    system.clock.advance(timedelta(hours=1))
    login = c.ReportLogin(
        member_id=MAIN, login_id="l-1", at=system.clock.now(), passed_second_factor=True
    )
    await system.api.execute(login, host(device_id="d-1"))
    await system.api.execute(li.EndLink(member_id=MAIN, other="b-1"), own_device())
    offer = li.OfferLink(member_id=MAIN, to="b-1")
    await system.api.execute(offer, member(MAIN, second_factor=True, device_id="stolen"))
    await system.api.execute(li.AcceptLink(member_id="b-1", main=MAIN), member("b-1"))
    made = (await events_of(system, MAIN, "LinkOffered"))[-1]
    await system.api.execute(
        ReportTakeover(member_id=MAIN, what=Disowned.EVENT, id=made.id), own_device()
    )
    release = c.ReleaseHold(member_id=MAIN, kind=HoldKind.COMPROMISE)
    await system.api.execute(release, own_device(second_factor=True))
    assert MAIN in await due(system)
    await asyncio.gather(*(tick(system.context, MAIN) for _ in range(5)))
    while await due(system):
        await tick(system.context, MAIN)
    for id, other in ((MAIN, "b-1"), ("b-1", MAIN)):
        ended = (await events_of(system, id, "LinkEnded"))[-1].body
        assert (ended["how"], ended["other"]) == ("TAKEN_BACK", other)
        assert await system.holds(id)
    assert [one.through for one in await entitlements(system)] == ["", "", MAIN, MAIN]


async def test_a_device_stands_in_the_history_of_whom_it_is(system: System) -> None:
    await system.api.execute(
        li.EndLink(member_id="b-1", other=MAIN), member("b-1", device_id="d-b1")
    )
    [own] = await events_of(system, "b-1", "LinkEnded")
    [theirs] = await events_of(system, MAIN, "LinkEnded")
    assert (own.actor.id, own.origin.device_id) == ("b-1", "d-b1")
    assert (theirs.actor.id, theirs.origin.device_id) == ("b-1", "")


async def events_of(system: System, id: str, type: str) -> list[EventEnvelope]:
    return [one for one in (await system.context.store.histories([id]))[id] if one.type == type]


def own_device(**more: Any) -> Caller:
    return member(MAIN, **{"device_id": "d-1", **more})


async def test_all_backups_are_told_or_none(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    await system.api.execute(c.Cancel(member_id=MAIN), member(MAIN))
    save, store = system.context.store.save, system.context.store

    async def faster(changes: list[StateChange], *rest: Any, **more: Any) -> None:
        """One of the backups changes between the reading and the commit."""
        if len(changes) > 1:
            monkeypatch.setattr(store, "save", save)
            top_up = c.TopUp(member_id=BACKUPS[2], amount=1, reference="meanwhile")
            await system.api.execute(top_up, host())
        try:
            await save(changes, *rest, **more)
        except VersionConflict:
            assert await ends_of_cover(system) == []
            raise

    monkeypatch.setattr(store, "save", faster)
    await tick(system.context, MAIN)
    while await due(system):
        await tick(system.context, MAIN)
    assert await ends_of_cover(system) == list(BACKUPS)
