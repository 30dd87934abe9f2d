"""Members, found by what they are known by, and listed by how they stand."""

from typing import Annotated

import strawberry

from gateway.request.context import Context, Info
from gateway.schema.basics.connections import Connection, Page, place_after
from gateway.schema.basics.results import AnyProblem, answers
from gateway.schema.member.member import Member
from gateway.schema.membership.listed import MemberFilter, listed_of
from gateway.schema.permissions import ANY_STAFF, query
from infra.kernel.errors import InvalidInput
from infra.kernel.paging import checked_first
from infra.kernel.sentences import both
from services.appeals.contract.queries import GetAppeal
from services.appeals.contract.views import AppealView
from services.membership.contract import queries
from services.membership.contract.directory import MemberFound, MembersPage
from services.notify.contract.queries import FindMembers, GetProfile
from services.notify.contract.views import MembersFound, ProfileView
from services.notify.contract.words import KnownBy


@strawberry.input(
    one_of=True,
    description="What a member is known by: exactly one. Phone, e-mail and name are compared with "
    "what is in use, to the letter but for capitals.",
)
class MemberHandle:
    member_id: strawberry.Maybe[strawberry.ID]
    phone: strawberry.Maybe[str]
    email: strawberry.Maybe[str]
    name: strawberry.Maybe[str]
    order_id: strawberry.Maybe[str]
    appeal_number: strawberry.Maybe[str]


@strawberry.type(description="Whom a search found; nobody is an answer, too.")
class MembersFoundSuccess:
    members: list[Member]
    more: bool = strawberry.field(
        description="Others have the same name; look for them by another handle."
    )


FindResult = Annotated[
    MembersFoundSuccess | AnyProblem, answers("FindMembersResult", "Members that were found.")
]


@strawberry.type
class FindingQueries:
    @query(
        *ANY_STAFF,
        typed=True,
        description="Finds members by phone, e-mail, name, order, appeal or id. Each search is "
        "kept; how many a minute one person may make is the operator's to say.",
    )
    async def find_members(self, info: Info, by: MemberHandle) -> FindResult:
        found = await _found(info.context, by)
        return MembersFoundSuccess(
            members=[Member.of(id) for id in found.member_ids], more=found.more
        )

    @query(
        *ANY_STAFF,
        description="Members by how they stand, in order of their ids. Where several conditions "
        "are given, a page may hold fewer than there are: go on while there is a next one. "
        "`totalCount` stops at 1000.",
    )
    async def members(
        self,
        info: Info,
        filter: MemberFilter | None = None,
        first: int = 20,
        after: str | None = None,
    ) -> Connection[Member] | None:
        cursors = info.context.cursors("members")
        asked = queries.ListMembers(
            listed=listed_of(filter),
            after=place_after(cursors, after, str, ""),
            first=checked_first(first),
        )
        page = await info.context.readers.membership.ask(asked, MembersPage)
        # a page on which nobody met all conditions still says where to go on
        return Connection(
            page=Page(
                [Member.of(id) for id in page.member_ids],
                [cursors.later(id) for id in page.member_ids],
                page.total,
                page.has_more,
                after is not None,
                cursors.later(page.place) if page.has_more else None,
            )
        )


async def _found(context: Context, by: MemberHandle) -> MembersFound:
    for known_by, given in (
        (KnownBy.PHONE, by.phone),
        (KnownBy.EMAIL, by.email),
        (KnownBy.NAME, by.name),
    ):
        if given is not None and given.value is not None:
            asked = FindMembers(by=known_by, value=given.value)
            return await context.readers.notify.ask(asked, MembersFound)
    ids = [id for id in [await _named(context, by)] if id]
    return MembersFound(member_ids=tuple(ids), more=False)


async def _named(context: Context, by: MemberHandle) -> str:
    """By what is one member's alone; empty where it is nobody's."""
    if by.order_id and by.order_id.value:
        order = queries.FindOrder(order_id=by.order_id.value)
        found = await context.readers.membership.find(order, MemberFound)
        return found.member_id if found else ""
    if by.appeal_number and by.appeal_number.value:
        appeal = GetAppeal(number=by.appeal_number.value)
        view = await context.readers.appeals.find(appeal, AppealView)
        return view.member_id if view else ""
    if by.member_id and by.member_id.value:
        return await _known(context, by.member_id.value)
    raise InvalidInput(both("请给出一项查找条件。", "Say one thing to look by."), field="by")


async def _known(context: Context, member_id: str) -> str:
    """Where membership or notification has heard of the id."""
    asked = queries.FindMember(member_id=member_id)
    if await context.readers.membership.find(asked, MemberFound):
        return member_id
    profile = GetProfile(member_id=member_id)
    return member_id if await context.readers.notify.find(profile, ProfileView) else ""
