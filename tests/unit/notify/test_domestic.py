"""A domestic SMS house: what it approved, how requests are signed, what its codes mean."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.dev.sinks.domestic_api import APPROVED
from services.notify.contract.words import SuppressionReason
from services.notify.core.deliveries.blame import may_go_elsewhere, speaks_against_provider
from services.notify.core.deliveries.results import (
    Accepted,
    Delivered,
    Permanent,
    RetryAt,
    Unknown,
)
from services.notify.core.recipients.answers import Keyword
from services.notify.core.rules.links import NO_LINKS
from services.notify.core.rules.sms_events import BY_SMS
from services.notify.providers.domestic.domain import answers
from services.notify.providers.domestic.domain.approved import (
    ApprovedTemplate,
    ApprovedTemplates,
    Filled,
    listed_in,
    missing_in,
)
from services.notify.providers.domestic.domain.keywords import keyword
from services.notify.providers.domestic.domain.signing import signature_of, signed
from services.notify.templates.fixed_texts import FixedTexts
from services.settings import Settings
from services.sms_templates import texts_to_approve, written

ROOT = Path(__file__).parents[3]
LISTED = {
    "GraceStarted": [
        ApprovedTemplate("您的会员已于${v1}到期。", "SMS_1"),
        ApprovedTemplate("余额${v1}${v2}。", "SMS_2"),
        ApprovedTemplate("您的会员已于${v1}到期。请在${v2}前续费。", "SMS_3"),
    ],
    "PlanGranted": [ApprovedTemplate("您已升级为${plan}（$5）。")],
}
TEMPLATES = ApprovedTemplates("商城", LISTED)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("【商城】您的会员已于今天到期。", Filled("SMS_1", {"v1": "今天"})),
        (
            "【商城】您的会员已于今天到期。请在明天前续费。",
            Filled("SMS_3", {"v1": "今天", "v2": "明天"}),
        ),
        ("【别家】您的会员已于今天到期。", None),
        ("您的会员已于今天到期。", None),
        ("【商城】您已升级为金卡（$5）。", None),
        (f"【商城】{'长' * 80}", None),
    ],
)
def test_a_text_is_sent_as_the_template_that_says_exactly_this(
    text: str, filled: Filled | None
) -> None:
    assert TEMPLATES.filled(text) == filled


@given(st.lists(st.text(min_size=1, max_size=35), min_size=1, max_size=4), st.text(max_size=20))
def test_what_is_filled_in_gives_the_text_again(variables: list[str], fixed: str) -> None:
    fixed = fixed.replace("${", "")
    pattern = "".join(f"{fixed}${{v{number}}}" for number in range(len(variables)))
    text = "".join(f"{fixed}{value}" for value in variables)
    found = ApprovedTemplates("S", {"E": [ApprovedTemplate(pattern, "1")]}).filled(f"【S】{text}")
    assert found is not None
    for name, value in found.variables.items():
        pattern = pattern.replace(f"${{{name}}}", value, 1)
    assert pattern == text


def test_what_was_never_approved_is_named() -> None:
    assert missing_in(LISTED, ["PlanGranted", "GraceStarted", "AppealClosed"]) == [
        "AppealClosed",
        "PlanGranted",
    ]


@pytest.mark.parametrize(
    "content", [b"{", b'{"A": [{"txt": ""}]}', b'{"A": [{"text": "${a}${a}"}]}']
)
def test_a_file_that_cannot_be_used_is_said(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        listed_in(content)


def test_what_the_sinks_have_approved_is_what_this_release_ships() -> None:
    """Else write it anew: `python -m services sms-templates --invented` with that file."""
    before = listed_in(APPROVED.read_bytes())
    listed = texts_to_approve(Settings(), before, invented=True)
    again = f"python -m services sms-templates --invented {APPROVED.relative_to(ROOT)}"
    assert written(listed) == APPROVED.read_bytes(), f"the texts have changed: {again}"
    assert missing_in(listed, BY_SMS) == []


def test_ids_that_a_house_gave_are_kept_and_new_texts_have_none() -> None:
    [first, *_] = FixedTexts("Reinstate", "CNY", NO_LINKS).of("OneTimeCode")
    known = {"OneTimeCode": [ApprovedTemplate(first, "SMS_77")]}
    found = texts_to_approve(Settings(), known)
    assert found["OneTimeCode"][0] == ApprovedTemplate(first, "SMS_77")
    assert {one.id for one in found["GraceStarted"]} == {""}


PUBLISHED = {
    "AccessKeyId": "testId", "Action": "SendSms", "Format": "XML", "OutId": "123",
    "PhoneNumbers": "15300000001", "RegionId": "cn-hangzhou", "SignName": "阿里云短信测试专用",
    "SignatureMethod": "HMAC-SHA1", "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466",
    "SignatureVersion": "1.0", "TemplateCode": "SMS_71390007",
    "TemplateParam": '{"customer":"test"}', "Timestamp": "2017-07-12T02:42:19Z",
    "Version": "2017-05-25",
}  # fmt: skip
"""The worked example of Alibaba Cloud's page on signing requests for SMS."""


