"""What cannot be worded or kept is said; it stops nothing else and does not count as done."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from pymongo.errors import AutoReconnect
from starlette.requests import Request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # untyped package

from infra.kernel.clock import SystemClock
from services.membership.contract import hold_events
from services.membership.contract.words import HoldKind
from services.notify.contract.words import Topic
from services.notify.core.alerts.alert import alert_for
from services.notify.core.deliveries.delivery_update import DeliveryUpdate
from services.notify.core.deliveries.journal import EntryKind
from services.notify.core.deliveries.provider_order import ProviderOrder
from services.notify.core.ports.renderer import TemplateFault
from services.notify.core.stores.settling import Settling
from services.notify.core.stores.suppressions import Suppressions
from services.notify.providers.hearing import SmsHearing
from services.notify.providers.twilio.callbacks import TwilioCallbacks
from services.notify.providers.twilio.signature import TwilioSignature
from services.notify.templates.renderer import Templates
from tests.unit.notify.samples import NOW, envelope, recipient

BASE, TOKEN = "http://reinstate.example", "token"
END_OF_THE_CALENDAR = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


def test_a_time_that_no_zone_can_show_is_a_fault_of_the_one_alert() -> None:
    event = hold_events.HoldExtended(
        kind=HoldKind.MEMBER_FREEZE, latest_release=END_OF_THE_CALENDAR
    )
    alert = alert_for(envelope(event), recipient("zh-CN"), NOW)
    with pytest.raises(TemplateFault):
        Templates("Reinstate", "CNY").phrases(alert, alert.facts, "zh-CN")


class Keeping:
    """Keeps what it is told, or cannot."""

    def __init__(self, *, able: bool) -> None:
        self.able = able
        self.kept: list[EntryKind] = []

    async def tell(self, news: Sequence[tuple[Topic, DeliveryUpdate]], **_: str) -> None:
        if not self.able:
            raise AutoReconnect("the database is away")
        self.kept += [one.entry.kind for _, one in news if one.entry]


class NothingListed:
    async def learn(self, *_: object) -> None:
        return None


def callbacks_with(keeping: Keeping) -> TwilioCallbacks:
    hearing = SmsHearing(
        "twilio",
        settling=cast(Settling, keeping),
        suppressions=cast(Suppressions, NothingListed()),
        clock=SystemClock(),
        order=ProviderOrder(),
    )
    return TwilioCallbacks(hearing, TwilioSignature(BASE, [TOKEN]))


@pytest.mark.parametrize(("able", "status"), [(False, 503), (True, 204)])
async def test_news_that_was_not_kept_is_not_answered_as_if_it_were(
    able: bool, status: int
) -> None:
    keeping = Keeping(able=able)
    callbacks = callbacks_with(keeping)
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    answer = await callbacks.receive(_signed("a.SMS~1~STATUS~", form))
    assert answer.status_code == status
    assert keeping.kept == ([EntryKind.DELIVERED] if able else [])


@pytest.mark.parametrize(
    "address",
    ["a.SMS", "a.FAX~1~STATUS~", "a.SMS~x~STATUS~", "a.SMS~1~NEWS~", "~~~", "a.SMS~1~STATUS~~"],
)
async def test_news_for_an_address_that_was_never_given_out_is_nothing(address: str) -> None:
    keeping = Keeping(able=True)
    callbacks = callbacks_with(keeping)
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert (await callbacks.receive(_signed(address, form))).status_code == 204
    assert keeping.kept == []


def _signed(address: str, form: dict[str, str]) -> Request:
    path = f"/callbacks/twilio/{address}"
    signature = RequestValidator(TOKEN).compute_signature(BASE + path, form)
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": path, "query_string": b"",
        "headers": [(b"x-twilio-signature", signature.encode())],
        "path_params": {"reference": address},
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": urlencode(form).encode(), "more_body": False}

    return Request(scope, receive)
