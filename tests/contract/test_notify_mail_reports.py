"""Reports about mails, from the mail sink to the delivery that they name."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from infra.kernel.errors import Conflict
from services.notify.contract.queries import GetSuppressions
from services.notify.contract.views import SuppressionsView
from services.notify.contract.words import Channel, SuppressionReason
from services.notify.core.deliveries.results import Permanent, Result
from services.notify.providers.smtp.inbound_mail import LONGEST_MAIL, InboundMail
from tests.contract.notify_system import House, callbacks, eventually, house, running
from tests.contract.serving import serving
from tests.servers import Sinks
from tests.unit.notify.reports import DELIVERY, dsn, recipient
from tests.unit.notify.samples import FOR_TODAY as SAMPLES

SECRET = "secret-of-the-mail-server"
BOUNCE = dsn(recipient("failed", "5.1.1"))


async def post(url: str, raw: bytes, secret: str | None = SECRET) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/inbound/mail", data=raw, headers=headers) as response,
    ):
        return response.status, await response.text()


async def test_a_report_reaches_whoever_wants_the_news() -> None:
    heard: list[tuple[str, str, Result]] = []

    async def news(delivery_id: str, provider_id: str, result: Result) -> None:
        if heard:
            raise Conflict("busy")
        heard.append((delivery_id, provider_id, result))

    inbound = InboundMail(secrets=[SECRET], sender="Shop <a@reinstate.example>", news=news)
    async with serving(inbound.routes()) as url:
        assert await post(url, BOUNCE) == (200, '{"understood":true}')
        assert await post(url, b"Subject: hello\r\n\r\nI am away") == (200, '{"understood":false}')
        assert (await post(url, BOUNCE))[0] == 503
        assert (await post(url, BOUNCE, secret="wrong"))[0] == 401
        assert (await post(url, BOUNCE, secret="né"))[0] == 401
        assert (await post(url, BOUNCE, secret=None))[0] == 401
        assert (await post(url, b"x" * (LONGEST_MAIL + 1)))[0] == 413
    [(delivery_id, provider_id, result)] = heard
    assert (delivery_id, provider_id) == (DELIVERY, f"<{DELIVERY}@reinstate.example>")
    assert isinstance(result, Permanent)


def test_without_a_secret_there_is_no_such_address() -> None:
    async def news(*_: Any) -> None:
        raise AssertionError

    assert InboundMail(secrets=[], sender="a@b.example", news=news).routes() == []


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as built:
        await built.know("m-1", phone="", email="m-1@mail.example.com")
        async with running(built, worker=False):
            built.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"])

            async def planned() -> bool:
                return len(await built.states("m-1")) == 3

            await eventually(planned)
        yield built


async def sent_and_reported(notify: House, **report: str) -> None:
    """The mail goes out, and the sink reports on it to this house."""
    url = f"http://127.0.0.1:{notify.settings.notify_port}/inbound/mail"
    await notify.sinks.faults(reports={"url": url, **report})
    await notify.attend()


@pytest.mark.parametrize(
    ("report", "state", "reason"),
    [
        ({"action": "failed", "status": "5.1.1"}, "FAILED", SuppressionReason.HARD_BOUNCE),
        ({"action": "complaint"}, "DELIVERED", SuppressionReason.COMPLAINT),
    ],
)
async def test_a_bounce_ends_it_and_a_complaint_is_the_last_mail(
    notify: House, report: dict[str, str], state: str, reason: SuppressionReason
) -> None:
    async def suppressed() -> bool:
        [view] = await notify.api.read([GetSuppressions(member_id="m-1")])
        assert isinstance(view, SuppressionsView)
        return [one.reason for one in view.suppressions] == [reason]

    async with callbacks(notify):
        await sent_and_reported(notify, **report)
        await eventually(suppressed)
    assert (await notify.states("m-1"))["EMAIL"] == state


async def test_a_forged_report_about_an_unknown_delivery_changes_nothing(notify: House) -> None:
    await notify.attend()
    before = await notify.states("m-1")
    secret = notify.settings.inbound_mail_secret.get_secret_value()
    async with callbacks(notify):
        url = f"http://127.0.0.1:{notify.settings.notify_port}"
        assert (await post(url, BOUNCE, secret))[0] == 200
    assert await notify.states("m-1") == before
    [view] = await notify.api.read([GetSuppressions(member_id="m-1")])
    assert view == SuppressionsView(suppressions=())


async def test_a_late_bounce_is_kept_for_the_address(notify: House) -> None:
    """After an hour without a bounce the mail counts as received; the address is still known to
    be dead from then on."""
    await notify.attend()
    await notify.attend(later=timedelta(hours=2))
    mail = (await notify.deliveries("m-1"))[Channel.EMAIL]
    secret = notify.settings.inbound_mail_secret.get_secret_value()
    async with callbacks(notify):
        url = f"http://127.0.0.1:{notify.settings.notify_port}"
        await post(url, dsn(recipient("failed", "5.1.1"), envelope=mail.id), secret)
    [view] = await notify.api.read([GetSuppressions(member_id="m-1")])
    assert isinstance(view, SuppressionsView)
    assert [one.reason for one in view.suppressions] == [SuppressionReason.HARD_BOUNCE]
    assert mail.state == (await notify.states("m-1"))["EMAIL"] == "DELIVERED"
