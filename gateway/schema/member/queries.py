"""A member, found."""

import strawberry

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.basics.nodes import Node, read_global_id
from gateway.schema.member.member import Member
from gateway.schema.member.nodes import NODES
from gateway.schema.permissions import ANY_STAFF, query


@strawberry.type
class MemberQueries:
    @query(Role.MEMBER, description="The member whose token this is.")
    def me(self, info: Info) -> Member | None:
        return Member.of(info.context.viewer.id)

    @query(*ANY_STAFF, description="Any member, by the operator's own id.")
    async def member(self, info: Info, id: strawberry.ID) -> Member | None:
        return Member.of(id)

    @query(
        Role.MEMBER,
        *ANY_STAFF,
        description="Fetches a Member or an Appeal again by its global id; none if not yours.",
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        kind, key = read_global_id(id)
        find = NODES.get(kind)
        node: Node | None = await find(info.context, key) if find else None
        return node
