"""A member has what is not urgent collected: one message a week instead of many."""

from typing import Any

import pytest

from tests.flows.conftest import System, eventually

pytestmark = pytest.mark.systems("one")

AMOUNTS = (11_01, 11_02, 11_03)


async def test_a_week_of_notices_comes_as_one_message(system: System) -> None:
    async with await system.new_member() as member, await system.host() as host:
        email, phone = await member.email(), await member.phone()
        await system.message(email, "We added ¥100.00")  # from joining, before there is a digest
        selection = "ProfileSuccess { profile { digest { every hour } } }"
        answer = await member.do("setDigest", "SetDigestInput", selection, every="WEEKLY")
        assert answer["profile"]["digest"] == {"every": "WEEKLY", "hour": 9}
        for amount in AMOUNTS:
            await host.change(
                "topUpBalance", "TopUpBalanceInput",
                memberId=member.id, amount=amount, reference=f"week-{member.id}-{amount}",
            )  # fmt: skip

        async def collected() -> list[dict[str, Any]] | None:
            alerts = [a for a in await member.alerts() if "11.0" in a["title"]["en"]]
            return alerts if len(alerts) == len(AMOUNTS) else None

        for alert in await eventually(collected):
            by_mail = next(d for d in alert["deliveries"] if d["channel"] == "EMAIL")
            assert by_mail["state"] == "FILTERED"
            assert by_mail["reason"].startswith("It comes in the member's digest on Monday")
            assert by_mail["reason"].endswith("09:00.")
        await system.advance("P8D")
        await system.message(email, *(f"11.0{n}" for n in (1, 2, 3)))
        of_them = [m for m in await system.messages(email) if "11.0" in m["body"]]
        assert len(of_them) == 1
        assert not [m for m in await system.messages(phone) if "notices" in m["body"]]
        assert await eventually(collected), "the inbox keeps them one by one"
