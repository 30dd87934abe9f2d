"""Every alert says in both languages what happened, why, and the one thing to do next."""

import re
from itertools import product
from typing import Any

import msgspec
import pytest

from infra.kernel.money import MINOR_UNITS, formatted
from services.membership.contract.partner_words import ShareScope
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.contract.words import Cause, HoldKind
from services.notify.core.alerts.alert import Alert, alert_for
from services.notify.core.ports.renderer import TemplateFault
from services.notify.core.rules.alert_rules import ALERTS, CODE_EVENT
from services.notify.core.rules.segments import is_gsm, segments
from services.notify.templates.language import TEMPLATES, template_name
from services.notify.templates.renderer import Templates
from tests.unit.notify.samples import (
    EVENTS,
    FREE_TEXT,
    NOW,
    PLANS,
    SAMPLES,
    SHAPES,
    SHORT_REASON,
    envelope,
    held,
    other,
    recipient,
)

RENDERER = Templates("Reinstate", "CNY")
LANGUAGES = ("zh-CN", "en")
EVERY: dict[str, list[object]] = {}
"""By type, in all shapes."""
for _event in EVENTS + SHAPES:
    EVERY.setdefault(type(_event).__name__, []).append(_event)
_CJK = r"[\u4e00-\u9fff，。；：“”]"
SLIPS = {
    "zh-CN": rf"CN¥|您您|。。|，。|{_CJK} | {_CJK}|{_CJK}[,;!?]|[,;!?]{_CJK}",
    "en": r"CN¥|  | [.,;:]|\.\.|,\.|e-mail you|[\u4e00-\u9fff]",
}
WITH_AMOUNT = {
    "GraceStarted": "3,990.00",
    "AutoRenewFailed": "3,989.00",
    "MembershipExpired": "0.01",
    "BalanceLow": "3,989.00",
    "MembershipRenewed": "3,990.00",
    "BalanceToppedUp": "10,000.00",
    "MembershipUpgraded": "1,234.56",
}
WITH_TIME = {
    "GraceStarted": ("1月1日00:05", "1 Jan 2027, 00:05"),
    "MembershipCancelled": ("1月29日17:05", "29 Jan 2027, 17:05"),
    "InactivityWarned": ("1月29日17:05", "29 Jan 2027, 17:05"),
    "InformationAsked": ("1月29日17:05", "29 Jan 2027, 17:05"),
    "AppealSubmitted": ("1月29日17:05", "29 Jan 2027, 17:05"),
    "AppealTaken": ("1月1日00:05", "1 Jan 2027, 00:05"),
    "FirstAnswerMissed": ("1月1日00:05", "1 Jan 2027, 00:05"),
}


def alert_of(event: object, language: str) -> Alert:
    return msgspec.structs.replace(
        alert_for(envelope(event), recipient(language), NOW), plans=PLANS
    )


def test_every_alert_has_a_sample_and_a_template_in_both_languages() -> None:
    assert {type(event).__name__ for event in EVENTS} == set(ALERTS)
    wanted = {template_name(name) for name in [*ALERTS, CODE_EVENT]}
    for language in LANGUAGES:
        assert {path.stem for path in (TEMPLATES / language).glob("*.j2")} == wanted


@pytest.mark.parametrize("name", EVERY)
def test_it_renders_on_every_channel(name: str) -> None:
    for event, language in product(EVERY[name], LANGUAGES):
        renders_on_every_channel(event, language)


def renders_on_every_channel(event: object, language: str) -> None:
    alert = alert_of(event, language)
    phrases = RENDERER.phrases(alert, alert.facts, language)
    sms = RENDERER.sms(phrases, language)
    assert segments(sms) <= 2, sms
    assert phrases.what in sms
    assert phrases.why in sms, f"it had to be shortened: {len(sms)} {sms}"
    assert phrases.next in sms
    assert sms.startswith("【Reinstate】" if language == "zh-CN" else "Reinstate: ")
    assert language == "zh-CN" or is_gsm(sms)
    mail = RENDERER.mail(alert, phrases)
    for part in (phrases.what, phrases.why, phrases.next, phrases.detail):
        assert part in mail.text
    assert "http" not in mail.html
    assert "欧阳娜娜" in mail.text
    assert phrases.what in RENDERER.inbox(phrases, language)


@pytest.mark.parametrize("name", EVERY)
def test_it_is_written_as_a_person_would_write_it(name: str) -> None:
    for event, (language, slips) in product(EVERY[name], SLIPS.items()):
        alert = alert_of(event, language)
        phrases = RENDERER.phrases(alert, alert.facts, language)
        for said in (phrases.what, phrases.why, phrases.next):
            assert said.endswith("。" if language == "zh-CN" else "."), said
            assert not re.search(slips, said.replace(SHORT_REASON, "")), said
        assert phrases.what != phrases.why
        assert not phrases.title.endswith(("。", ".", "：", ":"))


