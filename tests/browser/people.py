"""Who stories are about: each story has people of its own."""

from typing import Any

from tests.browser.visits import Reader
from tests.flows.conftest import System
from tests.flows.people import Member

NAMES = {"EN": "Ann Baker", "ZH": "林薇"}


async def somebody(world: System, reader: Reader, **enrolment: Any) -> Member:
    """A member of that language, by a name that people have."""
    member = await world.new_member(language=reader.language, **enrolment)
    async with await world.host() as host:
        await host.do(
            "registerMember", "RegisterMemberInput", "MemberSuccess { member { id } }",
            memberId=member.id, name=NAMES[reader.language],
        )  # fmt: skip
    return member
