"""What cannot be worded or kept is said; it stops nothing else and does not count as done."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import urlencode

import msgspec
import pytest
from services.notify.adapters.deliveries import Deliveries
from services.notify.domain.delivery import Delivery
from starlette.requests import Request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # untyped package

from infra.kernel.clock import SystemClock
from services.membership.contract import events as ms
from services.membership.contract.words import HoldKind
from services.notify.adapters.callbacks import TwilioCallbacks
from services.notify.adapters.templating import Templates
from services.notify.domain.fanout import alert_for
from services.notify.ports import TemplateFault
from tests.unit.notify.samples import envelope, recipient
from tests.unit.notify.test_delivery import planned

BASE, TOKEN = "http://reinstate.example", "token"
END_OF_THE_CALENDAR = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


def test_a_time_that_no_zone_can_show_is_a_fault_of_the_one_alert() -> None:
    event = ms.HoldExtended(kind=HoldKind.MEMBER_FREEZE, latest_release=END_OF_THE_CALENDAR)
    alert = alert_for(envelope(event), recipient("zh-CN"))
    with pytest.raises(TemplateFault):
        Templates("Reinstate", "CNY").phrases(alert, alert.facts, "zh-CN")


class Moving:
    """Deliveries of which one always moved between reading and writing, or never."""

    def __init__(self, *, always: bool) -> None:
        self.always = always

    async def get_many(self, ids: Collection[str]) -> list[Delivery]:
        return [msgspec.structs.replace(planned(), id=id) for id in ids]

    async def apply_all(self, pairs: Sequence[tuple[Delivery, Delivery]]) -> int:
        return 0 if self.always else len(pairs)


@pytest.mark.parametrize(("always", "status"), [(True, 503), (False, 204)])
async def test_news_that_was_not_kept_is_not_answered_as_if_it_were(
    always: bool, status: int
) -> None:
    deliveries = cast(Deliveries, Moving(always=always))
    callbacks = TwilioCallbacks(deliveries, TOKEN, BASE, SystemClock())
    answer = await callbacks.receive(_signed("d-1", {"MessageSid": "SM1", "MessageStatus": "sent"}))
    assert answer.status_code == status


def _signed(delivery: str, form: dict[str, str]) -> Request:
    path = f"/callbacks/twilio/{delivery}"
    signature = RequestValidator(TOKEN).compute_signature(BASE + path, form)
    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": path, "query_string": b"",
        "headers": [(b"x-twilio-signature", signature.encode())],
        "path_params": {"delivery_id": delivery},
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": urlencode(form).encode(), "more_body": False}

    return Request(scope, receive)
