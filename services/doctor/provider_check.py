"""Providers, asked for something that sends nothing."""

from datetime import UTC, datetime

import aiohttp
import aiosmtplib

from infra.kernel.sentences import Sentence, both
from services.doctor.advice import Advice, fault, fine, note
from services.notify.provider_names import MAIN_RELAY, MailRelay, relays
from services.notify.providers.domestic.client import HouseClient
from services.settings import Settings

_PATIENCE = aiohttp.ClientTimeout(total=8)
_TWILIO = "https://api.twilio.com"
_NOBODY = "13000000000"
_NOT_KNOWN = ("SignatureDoesNotMatch", "InvalidAccessKeyId")


async def of_sms(settings: Settings) -> list[Advice]:
    """Each that is in the order of `SMS_PROVIDERS`."""
    found = list[Advice]()
    for name in settings.sms_order.names:
        about = f"providers.sms.{name}"
        if ask := _ASKED.get(name):
            found.append(await ask(about, settings))
        else:
            found.append(
                note(about, both("无法只查不发，未检查。", "It is not asked: only to send."))
            )
    return found


async def _of_twilio(about: str, settings: Settings) -> Advice:
    """Lists one message of the account: it takes the credentials that sending takes."""
    base = settings.twilio_base_url or _TWILIO
    account, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
    url = f"{base}/2010-04-01/Accounts/{account}/Messages.json"
    signed = aiohttp.BasicAuth(account, token)
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(url, params={"PageSize": "1"}, auth=signed) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return _silent(about, type(error).__name__)
    if status in (401, 403):
        return _refused(about, both("检查 TWILIO_*。", "Look at TWILIO_*."))
    if status >= 400:
        return _silent(about, str(status))
    return fine(about, both("账号有效。", "It knows our account."))


async def _of_house(about: str, settings: Settings) -> Advice:
    """Asks what a number was sent today: it takes the key that sending takes."""
    secret = settings.domestic_sms_secret.get_secret_value()
    url, key_id = settings.domestic_sms_url, settings.domestic_sms_key_id
    house = HouseClient(url=url, key_id=key_id, secret=secret)
    today = f"{datetime.now(UTC):%Y%m%d}"
    try:
        answer = await house.call(
            "QuerySendDetails", PhoneNumber=_NOBODY, SendDate=today, PageSize="1", CurrentPage="1"
        )
    except (aiohttp.ClientError, ValueError, OSError, TimeoutError) as error:
        return _silent(about, type(error).__name__)
    finally:
        await house.close()
    if answer.code.startswith(_NOT_KNOWN):
        return _refused(about, both("检查 DOMESTIC_SMS_*。", "Look at DOMESTIC_SMS_*."))
    if answer.code != "OK":
        return _silent(about, answer.code or str(answer.status))
    return fine(about, both("密钥有效。", "It knows our key."))


_ASKED = {"twilio": _of_twilio, "domestic": _of_house}


async def of_mail(settings: Settings) -> list[Advice]:
    """The main relay and those beside it; a sandbox has none."""
    if settings.sandbox:
        return []
    password = settings.smtp_password.get_secret_value()
    main = MailRelay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        username=settings.smtp_username,
        password=password,
        starttls=settings.smtp_starttls,
    )
    every = {MAIN_RELAY: main, **relays(settings.smtp_relays.get_secret_value())}
    return [await _of_relay(f"providers.mail.{name}", relay) for name, relay in every.items()]


async def _of_relay(about: str, relay: MailRelay) -> Advice:
    """Greets, and signs in where there is a name to sign in by."""
    client = aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        start_tls=relay.starttls,
        use_tls=relay.tls,
        timeout=8,
    )
    try:
        await client.connect()
        if relay.username:
            await client.login(relay.username, relay.password)
        await client.quit()
    except aiosmtplib.SMTPAuthenticationError:
        client.close()
        return _refused(about, both("检查账号与密码。", "Look at its name and password."))
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        client.close()
        return _silent(about, type(error).__name__)
    return fine(about, both("应答正常。", "It answers."))


def _refused(about: str, mend: Sentence) -> Advice:
    return fault(
        about,
        both("拒绝了我们的账号。", "It refuses our account."),
        both("没有消息能发出去。", "Nothing is sent."),
        mend,
    )


def _silent(about: str, kind: str) -> Advice:
    return fault(
        about,
        both("没有应答（{kind}）。", "It does not answer ({kind}).", kind=kind),
        both("消息会等着，直到它回来。", "What is to be sent waits until it does."),
        both(
            "检查地址、网络与服务商状态。", "Look at its address, the network and its status page."
        ),
    )
