"""What is asked to be charged, pushed to the shop: from where it was, each beginning and end."""

import contextlib

from services.membership.contract.method_events import ChargeClosed, ChargeRefused, ChargeRequested
from tests.gateway.conftest import Gateway
from tests.gateway.test_subscriptions import Following, following

CHANGES = """subscription($after: String) {
  chargeRequestChanged(after: $after) { cursor memberId chargeId open } }"""


def changes(
    gateway: Gateway, **variables: object
) -> contextlib.AbstractAsyncContextManager[Following]:
    return following(gateway, CHANGES, gateway.token("host", "shop"), **variables)


async def test_each_request_and_its_end_come_from_the_cursor_on(gateway: Gateway) -> None:
    stream = gateway.apis.membership.stream
    await stream.add("m-1", ChargeRequested.__name__)
    await stream.add("m-1", "MembershipRenewed")
    await stream.add("m-3", ChargeRefused.__name__, charge_id="")
    await stream.add("m-2", ChargeRefused.__name__, charge_id="m-2:7")
    async with changes(gateway, after="") as shop:
        asked = await shop.next()
        assert (asked["memberId"], asked["chargeId"], asked["open"]) == ("m-1", "m-1:1", True)
        refused = await shop.next()
        assert (refused["memberId"], refused["chargeId"]) == ("m-2", "m-2:7")
        assert refused["open"] is False
        await stream.add("m-1", ChargeClosed.__name__, charge_id="m-1:1")
        closed = await shop.next()
        assert (closed["chargeId"], closed["open"]) == ("m-1:1", False)
    async with changes(gateway, after=asked["cursor"]) as again:
        assert [(await again.next())["chargeId"] for _ in range(2)] == ["m-2:7", "m-1:1"]
