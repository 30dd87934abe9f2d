"""What only the router of a supergraph asks; on behalf of whoever's token it forwards."""

from typing import Annotated, Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from gateway.identity.viewer import Role
from gateway.request.context import Info
from gateway.schema.appeals.appeal import Appeal
from gateway.schema.federation.entities import found
from gateway.schema.federation.subgraph_sdl import subgraph_sdl
from gateway.schema.member.member import Member
from gateway.schema.membership.membership import Membership
from gateway.schema.permissions import ANY_STAFF, EVERYBODY, query

Representation = NewType("Representation", object)
REPRESENTATION: ScalarDefinition = strawberry.scalar(
    name="_Any",
    description="An entity as a router names it: `__typename` and the fields of a key.",
    serialize=lambda value: value,
    parse_value=lambda value: value,
)
AnEntity = Annotated[
    Appeal | Member | Membership,
    strawberry.union("_Entity", description="What a supergraph knows by a key."),
]


@strawberry.type(name="_Service", description="This subgraph.")
class Service:
    sdl: str = strawberry.field(description="Its schema, as routers and composition read it.")


@strawberry.type
class FederationQueries:
    @query(*EVERYBODY, name="_service", description="What this subgraph has.")
    async def subgraph(self, info: Info) -> Service:
        without = info.context.settings.subgraph_leaves_out
        return Service(sdl=subgraph_sdl(info.schema, without))

    @query(
        Role.MEMBER,
        *ANY_STAFF,
        name="_entities",
        description="What is known of entities, in the order in which they are named; null, with "
        "an error, for what is not there or not for who asks.",
    )
    async def entities(
        self, info: Info, representations: list[Representation]
    ) -> list[AnEntity | None]:
        answers: list[Any] = await found(info.context, representations)
        return answers
