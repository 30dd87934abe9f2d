"""The domestic house in its place: what it has approved goes by it, the rest by the next; reports
and answers are fetched."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from infra.dev.sinks.domestic_api import APPROVED, PATH
from services.notify.contract.commands import SendCode
from services.notify.contract.words import Channel, CodePurpose, DeliveryState, SuppressionReason
from services.notify.core.deliveries.journal import Delivery
from services.notify.providers.domestic.assembly import pulled_reports
from services.notify.providers.domestic.reports import PulledReports
from tests.contract.notify_system import MEMBER, House, eventually, forget_gates, house
from tests.fakes.notify.desk import Desk
from tests.servers import Sinks
from tests.unit.notify.samples import FOR_TODAY as SAMPLES

PHONE = "+8613800138000"


@pytest.fixture
async def notify(
    servers: tuple[str, str, str], sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    settings = {
        "sms_providers": "domestic > twilio",
        "domestic_sms_url": sinks.url + PATH,
        "domestic_sms_templates": APPROVED,
    }
    async with house(*servers, sinks, tmp_path, **settings) as built:
        yield built
    await forget_gates(servers[1])


@pytest.fixture
async def reports(notify: House) -> AsyncIterator[PulledReports]:
    pulled = pulled_reports(notify.settings, notify.core)
    yield pulled
    await pulled.close()


async def told(notify: House, language: str = "zh-CN") -> Delivery:
    """One member is told one thing by whomever."""
    await notify.know("m-1", phone=PHONE, email="", language=language)
    now = notify.clock.now()
    notify.neighbours.membership.publish("m-1", SAMPLES["GraceStarted"], at=now)
    await Desk(notify).catch_up(now)
    await notify.attend()
    return (await notify.deliveries("m-1"))[Channel.SMS]


@pytest.mark.parametrize(("language", "provider"), [("zh-CN", "domestic"), ("en", "twilio")])
async def test_what_is_approved_goes_by_the_house_and_the_rest_by_the_next(
    notify: House, language: str, provider: str
) -> None:
    found = await told(notify, language)
    assert (found.state, found.provider, found.attempts) == (DeliveryState.ACCEPTED, provider, 1)
    [shown] = await notify.sinks.messages(PHONE)
    assert shown["via"] == provider


async def test_reports_are_fetched_once_and_come_again_until_they_were_acknowledged(
    notify: House, reports: PulledReports
) -> None:
    await notify.sinks.faults(callbacks="doubled")
    await told(notify)

    async def is_delivered() -> bool:
        await pulled_reports(notify.settings, notify.core).fetch()  # whoever dies right after it
        await reports.fetch()
        return (await notify.states("m-1"))["SMS"] == DeliveryState.DELIVERED

    await eventually(is_delivered)


async def test_a_number_out_of_service_is_not_written_to_again(
    notify: House, reports: PulledReports
) -> None:
    await notify.sinks.faults(domestic={"code": "isv.MOBILE_NUMBER_ILLEGAL", "status": 200})
    assert (await told(notify)).state is DeliveryState.FAILED
    assert await _suppressed(notify) == {SuppressionReason.INVALID_NUMBER}


async def test_who_answers_t_gets_no_more_by_anybody(notify: House, reports: PulledReports) -> None:
    await told(notify)
    await notify.sinks.reply(PHONE, "T")
    await reports.fetch()
    assert await _suppressed(notify) == {SuppressionReason.STOP}
    await notify.sinks.reply(PHONE, "恢复")
    await reports.fetch()
    assert await _suppressed(notify) == set()


async def test_a_lost_answer_is_looked_up_at_the_house(notify: House) -> None:
    await notify.sinks.faults(domestic={"code": "drop_after_accept", "times": 1})
    assert (await told(notify)).state is DeliveryState.UNKNOWN
    for _ in range(2):
        await notify.attend(later=timedelta(minutes=2))
    found = (await notify.deliveries("m-1"))[Channel.SMS]
    assert (found.looked_up, found.provider, found.attempts) == (True, "domestic", 1)
    assert (await notify.sinks.counts())["sms"] == 1


async def test_a_number_that_had_too_many_of_the_house_is_reached_by_the_next(
    notify: House,
) -> None:
    await notify.sinks.faults(domestic={"code": "isv.BUSINESS_LIMIT_CONTROL", "status": 200})
    await told(notify)
    await notify.attend()
    assert (await notify.deliveries("m-1"))[Channel.SMS].provider == "twilio"


async def test_a_code_goes_by_the_house(notify: House) -> None:
    await notify.know("m-1", phone=PHONE)
    await notify.api.execute(SendCode(member_id="m-1", purpose=CodePurpose.RELEASE_HOLD), MEMBER)
    await notify.attend()
    [shown] = await notify.sinks.messages(PHONE)
    assert shown["via"] == "domestic"


async def _suppressed(notify: House) -> set[SuppressionReason]:
    found = await notify.core.suppressions.suppressed([(Channel.SMS, PHONE)])
    return {mark.reason for one in found.values() for mark in one.marks if mark.lifted_at is None}