@pytest.mark.parametrize("name", ["HoldReleased", "MembershipRenewed"])
def test_seconds_given_back_are_no_news(name: str) -> None:
    for seconds, zh, en in ((4, "补回", "gave back"), (90, "已补回2分钟", "gave back 2 minutes")):
        event = other(name, credited_seconds=seconds)
        for language, words in (("zh-CN", zh), ("en", en)):
            alert = alert_of(event, language)
            why = RENDERER.phrases(alert, alert.facts, language).why
            assert (words in why) is (seconds > 60), why


@pytest.mark.parametrize(
    ("name", "fields", "part", "zh", "en"),
    [
        (  # closed for want of an answer, too: nobody withdrew it then
            "ProvisionalEnded",
            {"how": ProvisionalEnd.WITHDRAWN},
            "what",
            "未作决定即已结束",
            "ended without a decision",
        ),
        (  # also where a person was asked for, and nothing new was said
            "AppealReopened",
            {},
            "why",
            "工作人员会连同原有材料一并核对。",
            "A person looks at it, together with all that was there before.",
        ),
        (  # a rule may have decided it already, and be giving what it grants
            "PersonAskedFor",
            {"answer_due": None},
            "why",
            "工作人员会审查，不会只由规则决定。",
            "A person looks at it; it is not left to a rule.",
        ),
        (  # a new password may have been chosen before it arrives
            "AccountSecured",
            {"password": True},
            "next",
            "如尚未设置新密码，请用验证码登录会员中心设置。",
            "If you have not chosen a new one yet, sign in to the member centre by a code",
        ),
        (  # others may be as late
            "FirstAnswerMissed",
            {},
            "why",
            "这是我们的责任，逾期的申诉优先处理。",
            "The delay is our fault; appeals that are late come first.",
        ),
    ],
)
def test_what_is_said_is_so_in_every_case(
    name: str, fields: dict[str, Any], part: str, zh: str, en: str
) -> None:
    for language, words in (("zh-CN", zh), ("en", en)):
        alert = alert_of(other(name, **fields), language)
        assert words in getattr(RENDERER.phrases(alert, alert.facts, language), part)


def test_mails_say_the_year_and_whose_time_it_is() -> None:
    for language, date, place in (
        ("zh-CN", "2026年12月20日17:05", "北京时间"),
        ("en", "20 Dec 2026, 17:05", "Beijing time"),
    ):
        alert = alert_of(SAMPLES["GraceStarted"], language)
        phrases = RENDERER.phrases(alert, alert.facts, language, every_year=True)
        mail = RENDERER.mail(alert, phrases)
        for part in (mail.text, mail.html):
            assert date in part
            assert place in part


def test_a_mail_says_rightly_why_it_came() -> None:
    said = (("zh-CN", "您是Reinstate的会员"), ("en", "you are a member"))
    for name, (language, words) in product(ALERTS, said):
        to_a_partner = name in ("WebhookFailing", "WebhookDisabled", "StaffTold")
        alert = alert_of(SAMPLES[name], language)
        mail = RENDERER.mail(alert, RENDERER.phrases(alert, alert.facts, language))
        for part in (mail.text, mail.html):
            assert (words in part) is not to_a_partner, name


@pytest.mark.parametrize(
    ("scopes", "zh", "en"),
    [
        ((ShareScope.STATUS,), "会员状态、等级和有效期。", "status, plan and dates."),
        (
            (ShareScope.STATUS, ShareScope.CAUSE),
            "会员状态、等级和有效期，以及变化的原因。",
            "status, plan and dates, and why they change.",
        ),
    ],
)
def test_a_member_reads_what_the_partner_sees(
    scopes: tuple[ShareScope, ...], zh: str, en: str
) -> None:
    event = msgspec.structs.replace(SAMPLES["PartnerAllowed"], scopes=scopes)
    for language, words in (("zh-CN", zh), ("en", en)):
        alert = alert_of(event, language)
        assert RENDERER.phrases(alert, alert.facts, language).what.endswith(words)


def test_other_places_are_named_by_their_city() -> None:
    here = alert_of(SAMPLES["GraceStarted"], "en")
    phrases = RENDERER.phrases(here, here.facts, "en")
    for zone, said in (("Europe/London", "London time."), ("UTC", "All times are UTC.")):
        there = msgspec.structs.replace(here, time_zone=zone)
        assert said in RENDERER.mail(there, phrases).text


