"""Further stories by the client that a client team generates: settings, a search, and two streams.

Most others that talk by it are among those of a loss, of claims and of appeals."""

from collections.abc import AsyncIterator
from itertools import count
from typing import TypeVar

import pytest

from tests.client import Client
from tests.flows.conftest import System
from tests.flows.people import TypedGraph
from tests.flows.typed import done
from tests.typed.graph.allow_partner import AllowPartnerAllowPartnerConsentSuccess as Agreed
from tests.typed.graph.compare_clauses import CompareClausesCompareClauseVersionsClauseDifferences
from tests.typed.graph.create_partner import CreatePartnerCreatePartnerPartnerSuccess
from tests.typed.graph.enums import Cause, Channel, KeyScope, SharedType, ShareScope, Status, Topic
from tests.typed.graph.find_members import FindMembersFindMembersMembersFoundSuccess
from tests.typed.graph.input_types import (
    AllowPartnerInput,
    CreatePartnerInput,
    FreezeInput,
    IssueKeyInput,
    MemberHandle,
    PlainInput,
    SetPreferenceInput,
    SetQuietHoursInput,
)
from tests.typed.graph.issue_key import IssueKeyIssueKeyPartnerSuccess
from tests.typed.graph.set_preference import SetPreferenceSetPreferenceProfileSuccess
from tests.typed.graph.set_quiet_hours import SetQuietHoursSetQuietHoursProfileSuccess
from tests.typed.graph.status_feed import StatusFeedStatusFeedStatusFeedPage

pytestmark = pytest.mark.systems("one")
T = TypeVar("T")

numbers = count(1)


async def first_of(stream: AsyncIterator[T], most: int) -> list[T]:
    """So many of a stream, which is left then."""
    found: list[T] = []
    async for one in stream:
        found.append(one)
        if len(found) == most:
            break
    return found


async def partner(system: System) -> tuple[str, Client]:
    """A platform with a key of its own."""
    id = f"typed-{next(numbers)}"
    async with await system.staff("admin-1") as staff:
        made = CreatePartnerInput(partnerId=id, name="Typed", contactEmail="ops@typed.example")
        done(
            (await staff.graph.create_partner(made)).create_partner,
            CreatePartnerCreatePartnerPartnerSuccess,
        )
        wanted = IssueKeyInput(partnerId=id, scopes=[KeyScope.FEED_READ])
        issued = (await staff.graph.issue_key(wanted)).issue_key
        key = done(issued, IssueKeyIssueKeyPartnerSuccess).key
        assert key is not None
        return id, Client(system.gateway, token=key)


async def test_a_partner_follows_and_goes_on_from_a_cursor(system: System) -> None:
    id, key = await partner(system)
    async with key, TypedGraph.of(key) as graph, await system.new_member() as member:
        agreed = AllowPartnerInput(partnerId=id, scopes=[ShareScope.STATUS, ShareScope.CAUSE])
        allowed = (await member.graph.allow_partner(agreed)).allow_partner
        assert [one.partner_id for one in done(allowed, Agreed).partners] == [id]
        await member.graph.freeze(FreezeInput(hours=24))

        began, frozen = await first_of(graph.status_changes(after=""), 2)
        assert began.status_changes.type_ is SharedType.FOLLOW_BEGAN
        item = frozen.status_changes
        assert (item.type_, item.sequence) == (SharedType.STATUS_CHANGED, 2)
        assert (item.status, item.entitled) == (Status.FROZEN, False)
        assert item.cause is Cause.MEMBER_FROZE

        [again] = await first_of(graph.status_changes(after=began.status_changes.cursor), 1)
        assert again == frozen
        page = (await graph.status_feed()).status_feed
        items = done(page, StatusFeedStatusFeedStatusFeedPage).items
        assert [one.model_dump() for one in items] == [
            began.status_changes.model_dump(),
            item.model_dump(),
        ]
        refused = (await graph.status_feed(after="nonsense")).status_feed
        assert refused.typename__ == "CursorProblem"


async def test_a_member_follows_the_own_membership(system: System) -> None:
    async with await system.new_member() as member:
        await member.graph.cancel(PlainInput())
        await member.graph.undo_change(PlainInput())
        version = (await member.membership())["version"]
        seen = await first_of(member.graph.membership_changed(after=""), version)
        changes = [one.membership_changed for one in seen]
        assert [one.version for one in changes] == list(range(1, version + 1))
        types = [one.type_ for one in changes]
        assert types.index("MembershipCancelled") < types.index("ChangeUndone")


async def test_a_member_says_when_and_where_the_phone_may_ring(system: System) -> None:
    async with await system.new_member() as member:
        wanted = SetQuietHoursInput(begins="22:30", ends="07:00")
        answer = (await member.graph.set_quiet_hours(wanted)).set_quiet_hours
        profile = done(answer, SetQuietHoursSetQuietHoursProfileSuccess).profile
        assert profile is not None
        quiet = profile.quiet_hours
        assert (quiet.begins, quiet.ends, quiet.default) == ("22:30", "07:00", False)

        by_mail = SetPreferenceInput(topic=Topic.RENEWAL, channels=[Channel.EMAIL])
        set_to = (await member.graph.set_preference(by_mail)).set_preference
        profile = done(set_to, SetPreferenceSetPreferenceProfileSuccess).profile
        assert profile is not None
        chosen = {one.topic: one.channels for one in profile.preferences}
        assert chosen[Topic.RENEWAL] == [Channel.EMAIL]

        silent = SetPreferenceInput(topic=Topic.SECURITY, channels=[])
        refused = (await member.graph.set_preference(silent)).set_preference
        assert refused.typename__ in ("InvalidInput", "NotAllowed")


async def test_staff_find_a_member_and_are_told_what_cannot_be_compared(system: System) -> None:
    async with await system.new_member() as member, await system.staff() as staff:
        found = (
            await staff.graph.find_members(MemberHandle(phone=await member.phone()))
        ).find_members
        [one] = done(found, FindMembersFindMembersMembersFoundSuccess).members
        assert one.member_id == member.id
        same = (await staff.graph.compare_clauses("inactivity", 1, 1)).compare_clause_versions
        compared = done(same, CompareClausesCompareClauseVersionsClauseDifferences)
        assert compared.parameters == []
        refused = (await staff.graph.compare_clauses("inactivity", 1, 99)).compare_clause_versions
        assert refused.typename__ == "InvalidInput"
        assert refused.field == "after"
