"""Who writes, and what their pages are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.browser.stored.texts import SHORT
from tests.browser.stored.writer import Writer
from tests.flows.conftest import System
from tests.flows.people import Host, Member, Person, Staff


@dataclass
class Cast:
    """`known`: what pages are found by."""

    world: System
    writer: Writer
    member: Member
    other: Member
    staff: Staff
    host: Host
    partner: Person
    known: dict[str, str] = field(default_factory=dict)

    async def does(
        self, who: Person, mutation: str, selection: str = "__typename", /, **input: Any
    ) -> dict[str, Any]:
        return await self.writer.does(who, mutation, selection, **input)

    async def now(self) -> str:
        return (await self.world.now()).isoformat()


@asynccontextmanager
async def cast(world: System) -> AsyncIterator[Cast]:
    """A member and another one, each under a name that is none, staff, the shop, and a partner."""
    async with (
        await world.new_member(balance=500_00) as member,
        await world.new_member(balance=19_90) as other,
        await world.staff("s-hostile", name=SHORT) as staff,
        await world.host() as host,
    ):
        writer, partner_id = Writer(), f"hostile-{member.id}"
        await writer.does(
            staff, "createPartner", partnerId=partner_id, name=SHORT, contactEmail="p@p.example"
        )
        partner = Person(await world._client("partner", partner_id))
        async with partner:
            made = Cast(world, writer, member, other, staff, host, partner)
            made.known["partner"] = partner_id
            yield made
