"""What members answer by SMS, as Twilio hands it on: signed, doubled, late."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr
from starlette.requests import Request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # ships no types

from infra.kernel.errors import InvalidInput, NotAllowed
from services.notify.contract.commands import (
    LiftSuppression,
    SetPreference,
    SuppressAddress,
    Unsubscribe,
)
from services.notify.contract.queries import GetSuppressions
from services.notify.contract.views import SuppressionsView, SuppressionView
from services.notify.contract.words import Channel, SuppressionReason, Topic
from services.notify.core.deliveries.results import Accepted, Permanent
from services.notify.providers.twilio.assembly import build_twilio, twilio_signature
from services.notify.providers.twilio.signature import TwilioSignature, form_of
from services.settings import Settings
from tests.contract.notify_system import MEMBER, House, callbacks, house
from tests.contract.test_notify_mail_channel import envelope
from tests.fakes.callers import staff_caller
from tests.servers import Sinks

PHONE = "+8613800138000"
STAFF = staff_caller("staff-1", name="Chen")


@pytest.fixture
async def notify(
    mongo_url: str, broker_url: str, database_prefix: str, sinks: Sinks, tmp_path: Path
) -> AsyncIterator[House]:
    async with house(mongo_url, broker_url, database_prefix, sinks, tmp_path) as built:
        await built.know("m-1", phone=PHONE)
        async with callbacks(built):
            yield built


async def say(notify: House, body: str, sid: str, **more: str) -> tuple[int, str]:
    """A message as Twilio hands it on; gives the status and the body of the answer."""
    url = f"http://127.0.0.1:{notify.settings.notify_port}/inbound/twilio"
    form = {"From": PHONE, "To": "+15005550006", "Body": body, "MessageSid": sid, **more}
    signature = RequestValidator(Sinks.auth_token).compute_signature(url, form)
    async with aiohttp.ClientSession() as session:
        headers = {"X-Twilio-Signature": signature}
        async with session.post(url, data=form, headers=headers) as response:
            return response.status, await response.text()


async def suppressions(notify: House) -> list[SuppressionView]:
    [view] = await notify.api.read([GetSuppressions(member_id="m-1")])
    assert isinstance(view, SuppressionsView)
    return list(view.suppressions)


async def in_force(notify: House) -> set[SuppressionReason]:
    return {one.reason for one in await suppressions(notify) if one.lifted_at is None}


async def test_stop_and_start_are_kept_and_answered_with_silence(notify: House) -> None:
    assert await say(notify, "Stop", "SM1") == (
        200,
        '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    )
    [stop] = await suppressions(notify)
    assert (stop.channel, stop.reason, stop.topic) == (Channel.SMS, SuppressionReason.STOP, None)
    assert stop.address == "+86…8000"
    assert "START" in stop.says
    notify.clock.advance(timedelta(hours=1))
    await say(notify, "恢复", "SM2")
    [stop] = await suppressions(notify)
    assert stop.lifted_at is not None
    assert stop.lifted_at - stop.since >= timedelta(hours=1)
    assert await in_force(notify) == set()


async def test_a_number_that_sent_stop_is_refused_and_known_from_the_refusal_alone(
    notify: House, sinks: Sinks
) -> None:
    """Also where the answer went to another webhook: the provider's refusal says it."""
    url = f"http://127.0.0.1:{notify.settings.notify_port}/inbound/twilio"
    assert await sinks.reply(PHONE, "STOP", url=url) == 200
    assert await in_force(notify) == {SuppressionReason.STOP}
    sms = build_twilio(notify.settings)
    refused = await sms.send(envelope(Topic.CODE, to=PHONE), "Your code is 123456.")
    assert isinstance(refused, Permanent)
    assert (refused.code, refused.suppress) == ("21610", SuppressionReason.STOP)
    assert await sinks.reply(PHONE, "START", url=url) == 200
    assert isinstance(await sms.send(envelope(to=PHONE), "Welcome back."), Accepted)
    await sms.close()
    assert await in_force(notify) == set()


async def test_a_message_counts_once_however_often_and_late_it_is_handed_on(notify: House) -> None:
    for body, sid in [("STOP", "SM1"), ("STOP", "SM1"), ("START", "SM2"), ("STOP", "SM1")]:
        assert (await say(notify, body, sid))[0] == 200
    assert await in_force(notify) == set()
    for body, sid in [("STOP", "SM3"), ("START", "SM2")]:
        await say(notify, body, sid)
    assert await in_force(notify) == {SuppressionReason.STOP}