def test_a_staff_hold_gives_its_reason_even_in_the_sms_where_it_fits() -> None:
    for reason, fits in ((SHORT_REASON, True), (FREE_TEXT, False)):
        event = held(HoldKind.STAFF, Cause.STAFF_ACTION, reason=reason)
        for language in LANGUAGES:
            alert = alert_of(event, language)
            phrases = RENDERER.phrases(alert, alert.facts, language)
            sms = RENDERER.sms(phrases, language)
            assert (reason in sms) is fits
            assert segments(sms) <= 2
            assert phrases.next in sms
            assert reason.rstrip("。") in RENDERER.inbox(phrases, language)


def test_a_release_claims_no_benefits_that_another_hold_keeps_back() -> None:
    for benefits, back in (({"member_discount": "0.80"}, True), ({}, False)):
        alert = alert_of(other("HoldReleased", benefits_after=benefits), "en")
        phrases = RENDERER.phrases(alert, alert.facts, "en")
        assert ("your benefits are back" in phrases.what) is back
        assert ("works again" in phrases.title) is back


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_and_local_times_are_said(language: str) -> None:
    for event in EVENTS:
        name = type(event).__name__
        alert = alert_of(event, language)
        sms = RENDERER.sms(RENDERER.phrases(alert, alert.facts, language), language)
        assert WITH_AMOUNT.get(name, "") in sms
        expected = WITH_TIME.get(name, ("", ""))[language == "en"]
        assert expected in sms, (name, sms)


@pytest.mark.parametrize("currency", ["JPY", "TWD", "KWD", "CLF"])  # 0, 2, 3 and 4 decimals
def test_every_alert_can_be_worded_in_any_currency(currency: str) -> None:
    renderer = Templates("Reinstate", currency)
    for event in EVENTS + SHAPES:
        for language in LANGUAGES:
            alert = alert_of(event, language)
            sms = renderer.sms(renderer.phrases(alert, alert.facts, language), language)
            assert segments(sms) <= 2, sms


def test_amounts_are_said_in_each_currency_of_the_world() -> None:
    event = SAMPLES["GraceStarted"]
    for number, currency in enumerate(MINOR_UNITS):
        renderer, language = Templates("Reinstate", currency), LANGUAGES[number % 2]
        alert = alert_of(event, language)
        sms = renderer.sms(renderer.phrases(alert, alert.facts, language), language)
        assert formatted(event.price, currency) in sms


def test_free_text_is_escaped_in_html_and_kept_out_of_sms() -> None:
    event = next(e for e in EVENTS if type(e).__name__ == "InformationAsked")
    nasty = msgspec.structs.replace(event, question="<script>1</script>" + FREE_TEXT)
    alert = alert_of(nasty, "en")
    phrases = RENDERER.phrases(alert, alert.facts, "en")
    assert "<script>" not in RENDERER.mail(alert, phrases).html
    assert "&lt;script&gt;" in RENDERER.mail(alert, phrases).html
    assert "script" not in RENDERER.sms(phrases, "en")


def test_facts_cannot_run_as_templates() -> None:
    event = next(e for e in EVENTS if type(e).__name__ == "StaffAnswered")
    alert = alert_of(msgspec.structs.replace(event, answer="{{ 7 * 7 }}"), "en")
    assert "{{ 7 * 7 }}" in RENDERER.phrases(alert, alert.facts, "en").detail


def test_an_empty_detail_is_left_out() -> None:
    event = next(e for e in EVENTS if type(e).__name__ == "StaffAnswered")
    alert = alert_of(msgspec.structs.replace(event, answer=""), "zh-CN")
    assert RENDERER.phrases(alert, alert.facts, "zh-CN").detail == ""


def test_facts_that_do_not_fit_are_one_clear_fault() -> None:
    joined = next(e for e in EVENTS if type(e).__name__ == "MembershipEnrolled")
    alert = alert_of(joined, "en")
    with pytest.raises(TemplateFault, match="MembershipEnrolled in en"):
        RENDERER.phrases(alert, {"plan": "gold"}, "en")


def test_a_long_operator_name_drops_the_reason_before_the_next_step() -> None:
    renderer = Templates("Long Platform Name 平台名称有限公司上海分公司", "CNY")
    for event in EVENTS:
        alert = alert_of(event, "zh-CN")
        phrases = renderer.phrases(alert, alert.facts, "zh-CN")
        sms = renderer.sms(phrases, "zh-CN")
        assert segments(sms) <= 2
        assert phrases.what in sms
