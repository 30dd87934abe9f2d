"""The sinks' domestic house refuses what a real one refuses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import msgspec
import pytest

from infra.dev.sinks.domestic_api import APPROVED, MOST_A_MINUTE, PATH
from infra.secret_settings import DEVELOPMENT_SECRET
from services.notify.providers.domestic.domain.signing import signature_of, signed
from tests.servers import Sinks

KEY = "development-only"
TEMPLATES = msgspec.json.decode(APPROVED.read_bytes(), type=dict[str, list[dict[str, str]]])
CODE = TEMPLATES["OneTimeCode"][0]
SMS = {
    "Action": "SendSms",
    "PhoneNumbers": "13800138000",
    "SignName": "Reinstate",
    "TemplateCode": CODE["id"],
    "TemplateParam": '{"v1": "123456", "v2": "解除限制"}',
    "OutId": "ours",
}


def form(nonce: str, at: datetime | None = None, **fields: str) -> dict[str, str]:
    now = at or datetime.now(UTC)
    return signed(SMS | fields, key_id=KEY, secret=DEVELOPMENT_SECRET, nonce=nonce, at=now)


async def answered(sinks: Sinks, fields: dict[str, str]) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(sinks.url + PATH, data=fields) as answer,
    ):
        found: dict[str, Any] = await answer.json()
        return found


@pytest.fixture(autouse=True)
async def nothing_sent(sinks: Sinks) -> None:
    await sinks.clear()


async def test_an_approved_template_is_shown_with_signature_and_variables(sinks: Sinks) -> None:
    answer = await answered(sinks, form("shown"))
    assert (answer["Code"], answer["BizId"] != "") == ("OK", True)
    [shown] = await sinks.messages("+8613800138000")
    said = CODE["text"].replace("${v1}", "123456").replace("${v2}", "解除限制")
    assert (shown["body"], shown["via"]) == (f"【Reinstate】{said}", "domestic")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"TemplateCode": "SMS_0"}, "isv.SMS_TEMPLATE_ILLEGAL"),
        ({"SignName": "别家"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ({"PhoneNumbers": "+8613800138000"}, "isv.MOBILE_NUMBER_ILLEGAL"),
        ({"TemplateParam": '{"v1": "1"}'}, "isv.TEMPLATE_MISSING_PARAMETERS"),
        ({"TemplateParam": '{"v1": "1", "v2": "' + "长" * 36 + '"}'}, "isv.PARAM_LENGTH_LIMIT"),
        ({"Action": "Else"}, "InvalidAction.NotFound"),
    ],
)
async def test_what_was_not_approved_is_refused(
    sinks: Sinks, wrong: dict[str, str], code: str
) -> None:
    assert (await answered(sinks, form(f"refused {code}", **wrong)))["Code"] == code
    assert (await sinks.counts())["sms"] == 0


async def test_who_does_not_sign_rightly_is_refused(sinks: Sinks) -> None:
    good = form("signed")
    assert (await answered(sinks, good | {"OutId": "other"}))["Code"] == "SignatureDoesNotMatch"
    assert (await answered(sinks, good))["Code"] == "OK"
    assert (await answered(sinks, good))["Code"] == "SignatureNonceUsed"
    stranger = good | {"AccessKeyId": "stranger"}
    assert (await answered(sinks, stranger))["Code"] == "InvalidAccessKeyId.NotFound"
    old = form("old", at=datetime.now(UTC) - timedelta(hours=1))
    assert old["Signature"] == signature_of(old, DEVELOPMENT_SECRET)
    assert (await answered(sinks, old))["Code"] == "InvalidTimeStamp.Expired"


async def test_a_number_has_so_many_a_minute(sinks: Sinks) -> None:
    many = [form(f"many {n}", PhoneNumbers="13700137000") for n in range(MOST_A_MINUTE + 1)]
    codes = [(await answered(sinks, one))["Code"] for one in many]
    assert codes == ["OK"] * MOST_A_MINUTE + ["isv.BUSINESS_LIMIT_CONTROL"]
