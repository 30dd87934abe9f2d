"""Members found by order and id, listed by how they stand, and who looked, on a real database."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from infra.kernel.errors import TooManyRequests
from services.membership.adapters.documents import MEMBERSHIPS
from services.membership.contract import commands as c
from services.membership.contract import queries as q
from services.membership.contract.claim_commands import ClaimPayment, RefuseClaim
from services.membership.contract.directory import Listed, MemberFound, MembersPage
from services.membership.contract.staff_reads import StaffRead, StaffReadsPage
from services.membership.contract.views import Failed
from services.membership.contract.words import Cause, HoldKind, Status
from services.membership.directory.directory_store import DirectoryStore
from services.membership.directory.labelling import PROGRESS, Labelling
from tests.contract.membership_system import System, host, member, running_membership, staff
from tests.contract.test_membership_commands import enrolled
from tests.fakes.callers import staff_caller

ALL = Listed()


@pytest.fixture
async def system(mongo_url: str, database_prefix: str) -> AsyncIterator[System]:
    async with running_membership(mongo_url, database_prefix) as running:
        yield running


async def listed(system: System, by: Listed = ALL) -> tuple[str, ...]:
    return (await system.ask(q.ListMembers(listed=by), MembersPage)).member_ids


async def two_members(system: System) -> None:
    """One held by staff, one expired."""
    await enrolled(system, "m-1")
    await enrolled(system, "m-2")
    hold = c.PlaceStaffHold(member_id="m-1", reason="Asked for on the phone.")
    await system.api.execute(hold, staff())
    await system.pass_time("m-2", days=32)


async def test_members_are_listed_by_how_they_stand_now(system: System) -> None:
    await two_members(system)
    assert await listed(system) == ("m-1", "m-2")
    assert await listed(system, Listed(status=Status.FROZEN)) == ("m-1",)
    assert await listed(system, Listed(hold=HoldKind.STAFF)) == ("m-1",)
    assert await listed(system, Listed(cause=Cause.STAFF_ACTION, plan="gold")) == ("m-1",)
    assert await listed(system, Listed(status=Status.EXPIRED, plan="gold")) == ("m-2",)
    assert await listed(system, Listed(cause=Cause.LAPSED)) == ("m-2",)
    assert await listed(system, Listed(cause=Cause.PAYMENT_FAILED)) == ()
    assert await listed(system, Listed(status=Status.ACTIVE)) == ()
    first = await system.ask(q.ListMembers(listed=Listed(plan="gold"), first=1), MembersPage)
    assert (first.member_ids, first.has_more, first.total) == (("m-1",), True, 2)
    rest = q.ListMembers(listed=Listed(plan="gold"), first=1, after=first.place)
    assert (await system.ask(rest, MembersPage)).member_ids == ("m-2",)


async def test_whose_payment_is_being_checked_is_listed_until_it_is_settled(system: System) -> None:
    await two_members(system)
    now = system.clock.now()
    claim = ClaimPayment(member_id="m-2", order_id="p-7", amount=1_990, paid_at=now)
    await system.api.execute(claim, member("m-2"))
    assert await listed(system, Listed(open_claim=True)) == ("m-2",)
    refused = RefuseClaim(member_id="m-2", order_id="p-7", reason="The bank knows no such payment.")
    await system.api.execute(refused, staff())
    assert await listed(system, Listed(open_claim=True)) == ()


async def test_members_of_an_earlier_release_are_listed_once_they_are_labelled(
    system: System,
) -> None:
    await two_members(system)
    await system.db[MEMBERSHIPS].update_many({}, {"$unset": {"labels": 1}})
    await system.db[PROGRESS].delete_many({})
    assert await listed(system, Listed(plan="gold")) == ()
    labelling = Labelling(system.db, DirectoryStore(system.db))
    while await labelling.step():
        pass
    assert await listed(system, Listed(plan="gold")) == ("m-1", "m-2")
    assert await listed(system, Listed(hold=HoldKind.STAFF)) == ("m-1",)


async def test_a_member_is_found_by_payment_by_order_and_by_id(system: System) -> None:
    await enrolled(system, "m-1")
    now = system.clock.now()
    paid = c.ReportPayment(member_id="m-1", order_id="p-1", amount=5, paid_at=now)
    bought = c.ReportOrder(member_id="m-1", order_id="o-1", at=now, full_price=9, paid_price=8)
    await system.api.execute(paid, host())
    await system.api.execute(bought, host())
    for asked in (q.FindOrder(order_id="p-1"), q.FindOrder(order_id="o-1")):
        assert (await system.ask(asked, MemberFound)).member_id == "m-1"
    assert (await system.ask(q.FindMember(member_id="m-1"), MemberFound)).member_id == "m-1"
    for unknown in (q.FindOrder(order_id="o-2"), q.FindMember(member_id="m-9")):
        assert (await system.ask(unknown, Failed)).error.code == "NOT_FOUND"


READ = StaffRead(field="member", fields=("profile.phone",), members=("m-1", "m-2"))


async def test_what_staff_read_is_kept_by_member_and_by_reader(system: System) -> None:
    await system.api.keep_reads([READ], staff_caller("s-1", name="Lin", request_id="r-1"))
    other = StaffRead(field="appeal", fields=(), members=("m-2",))
    await system.api.keep_reads([other], staff_caller("s-1", name="Lin", request_id="r-2"))
    page = await system.ask(q.GetStaffReads(member_id="m-2"), StaffReadsPage)
    assert [(one.field, one.request_id) for one in page.reads] == [
        ("appeal", "r-2"),
        ("member", "r-1"),
    ]
    [only] = (await system.ask(q.GetStaffReads(member_id="m-1"), StaffReadsPage)).reads
    assert (only.fields, only.members, only.staff_id) == (("profile.phone",), 2, "s-1")
    assert (await system.ask(q.GetStaffReads(staff_id="s-9"), StaffReadsPage)).total == 0


async def test_searches_are_limited_by_the_minute_for_each_person(system: System) -> None:
    search = StaffRead(field="findMembers", fields=(), members=(), search=True)
    for _ in range(30):
        await system.api.keep_reads([search], staff())
    with pytest.raises(TooManyRequests):
        await system.api.keep_reads([search], staff())
    system.clock.advance(timedelta(seconds=61))
    await system.api.keep_reads([search], staff())
