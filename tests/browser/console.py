"""The shop in its console."""

from playwright.async_api import expect

from tests.browser.visits import DESK, PHONE, Opening, Visit, Visiting
from tests.flows.conftest import System


async def test_a_request_to_charge_appears_and_goes(opening: Opening, world: System) -> None:
    gold = {"plan": "gold", "balance": 19_90, "auto_renew": True}
    async with await world.host() as host, await world.new_member(**gold) as member:
        await host.change(
            "reportPaymentMethod", "ReportPaymentMethodInput",
            memberId=member.id, masked="Visa •••• 4242", expires="2031-05",
        )  # fmt: skip
        visit: Visit = await opening("en-GB", PHONE, f"{world.gateway}/healthz")
        await visit.become(world.gateway, "/console/charges", role="host", id="shop")
        await visit.reads("No charge requests. When a membership")
        await world.advance("P29DT1H")
        request = visit.page.get_by_role("region", name=f"¥19.90 of {member.id}")
        await expect(request).to_contain_text("By Visa •••• 4242, once", timeout=60_000)
        await visit.accessible()
        await host.pays(member.id, 19_90, await world.advance("PT0S"))
        await expect(request).to_be_hidden(timeout=60_000)
        assert visit.wrong == []


async def test_the_shop_sees_what_it_is_told_and_asked(visiting: Visiting, gateway: str) -> None:
    visit: Visit = await visiting("en-GB", DESK)
    await visit.press("Card House, the shop")
    await visit.reads("There is no key yet.")
    await visit.accessible()
    for path, says in (
        ("webhooks", "Nothing is sent anywhere yet."),
        ("charges", "No charge requests. When a membership"),
        ("feed", "Nothing yet. When a member agrees"),
    ):
        await visit.page.goto(f"{gateway}/console/{path}")
        await visit.reads(says)
        await visit.accessible()
    other: Visit = await visiting("en-GB", PHONE)
    await other.press("Lin Wei")
    await visit.reads("The entitlement changed")
    await visit.page.goto(f"{gateway}/console")
    await visit.press("Development: be the administrator and issue one")
    await visit.reads("Partners and their keys")
    assert visit.wrong == []
    assert visit.asked == {gateway}
