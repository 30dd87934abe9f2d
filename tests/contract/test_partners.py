"""Partners, their keys, and what members let them see, on the real embedded server."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from infra.kernel.errors import AppError, InvalidInput
from infra.kernel.events import Actor, verify_chain
from infra.storage.unit_of_work import event_of
from infra.storage.writer import EVENTS
from services.membership.adapters.documents import MEMBERSHIPS, SHOWN
from services.membership.contract import commands as c
from services.membership.contract import partner_commands as p
from services.membership.contract.partner_keys import digest_of, well_formed
from services.membership.contract.partner_queries import (
    GetFollowed,
    GetFollows,
    GetPartner,
    GetPartners,
    GetSharedStatus,
    ProveKey,
)
from services.membership.contract.partner_views import (
    FollowedPage,
    FollowsView,
    KeyProof,
    PartnerOutcome,
    PartnersPage,
    PartnerView,
    SharedItem,
    SharedStatus,
)
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.views import Failed
from services.membership.contract.words import HoldKind
from services.membership.directory.directory_store import DirectoryStore
from services.membership.directory.labelling import PROGRESS, Labelling
from services.membership.partners.collections import ENDS, ITEMS
from services.shared.callers import ActorKind, Caller, KeyScope
from tests.contract.membership_system import System, host, member, running_membership, staff
from tests.waiting import eventually

BOTH = (ShareScope.STATUS, ShareScope.CAUSE)
NOT_HERE = ("sweep", "clause notices")
"""Loops that a test does by itself, or that nobody is there for."""
SCOPES = tuple(one for one in KeyScope if one is not KeyScope.REPORTS)
"""All that a partner can have."""


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    """With the loops that number events and lay down what they show."""
    async with running_membership(mongo_url, database_prefix) as system:
        loops = [
            asyncio.create_task(loop.run(1))
            for loop in system.component.loops
            if not loop.name.startswith(NOT_HERE)
        ]
        for id in ("acme", "globex"):
            await manage(system, p.CreatePartner(partner_id=id, name=id.title(), **CONTACT))
        yield system
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


CONTACT = {"contact_email": "ops@acme.example"}


async def manage(system: System, command: p.AnyPartnerCommand, **by: Any) -> PartnerOutcome:
    return await system.api.manage_partner(command, staff(**by))


async def enrolled(system: System, member_id: str) -> None:
    await system.api.execute(c.TopUp(member_id=member_id, amount=5_000, reference="r"), host())
    enrol = c.Enrol(member_id=member_id, plan="gold", auto_renew=False)
    await system.api.execute(enrol, member(member_id))


async def allow(
    system: System, member_id: str, partner_id: str = "acme", scopes: tuple[ShareScope, ...] = BOTH
) -> None:
    command = c.AllowPartner(member_id=member_id, partner_id=partner_id, scopes=scopes)
    await system.api.execute(command, member(member_id))


async def withdraw(system: System, member_id: str, partner_id: str = "acme") -> None:
    command = c.WithdrawPartner(member_id=member_id, partner_id=partner_id)
    await system.api.execute(command, member(member_id))


async def shown(system: System, partner_id: str = "acme", after: int = 0) -> list[SharedItem]:
    """What a partner can read once all is laid down."""

    async def laid() -> bool:
        return not await system.db[SHOWN].find_one({})

    await eventually(laid)
    return list((await system.api.shared_with(partner_id, after, 100)).items)


def told(items: list[SharedItem]) -> list[tuple[str, int, str]]:
    return [(one.member_id, one.sequence, one.type.partition(".")[2]) for one in items]


async def test_a_partner_is_shown_what_the_member_agreed_to_and_nothing_else(
    system: System,
) -> None:
    await enrolled(system, "m-1")
    await system.api.execute(c.Freeze(member_id="m-1", hours=2), member("m-1"))
    await allow(system, "m-1")
    await allow(system, "m-1", "globex", (ShareScope.STATUS,))
    await system.api.execute(
        c.ReleaseHold(member_id="m-1", kind=HoldKind.MEMBER_FREEZE),
        member("m-1", second_factor=True),
    )
    began, changed = await shown(system)
    assert told([began, changed]) == [("m-1", 1, "follow_began"), ("m-1", 2, "status_changed")]
    assert began.payload == (
        b'{"type":"membership.follow_began","version":1,"id":"' + began.id.encode() + b'",'
        b'"timestamp":"2026-03-01T12:00:00Z","data":{"memberId":"m-1","sequence":1,'
        b'"status":"FROZEN","entitled":false,"plan":"gold","since":"2026-03-01T12:00:00Z",'
        b'"until":"2026-03-31T12:00:00Z","cause":"MEMBER_FROZE","responsible":"MEMBER"}}'
    )
    data = msgspec.json.decode(changed.payload)["data"]
    assert (data["status"], data["entitled"], data["cause"]) == ("ACTIVE", True, None)
    less, _ = await shown(system, "globex")
    assert "cause" not in msgspec.json.decode(less.payload)["data"]
    assert less.id != began.id
    assert await shown(system, "nobody") == []


async def test_what_partners_do_not_see_makes_no_item(system: System) -> None:
    await enrolled(system, "m-1")
    await allow(system, "m-1", scopes=(ShareScope.STATUS,))
    await system.api.execute(c.TopUp(member_id="m-1", amount=1, reference="x"), host())
    await system.api.execute(c.SetAutoRenew(member_id="m-1", on=True), member("m-1"))
    await allow(system, "m-1", scopes=(ShareScope.STATUS,))
    assert told(await shown(system)) == [("m-1", 1, "follow_began")]


async def test_withdrawal_leaves_the_end_and_nothing_else(system: System) -> None:
    await enrolled(system, "m-1")
    await enrolled(system, "m-2")
    await allow(system, "m-1")
    await allow(system, "m-2")
    await system.api.execute(c.Freeze(member_id="m-1"), member("m-1"))
    assert len(await shown(system)) == 3
    await withdraw(system, "m-1")
    await withdraw(system, "m-1")
    await system.api.execute(c.ExtendFreeze(member_id="m-1", hours=1), member("m-1"))
    items = await shown(system)
    assert told(items) == [("m-2", 1, "follow_began"), ("m-1", 3, "follow_ended")]
    assert msgspec.json.decode(items[-1].payload)["data"] == {"memberId": "m-1", "sequence": 3}
    asked = GetSharedStatus(partner_id="acme", member_id="m-1")
    assert isinstance((await system.api.read([asked]))[0], Failed)
    await allow(system, "m-1")
    assert told(await shown(system)) == [("m-2", 1, "follow_began"), ("m-1", 4, "follow_began")]
    assert await system.holds("m-1")


async def test_what_was_withdrawn_is_not_read_though_nothing_lays_down_the_end(
    mongo_url: str, database_prefix: str
) -> None:
    async with running_membership(mongo_url, database_prefix) as system:
        await manage(system, p.CreatePartner(partner_id="acme", name="Acme", **CONTACT))
        await enrolled(system, "m-1")
        await allow(system, "m-1")
        row = await system.db[SHOWN].find_one({})
        assert row is not None
        item = row["items"][0]
        placed = {"partner": "acme", "member": "m-1", "laid_at": system.clock.now()}
        await system.db[ITEMS].insert_one({**item, **placed, "_id": 1})
        await system.db[ENDS].update_one({"_id": "items"}, {"$set": {"head": 1}})
        assert len((await system.api.shared_with("acme", 0, 10)).items) == 1
        await withdraw(system, "m-1")
        assert (await system.api.shared_with("acme", 0, 10)).items == ()
        assert (await system.api.shared(0, 10, 0.0, None)).items == ()


async def test_all_are_followed_in_one_sequence_and_some_by_name(system: System) -> None:
    for id in ("m-1", "m-2"):
        await enrolled(system, id)
        await allow(system, id)
        await allow(system, id, "globex")
    ours = await shown(system)
    page = await system.api.shared(0, 100, 0.0, None)
    places = [one.place for one in page.items]
    assert places == sorted(set(places))
    assert len(places) == 4
    assert page.upto == page.head == places[-1]
    named = await system.api.shared(0, 100, 0.0, ["acme"])
    assert list(named.items) == ours
    live = asyncio.create_task(system.api.shared(page.upto, 10, 20.0, ["globex"]))
    await system.api.execute(c.Freeze(member_id="m-1"), member("m-1"))
    [fresh] = (await live).items
    assert (fresh.partner_id, fresh.sequence) == ("globex", 2)
    with pytest.raises(InvalidInput):
        await system.api.shared_with("acme", 10_000, 10)


async def test_items_go_by_age_and_a_partner_is_told_up_to_where(system: System) -> None:
    await enrolled(system, "m-1")
    await allow(system, "m-1")
    await allow(system, "m-1", "globex")
    last = (await shown(system))[-1].place
    system.clock.advance(timedelta(days=91))
    await system.api.execute(c.Freeze(member_id="m-1"), member("m-1"))

    async def gone() -> bool:
        return (await system.api.shared_with("acme", 0, 10)).kept_after == last

    await eventually(gone)
    page = await system.api.shared_with("acme", 0, 100)
    assert {one.type for one in page.items} == {"membership.status_changed"}
    assert (await system.api.shared(0, 9, 0.0, None)).items[0].place > last


async def key_of(system: System, *scopes: KeyScope, **by: Any) -> PartnerOutcome:
    issue = p.IssueKey(partner_id="acme", scopes=scopes or SCOPES, label="feed")
    return await manage(system, issue, **by)


async def proof(system: System, key: str | None) -> KeyProof | None:
    [answer] = await system.api.read([ProveKey(digest=digest_of(key or ""))])
    return answer if isinstance(answer, KeyProof) else None


async def test_a_key_is_shown_once_and_kept_as_its_digest(system: System) -> None:
    made = await key_of(system, KeyScope.FEED_READ, idempotency_key="k")
    again = await key_of(system, KeyScope.FEED_READ, idempotency_key="k")
    assert made.key is not None
    assert well_formed(made.key)
    assert (again.key, again.key_id, again.repeated) == (None, made.key_id, True)
    found = await proof(system, made.key)
    assert found is not None
    assert (found.partner_id, found.scopes) == ("acme", (KeyScope.FEED_READ,))
    for name in await system.db.list_collection_names():
        async for row in system.db[name].find({}):
            assert made.key.split("_")[2] not in str(row)


async def test_turning_a_key_leaves_both_good_for_a_day(system: System) -> None:
    old = await key_of(system)
    by = Caller(
        actor=Actor(kind=ActorKind.PARTNER, id="acme"), scopes=(KeyScope.KEYS,), idempotency_key="t"
    )
    new = await system.api.manage_partner(p.TurnKey(partner_id="acme", key_id=old.key_id), by)
    system.clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert await proof(system, old.key)
    assert await proof(system, new.key)
    system.clock.advance(timedelta(seconds=1))
    assert await proof(system, old.key) is None
    assert await proof(system, new.key)
    with pytest.raises(AppError, match="turn the one"):
        await manage(system, p.TurnKey(partner_id="acme", key_id=old.key_id))
    await manage(system, p.RevokeKey(partner_id="acme", key_id=new.key_id))
    assert await proof(system, new.key) is None


async def test_a_partner_that_is_cut_off_opens_nothing_until_it_is_let_in_again(
    system: System,
) -> None:
    made = await key_of(system)
    await manage(system, p.CutOffPartner(partner_id="acme", reason="Unpaid."))
    assert await proof(system, made.key) is None
    await enrolled(system, "m-1")
    with pytest.raises(AppError):
        await allow(system, "m-1")
    await manage(system, p.ReadmitPartner(partner_id="acme", reason="Paid."))
    assert await proof(system, made.key)
    history = [
        event_of(row)
        async for row in system.db[EVENTS].find({"aggregate": "partner/acme"}).sort("version", 1)
    ]
    assert [one.type for one in history] == [
        "PartnerCreated",
        "KeyIssued",
        "PartnerCutOff",
        "PartnerReadmitted",
    ]
    assert verify_chain(history) is None
    assert "ops@acme.example" not in str(history)


async def test_use_of_a_key_is_written_once_a_minute(system: System) -> None:
    made = await key_of(system)
    first = system.clock.now()
    for _ in range(3):
        await proof(system, made.key)
        system.clock.advance(timedelta(seconds=20))
    view = await system.ask(GetPartner(partner_id="acme"), PartnerView)
    assert view.keys[0].used_at == first
    await proof(system, made.key)
    view = await system.ask(GetPartner(partner_id="acme"), PartnerView)
    assert view.keys[0].used_at == first + timedelta(minutes=1)


async def test_a_member_reads_who_follows_and_what_they_see(system: System) -> None:
    await enrolled(system, "m-1")
    await allow(system, "m-1", "globex", (ShareScope.STATUS,))
    await withdraw(system, "m-1", "globex")
    await allow(system, "m-1")
    view = await system.ask(GetFollows(member_id="m-1"), FollowsView)
    assert [(one.name, one.ended_at is None) for one in view.follows] == [
        ("Acme", True),
        ("Globex", False),
    ]
    assert view.follows[0].sees.en.startswith("your status")
    status = await system.ask(GetSharedStatus(partner_id="acme", member_id="m-1"), SharedStatus)
    assert (status.status, status.sequence, status.plan) == ("ACTIVE", 1, "gold")


@pytest.mark.parametrize(
    ("id", "name", "email", "field"),
    [
        ("A", "Acme", "ops@acme.example", "partnerId"),
        ("acme", "Acme", "ops@acme.example", "partnerId"),
        ("initech", " ", "ops@acme.example", "name"),
        ("initech", "Initech", "nowhere", "contactEmail"),
    ],
)
async def test_a_partner_that_is_none_is_refused(
    system: System, id: str, name: str, email: str, field: str
) -> None:
    with pytest.raises(AppError) as refused:
        await manage(system, p.CreatePartner(partner_id=id, name=name, contact_email=email))
    assert refused.value.field == field


async def test_partners_are_listed_by_id_in_pages(system: System) -> None:
    await manage(system, p.CutOffPartner(partner_id="acme", reason="Unpaid."))
    first = await system.ask(GetPartners(first=1), PartnersPage)
    assert ([one.partner_id for one in first.partners], first.has_more) == (["acme"], True)
    rest = await system.ask(GetPartners(first=5, after="acme"), PartnersPage)
    assert ([one.partner_id for one in rest.partners], rest.has_more) == (["globex"], False)
    open_ones = await system.ask(GetPartners(open_only=True), PartnersPage)
    assert [one.partner_id for one in open_ones.partners] == ["globex"]


async def followed(
    system: System, partner_id: str = "acme", **page: Any
) -> tuple[list[tuple[str, tuple[ShareScope, ...]]], int, bool]:
    asked = GetFollowed(partner_id=partner_id, **page)
    found = await system.ask(asked, FollowedPage)
    return [(one.member_id, one.scopes) for one in found.members], found.total, found.has_more


async def test_a_partner_lists_the_members_who_let_it_follow_now(system: System) -> None:
    for id in ("m-1", "m-2", "m-3"):
        await enrolled(system, id)
        await allow(system, id, scopes=(ShareScope.STATUS,))
    await allow(system, "m-2")
    await allow(system, "m-1", "globex")
    await withdraw(system, "m-3")
    first = await followed(system, first=1)
    assert first == ([("m-1", (ShareScope.STATUS,))], 2, True)
    assert await followed(system, first=1, after="m-1") == ([("m-2", BOTH)], 2, False)
    assert await followed(system, "globex") == ([("m-1", BOTH)], 1, False)
    assert await followed(system, "nobody") == ([], 0, False)


async def test_followers_of_an_earlier_release_are_listed_once_labelled(system: System) -> None:
    await enrolled(system, "m-1")
    await allow(system, "m-1")
    await system.db[MEMBERSHIPS].update_one({"_id": "m-1"}, {"$set": {"labels": []}})
    await system.db[PROGRESS].delete_many({})
    assert await followed(system) == ([], 0, False)
    labelling = Labelling(system.db, DirectoryStore(system.db))
    while await labelling.step():
        pass
    assert await followed(system) == ([("m-1", BOTH)], 1, False)
