"""The shop is asked to charge what the balance lacks: it answers, or the method is refused."""

import pytest

from tests.client import Client
from tests.flows.conftest import System, eventually
from tests.flows.people import Host, Member

pytestmark = pytest.mark.systems("one")

OPEN = "{ chargeRequests { nodes { chargeId memberId masked amount { amount } answerBy } } }"


async def binds(host: Host, member: Member, masked: str) -> dict[str, object]:
    return await host.change(
        "reportPaymentMethod", "ReportPaymentMethodInput",
        memberId=member.id, masked=masked, expires="2031-05",
    )  # fmt: skip


async def asked(client: Client, member: Member) -> dict[str, object] | None:
    nodes = (await client.run(OPEN))["chargeRequests"]["nodes"]
    return next((one for one in nodes if one["memberId"] == member.id), None)


async def test_the_shop_charges_ahead_and_a_refusal_is_told_while_there_is_time(
    system: System,
) -> None:
    gold = {"plan": "gold", "balance": 19_90, "auto_renew": True}
    async with (
        await system.host() as host,
        await system.new_member(**gold) as charged,
        await system.new_member(**gold) as refused,
    ):
        whole = await binds(host, charged, "4242 4242 4242 4242")
        assert (whole["code"], whole["field"]) == ("INVALID_INPUT", "masked")
        for member in (charged, refused):
            assert "code" not in await binds(host, member, "Visa •••• 4242")
        end = (await charged.membership())["period"]["end"]
        await system.advance("P29DT1H")

        request = await asked(host.client, charged)
        assert request is not None
        assert (request["amount"], request["masked"]) == ({"amount": 1990}, "Visa •••• 4242")
        paid = await host.pays(charged.id, 19_90, await system.advance("PT0S"))
        assert paid["renewed"] is True
        assert paid["membership"]["period"]["end"] > end
        assert await asked(host.client, charged) is None

        other = await asked(host.client, refused)
        assert other is not None
        await host.change(
            "reportChargeRefused", "ReportChargeRefusedInput", memberId=refused.id,
            refusalId=f"refusal-{refused.id}", reason="EXPIRED", chargeId=other["chargeId"],
            refusedAt=await system.advance("PT0S"),
        )  # fmt: skip
        told = await system.message(await refused.phone(), "could not be charged", "it has expired")
        assert "ending 4242" in told["body"]
        await system.advance("P2D")

        async def lapsed() -> bool:
            return str((await refused.membership())["lifecycle"]) == "EXPIRED"

        await eventually(lapsed)
        why = await refused.explanation()
        assert (why["cause"], why["responsible"]) == ("PAYMENT_FAILED", "MEMBER")
        assert "Charging Visa •••• 4242 was refused, too" in why["summary"]["en"]
        assert "4242 4242" not in str(await system.messages(await charged.phone()))
