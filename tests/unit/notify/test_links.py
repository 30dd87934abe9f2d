"""The short link of a message: who has one, that it fits, and what following it does."""

import pytest
from msgspec.structs import replace

from services.notify.contract.commands import MarkOpened
from services.notify.contract.queries import GetLink
from services.notify.contract.views import MessageLinkView
from services.notify.contract.words import Channel, MemberPage
from services.notify.core.alerts.alert import Alert
from services.notify.core.rules.alert_rules import ALERTS, DIGEST_EVENT, STAFF_TOLD, TO_PARTNERS
from services.notify.core.rules.links import MessageLinks
from services.notify.core.rules.pages import PAGES
from services.notify.core.rules.segments import segments
from services.notify.templates.domain.sample_alerts import sample_alert, samples_of
from services.notify.templates.domain.samples.words import NOW
from services.notify.templates.renderer import Templates
from tests.fakes.callers import member_caller
from tests.fakes.notify.desk import Desk
from tests.fakes.notify.endings import RENEWED, Scene
from tests.fakes.notify.house import bodies
from tests.fakes.notify.memory_house import MemoryHouse

CENTRE = "https://m.shop.example"
LINKS = MessageLinks(CENTRE)
RENDERER = Templates("Reinstate", "CNY")
LANGUAGES = ("zh-CN", "en")
ASKS_NOTHING = {*ALERTS} - {*PAGES} - TO_PARTNERS - {STAFF_TOLD}
SAYS_SO = ("Nothing to do", "无需", "您无需", "请留意消息，我们最迟")
TELLS_WHAT_IS_LEFT = "GiftMade"


@pytest.fixture
def notify() -> MemoryHouse:
    return MemoryHouse(member_centre_url=f"{CENTRE}/")


def test_each_page_is_of_an_alert() -> None:
    assert {*PAGES} - {*ALERTS} == {DIGEST_EVENT}


@pytest.mark.parametrize("event_type", sorted(ASKS_NOTHING - {TELLS_WHAT_IS_LEFT}))
def test_what_has_no_link_asks_for_nothing(event_type: str) -> None:
    for language in LANGUAGES:
        for sample in samples_of(event_type):
            alert = sample_alert(event_type, language, sample)
            assert RENDERER.phrases(alert, alert.facts, language).next.startswith(SAYS_SO)


@pytest.mark.parametrize("event_type", sorted({*PAGES} & {*ALERTS}))
def test_what_to_do_and_the_link_fit_into_two_segments(event_type: str) -> None:
    alert_id = "3f9a01c4d2e7"
    for language in LANGUAGES:
        for sample in samples_of(event_type):
            alert = replace(sample_alert(event_type, language, sample), id=alert_id)
            link = LINKS.of(alert, Channel.SMS)
            assert link == "https://m.shop.example/s/3f9a01c4"
            phrases = RENDERER.phrases(alert, alert.facts, language, now=NOW)
            sms = RENDERER.sms(phrases, language, link)
            assert sms.endswith(f"{phrases.next} {link}")
            assert segments(sms) <= 2
            mail = RENDERER.mail(alert, phrases, link)
            assert f"{phrases.next}\n{link}\n" in mail.text
            assert f'href="{link}"' in mail.html


MAY_LEAVE_OUT_WHY = {
    *("GraceStarted", "MembershipExpired", "AutoRenewFailed", "MethodExpiring", "RenewalComing"),
    *("MembershipRenewed", "PointsWarned", "RecordRestored", "MergedFrom", "HoldPlaced"),
    *("ErasureAsked", "ErasureNearing", "RectificationOverdue", "TakeoverReversed"),
    *("PartnerAllowed", "TermsAnnounced", "AppealDecided", "RemedyConfirmed", "IdentityRefused"),
}
"""In Chinese, with the longest of names, amounts and reasons: the mail says it, and the page."""


def test_an_sms_says_why_beside_its_link() -> None:
    left_out = {
        (event_type, language)
        for event_type in {*PAGES} & {*ALERTS}
        for language in LANGUAGES
        for sample in samples_of(event_type)
        if not _says_why(event_type, language, sample_alert(event_type, language, sample))
    }
    assert left_out <= {(event_type, "zh-CN") for event_type in MAY_LEAVE_OUT_WHY}


def _says_why(event_type: str, language: str, alert: Alert) -> bool:
    phrases = RENDERER.phrases(alert, alert.facts, language, now=NOW)
    return phrases.why in RENDERER.sms(phrases, language, LINKS.sample(event_type, Channel.SMS))


async def _told(notify: MemoryHouse) -> str:
    """Of a renewal, by SMS first; no receipt comes of itself. Gives the alert's id."""
    scene = Scene(notify, Desk(notify))
    await notify.sinks.faults(callbacks="silent")
    await scene.told(RENEWED)
    await notify.attend()
    return (await notify.stored_alerts(member_id="m-1"))[0].id


async def _leads(notify: MemoryHouse, member_id: str, code: str) -> MessageLinkView:
    [found] = await notify.api.read([GetLink(member_id=member_id, code=code)])
    assert isinstance(found, MessageLinkView)
    return found


async def _opened(notify: MemoryHouse, member_id: str, alert_id: str, channel: Channel) -> None:
    command = MarkOpened(member_id=member_id, alert_id=alert_id, channel=channel)
    await notify.api.execute(command, member_caller(member_id))


async def test_a_link_leads_to_the_page_and_opening_it_is_no_receipt(notify: MemoryHouse) -> None:
    alert_id = await _told(notify)
    [sms] = bodies(await notify.sent(), "sms")
    assert sms.endswith(f" {CENTRE}/s/{alert_id[:8]}")
    assert await _leads(notify, "m-1", alert_id[:8]) == MessageLinkView(
        alert_id=alert_id, page=MemberPage.SECURITY
    )
    assert (await notify.states("m-1"))["SMS"] == "ACCEPTED"


async def test_a_person_who_came_by_the_link_has_received_it(notify: MemoryHouse) -> None:
    alert_id = await _told(notify)
    for _ in range(2):
        await _opened(notify, "m-1", alert_id, Channel.SMS)
    delivered = (await notify.deliveries("m-1"))[Channel.SMS]
    assert (delivered.state, delivered.received_at) == ("DELIVERED", notify.clock.now())


@pytest.mark.parametrize("code", ["", "3f9a01c", "zzzzzzzz", "*", "00000000", "$gt"])
async def test_a_link_that_is_made_up_leads_nowhere(notify: MemoryHouse, code: str) -> None:
    await _told(notify)
    assert await _leads(notify, "m-1", code) == MessageLinkView()


async def test_a_link_of_somebody_else_leads_nowhere_and_receives_nothing(
    notify: MemoryHouse,
) -> None:
    alert_id = await _told(notify)
    await notify.know("m-2", phone="+8613900139000")
    assert await _leads(notify, "m-2", alert_id[:8]) == MessageLinkView()
    await _opened(notify, "m-2", alert_id, Channel.SMS)
    assert (await notify.states("m-1"))["SMS"] == "ACCEPTED"


async def test_what_went_by_no_such_channel_was_not_received_by_it(notify: MemoryHouse) -> None:
    alert_id = await _told(notify)
    before = await notify.states("m-1")
    await _opened(notify, "m-1", alert_id, Channel.EMAIL)
    assert await notify.states("m-1") == before
