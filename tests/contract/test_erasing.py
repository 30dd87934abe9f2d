"""What people wrote about one member can be taken out of everything that is kept of the history,
which still verifies and still leads to what is stored."""

from collections.abc import AsyncIterator

import pytest
from bson import BSON

from infra.concurrency.wakeup import Numbered, Wakeup
from infra.kernel.free_text import ERASED
from infra.outbox.relay import Relay
from infra.storage.mongo import Database, database
from infra.storage.transactions import Transactions
from services.appeals.contract.commands import AskInformation
from services.membership.adapters.documents import member_of
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract import views as v
from services.membership.contract.staff_reads import StaffRead, StaffReadsPage
from services.membership.contract.words import HoldKind
from services.membership.integrity.erasing import erase_member_texts, erase_member_traces
from tests.contract.appeals_system import AppealsSystem, appeals_system
from tests.contract.membership_system import System, host, running_membership, staff
from tests.infra.conftest import every
from tests.unit.appeals.people import ANNA, MEMBER, by, decision

REASONS = ("Li shares it with Wang.", "Li told us otherwise.", "Wang did it again.")


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as system:
        yield system


@pytest.fixture
async def appeals(mongo_url: str, database_prefix: str) -> AsyncIterator[AppealsSystem]:
    async with appeals_system(mongo_url, database_prefix) as system:
        yield system


async def held(system: System, member_id: str, reason: str) -> None:
    await system.api.execute(c.PlaceStaffHold(member_id=member_id, reason=reason), staff())


async def where_found(db: Database, words: str) -> set[str]:
    return {
        name
        for name in await db.list_collection_names()
        async for row in db[name].find()
        if words.encode() in BSON.encode(row)
    }


async def test_reasons_and_names_leave_a_membership(system: System) -> None:
    transactions = Transactions(system.db.client, system.db)
    for member_id in ("m-1", "m-2"):
        top_up = c.TopUp(member_id=member_id, amount=1990, reference=f"t-{member_id}")
        await system.api.execute(top_up, host())
        await system.api.execute(c.Enrol(member_id=member_id, plan="gold"), host())
        await held(system, member_id, REASONS[0])
    release = c.ReleaseHold(member_id="m-1", kind=HoldKind.STAFF, reason=REASONS[1])
    await system.api.execute(release, staff())
    relay = Relay(transactions, system.db, Wakeup(), Numbered(), member_of)
    while await relay.relay_batch(every(1)):
        continue
    await held(system, "m-1", REASONS[2])  # waits for its number

    timeline = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    said = [e.summary.en for e in timeline.entries if e.type == "HoldPlaced"]
    assert [reason in one for reason, one in zip(REASONS[::2], said, strict=True)] == [True, True]
    assert await where_found(system.db, REASONS[2]) == {"events", "outbox", "memberships"}
    before = await system.ask(q.GetRecord(member_id="m-1"), v.RecordView)

    for _ in range(2):
        await erase_member_texts(transactions, system.db, "m-1")
    assert [await where_found(system.db, reason) for reason in REASONS[1:]] == [set(), set()]
    assert await where_found(system.db, REASONS[0]) == {"events", "feed", "memberships"}  # m-2's
    assert await system.ask(q.GetRecord(member_id="m-1"), v.RecordView) == before
    assert before.holds
    timeline = await system.ask(q.GetTimeline(member_id="m-1"), v.TimelinePage)
    assert [ERASED in e.summary.en for e in timeline.entries if e.type == "HoldPlaced"] == [
        True
    ] * 2
    assert {e.actor.name for e in timeline.entries if e.actor.kind == "STAFF"} == {ERASED}
    view = await system.ask(q.GetMembership(member_id="m-1"), v.MembershipView)
    assert [hold.reason for hold in view.holds] == [ERASED]
    assert await system.holds("m-2")


async def test_questions_and_decisions_leave_an_appeal(
    appeals: AppealsSystem, database_prefix: str
) -> None:
    number = (await appeals.open()).number
    await appeals.api.execute(AskInformation(number=number, question="Which card, Li?"), by(ANNA))
    await appeals.api.execute(decision(number, reason="Li paid late."), by(ANNA))
    db = database(appeals.mongo, f"{database_prefix}_appeals")
    for words in ("Which card, Li?", "Li paid late."):
        assert {"events", "outbox"} <= await where_found(db, words)

    await appeals.erase_texts(MEMBER.id)
    for words in ("Which card, Li?", "Li paid late."):
        assert await where_found(db, words) == set()
    view = await appeals.view(number)
    assert view.decision is not None
    assert view.decision.reason == ERASED
    assert view.reviewer is not None
    assert (view.reviewer.id, view.reviewer.name) == (ANNA.id, ERASED)


async def test_what_was_proposed_leaves_with_its_appeal(
    appeals: AppealsSystem, database_prefix: str
) -> None:
    number = (await appeals.open()).number
    appeals.membership.down = True  # nobody can tell what it is worth, so it waits for a second
    await appeals.api.execute(decision(number, reason="Li paid late."), by(ANNA))
    db = database(appeals.mongo, f"{database_prefix}_appeals")
    assert await where_found(db, "Li paid late.") == {"proposals"}
    await appeals.erase_texts(MEMBER.id)
    assert await where_found(db, "Li paid late.") == set()


async def test_why_staff_asked_for_a_contact_leaves_with_the_member(system: System) -> None:
    for member in ("m-1", "m-2"):
        read = StaffRead(
            field="revealContact", fields=("profile.phone",), members=(member,), reason=REASONS[0]
        )
        await system.api.keep_reads([read], staff())
    await erase_member_traces(system.db, "m-1")
    for member, reason in (("m-1", ""), ("m-2", REASONS[0])):
        page = await system.ask(q.GetStaffReads(member_id=member), StaffReadsPage)
        assert [(one.field, one.reason) for one in page.reads] == [("revealContact", reason)]
