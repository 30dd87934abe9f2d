"""A member asks to be erased, is told before what it takes, and takes it back."""

import pytest

from tests.flows.conftest import System
from tests.flows.test_causes import code_for

pytestmark = pytest.mark.systems("one")

ERASURE = """erasure { askedAt eraseAt erasedAt lost { zh en } kept { what { en } why { zh en } }
  open { zh en } }"""


async def test_erasing_is_asked_for_with_a_code_and_taken_back_in_one_step(system: System) -> None:
    async with await system.new_member(plan="gold") as member, await system.staff() as staff:
        await member.change("setAutoRenew", "SetAutoRenewInput", on=True)
        before = (await member.ask(ERASURE))["erasure"]
        assert before["askedAt"] is None
        assert any("Gold" in one["en"] for one in before["lost"])
        assert any("《电子商务法》第三十一条" in one["why"]["zh"] for one in before["kept"])
        for one in before["open"]:  # what is left on the balance comes first
            refused = await member.change("askErasure", "AskErasureInput", code="000000")
            assert "code" in refused, one
        left = (await member.ask("balance { amount }"))["balance"]["amount"]
        if left:
            await staff.change(
                "withdrawBalance", "WithdrawBalanceInput",
                memberId=member.id, amount=left, reason="Paid out.",
            )  # fmt: skip
        assert (await member.ask(ERASURE))["erasure"]["open"] == []

        code = await code_for(system, member, "ERASE_DATA", "erasing your data for good")
        asked = await member.change("askErasure", "AskErasureInput", code=code)
        assert (asked["status"], asked["autoRenew"]) == ("ACTIVE", False)
        await system.message(await member.phone(), "Your data are erased on", "reminders stopped")
        assert (await member.ask(ERASURE))["erasure"]["askedAt"]
        back = await member.change("withdrawErasure", "PlainInput")
        assert back["autoRenew"] is True
        await system.message(await member.phone(), "erasure of your data was taken back")
        assert (await member.ask(ERASURE))["erasure"]["askedAt"] is None
