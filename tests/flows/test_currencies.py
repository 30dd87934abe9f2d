"""A shop of any currency works, and tells amounts with that currency's own decimals."""

from pathlib import Path

import pytest

from infra.dev.supervisor import Supervisor
from tests.flows.conftest import System, eventually
from tests.flows.people import Member
from tests.flows.test_loss_and_return import status_is


async def sms(shop: System, member: Member) -> str:
    """The newest one that names a price."""
    bodies = [message["body"] for message in await shop.messages(await member.phone())]
    return next((body for body in bodies if ".9" in body), "")


@pytest.mark.parametrize(
    ("currency", "price"), [("KWD", "KWD 0.990"), ("TWD", "TWD 9.90"), ("cny", "¥9.90")]
)
async def test_a_member_is_told_in_the_currency_of_the_shop(
    tmp_path: Path, currency: str, price: str
) -> None:
    """Silver costs 990 minor units, which are thousandths of a dinar."""
    env = {"QUIET_HOURS": "off", "CURRENCY": currency}
    async with Supervisor(ports="auto", var_dir=tmp_path, one=True, env=env) as supervisor:
        shop = System(supervisor, "one")
        async with (
            await shop.new_member(plan="silver", balance=990) as member,
            await shop.new_member(plan="silver", balance=990, language="ZH") as chinese,
        ):
            await shop.advance("P30DT1H")
            for one in (member, chinese):
                await status_is(one, "GRACE")
                told = await eventually(lambda one=one: sms(shop, one))
                assert price in told