async def test_other_words_and_other_channels_of_twilio_change_nothing(notify: House) -> None:
    assert (await say(notify, "When does my membership end?", "SM1"))[0] == 200
    assert (await say(notify, "HELP", "SM2"))[0] == 200
    assert (await say(notify, "STOP", "SM3", From=f"whatsapp:{PHONE}"))[0] == 200
    assert await suppressions(notify) == []
    await say(notify, "ARRET", "SM4", OptOutType="STOP")
    assert await in_force(notify) == {SuppressionReason.STOP}


async def test_unsigned_and_endless_messages_are_refused(notify: House) -> None:
    url = f"http://127.0.0.1:{notify.settings.notify_port}/inbound/twilio"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data={"From": PHONE, "Body": "STOP"}) as response:
            assert response.status == 403
        headers = {"X-Twilio-Signature": "bWFkZSB1cA=="}
        async with session.post(url, data={"Body": "STOP"}, headers=headers) as response:
            assert response.status == 403
        async with session.post(url, data=b"x" * 70_000) as response:
            assert response.status == 413
    assert await suppressions(notify) == []


async def test_staff_lift_what_is_theirs_and_are_told_what_is_not(notify: House) -> None:
    lift = LiftSuppression(member_id="m-1", channel=Channel.SMS, reason="new owner of the number")
    stop = SuppressAddress(member_id="m-1", channel=Channel.SMS, reason="asked by phone")
    await notify.api.execute(stop, STAFF)
    assert await in_force(notify) == {SuppressionReason.BY_STAFF}
    await notify.api.execute(lift, STAFF)
    [one] = await suppressions(notify)
    assert (one.by, one.why) == ("staff-1", "asked by phone")
    assert (one.lifted_by, one.lifted_why) == ("staff-1", "new owner of the number")
    await say(notify, "STOP", "SM1")
    with pytest.raises(NotAllowed, match="START"):
        await notify.api.execute(lift, STAFF)
    for wrong in (
        SuppressAddress(member_id="m-1", channel=Channel.IN_APP, reason="x"),
        SuppressAddress(member_id="m-1", channel=Channel.SMS, reason=" "),
    ):
        with pytest.raises(InvalidInput):
            await notify.api.execute(wrong, STAFF)


async def test_who_unsubscribed_by_mail_comes_back_by_choosing_mail_again(notify: House) -> None:
    await notify.api.execute(Unsubscribe(member_id="m-1", topic=Topic.RENEWAL), MEMBER)
    outcome = await notify.api.execute(Unsubscribe(member_id="m-1", topic=Topic.RENEWAL), MEMBER)
    assert outcome.profile is not None
    [renewal] = [p for p in outcome.profile.preferences if p.topic is Topic.RENEWAL]
    assert renewal.channels == (Channel.SMS, Channel.IN_APP)
    [one] = await suppressions(notify)
    assert (one.reason, one.topic) == (SuppressionReason.UNSUBSCRIBED, Topic.RENEWAL)
    with pytest.raises(NotAllowed):
        await notify.api.execute(Unsubscribe(member_id="m-1", topic=Topic.STATUS), MEMBER)
    again = SetPreference(
        member_id="m-1", topic=Topic.RENEWAL, channels=(Channel.EMAIL, Channel.SMS)
    )
    await notify.api.execute(again, MEMBER)
    assert await in_force(notify) == set()


@pytest.mark.parametrize(
    ("signed", "token", "accepted"),
    [
        ("https://sms.shop.example/inbound/twilio?to=1", "new", True),
        ("https://sms.shop.example:443/inbound/twilio?to=1", "new", True),
        ("https://sms.shop.example/inbound/twilio?to=1", "old", True),
        ("https://sms.shop.example/inbound/twilio?to=1", "stolen", False),
        ("https://sms.shop.example/inbound/twilio", "new", False),
        ("http://127.0.0.1/inbound/twilio?to=1", "new", False),
    ],
)
def test_what_is_signed_is_the_address_that_twilio_was_given(
    signed: str, token: str, accepted: bool
) -> None:
    form = form_of(b"From=%2B8613800138000&Body=STOP&MediaUrl=b&MediaUrl=a")
    given = RequestValidator(token).compute_signature(signed, form)
    request = Request(
        {
            "type": "http",
            "method": "POST",
            "scheme": "http",
            "server": ("127.0.0.1", 8103),
            "path": "/inbound/twilio",
            "query_string": b"to=1",
            "headers": [(b"x-twilio-signature", given.encode())],
        }
    )
    signature = TwilioSignature("https://sms.shop.example/", ["new", "old", ""])
    assert signature.accepts(request, form) is accepted


def test_an_empty_token_signs_nothing() -> None:
    settings = Settings(twilio_auth_token=SecretStr("new"))
    assert len(twilio_signature(settings)._validators) == 1
