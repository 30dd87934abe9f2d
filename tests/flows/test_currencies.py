"""A shop of another currency works, and tells amounts with that currency's own decimals."""

import pytest

from tests.flows.conftest import System, eventually
from tests.flows.people import Member
from tests.flows.test_loss_and_return import status_is

pytestmark = pytest.mark.systems("abroad", "nights")
PRICES = {"abroad": "KWD 0.990", "nights": "TWD 9.90"}
"""Of silver, 990 minor units, which are thousandths of a dinar. One shop writes `twd`."""


async def test_a_member_is_told_in_the_currency_of_the_shop(system: System) -> None:
    await system.advance_to_clock("08:30")  # the phone may ring
    async with (
        await system.new_member(plan="silver", balance=990) as member,
        await system.new_member(plan="silver", balance=990, language="ZH") as chinese,
    ):
        await system.advance("P30DT1H")
        for one in (member, chinese):
            await status_is(one, "GRACE")
            told = await eventually(lambda one=one: sms(system, one))
            assert PRICES[system.kind] in told


async def sms(system: System, member: Member) -> str:
    """The newest one that names a price."""
    bodies = [message["body"] for message in await system.messages(await member.phone())]
    return next((body for body in bodies if ".9" in body), "")