def test_a_signature_is_the_one_that_their_page_shows() -> None:
    assert signature_of(PUBLISHED, "testSecret", "GET") == "zJDF+Lrzhj/ThnlvIToysFRq6t4="
    at = datetime(2026, 11, 28, 0, 30, tzinfo=UTC)
    fields = signed(
        {"Action": "SendSms", "SignName": "商城 *~"}, key_id="id", secret="key", nonce="n", at=at
    )
    assert fields["Timestamp"] == "2026-11-28T00:30:00Z"
    assert fields["Signature"] == signature_of(fields, "key")
    other = fields | {"SignName": "别家"}
    assert signature_of(other, "key") != fields["Signature"]


@pytest.mark.parametrize(
    ("code", "kind", "elsewhere", "blames"),
    [
        ("OK", Accepted, False, False),
        ("isv.MOBILE_NUMBER_ILLEGAL", Permanent, False, False),
        ("isv.SMS_TEMPLATE_ILLEGAL", Permanent, True, False),
        ("isv.BUSINESS_LIMIT_CONTROL", RetryAt, True, False),
        ("isv.AMOUNT_NOT_ENOUGH", RetryAt, True, True),
        ("SignatureDoesNotMatch", RetryAt, True, True),
        ("Throttling.User", RetryAt, True, True),
        ("isp.SYSTEM_ERROR", Unknown, False, True),
        ("isv.SOMETHING_NEW", RetryAt, True, True),
    ],
)
def test_what_an_answer_means(code: str, kind: type, elsewhere: bool, blames: bool) -> None:
    result = answers.from_answer(code, "id")
    assert isinstance(result, kind)
    assert may_go_elsewhere(result) is elsewhere
    assert speaks_against_provider(result) is blames


def test_what_a_report_means() -> None:
    assert answers.from_report(arrived=True, code="DELIVERED", message_id="i") == Delivered(
        provider_id="i"
    )
    gone = answers.from_report(arrived=False, code="MOBILE_NOT_ON_SERVICE", message_id="i")
    assert isinstance(gone, Permanent)
    assert gone.suppress is SuppressionReason.INVALID_NUMBER
    whim = answers.from_report(arrived=False, code="UNDELIV", message_id="i")
    assert isinstance(whim, RetryAt)
    assert (whim.most, may_go_elsewhere(whim)) == (2, False)
    assert answers.from_details("1", "", "i") == Accepted(provider_id="i")
    assert answers.from_details("3", "", "i") == Delivered(provider_id="i")
    limited = answers.from_details("2", "MOBILE_SEND_LIMIT", "i")
    assert isinstance(limited, RetryAt)
    assert limited.wait == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "asked"),
    [("T", Keyword.STOP), ("td。", Keyword.STOP), (" Ｒ ", Keyword.STOP), ("退订", Keyword.STOP),
     ("恢复", Keyword.START), ("好的", None), ("Thanks", None)],
)  # fmt: skip
def test_what_members_answer(text: str, asked: Keyword | None) -> None:
    assert keyword(text) is asked
