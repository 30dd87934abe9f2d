"""What `node(id)` finds again, and the router of a supergraph: each by the key of its type, with
the rights of the way by which it is reached otherwise."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from gateway.request.context import Context
from gateway.schema.appeals.queries import find_appeal
from gateway.schema.member.member import Member
from gateway.schema.membership.membership import Membership
from services.membership.contract.queries import GetMembership
from services.membership.contract.views import MembershipView

Find = Callable[[Context, str], Awaitable[Any]]
"""None: there is no such thing, or not for who asks."""


async def find_member(context: Context, member_id: str) -> Member | None:
    return Member.of(member_id) if context.may_see(member_id) else None


async def find_membership(context: Context, member_id: str) -> Membership | None:
    """As it is now."""
    if not context.may_see(member_id):
        return None
    asked = GetMembership(member_id=member_id)
    view = await context.readers.membership.find(asked, MembershipView)
    return Membership.of(view) if view else None


NODES: Final[Mapping[str, Find]] = MappingProxyType({"Appeal": find_appeal, "Member": find_member})
"""By type, as global ids name it."""
