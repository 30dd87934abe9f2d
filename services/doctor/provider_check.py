"""Providers, asked for something that sends nothing."""

import aiohttp
import aiosmtplib

from infra.kernel.sentences import Sentence, both
from services.doctor.advice import Advice, fault, fine, note
from services.settings import Settings

_PATIENCE = aiohttp.ClientTimeout(total=8)
_TWILIO = "https://api.twilio.com"


async def of_sms(settings: Settings) -> list[Advice]:
    """Lists one message of the account: it takes the credentials that sending takes."""
    if "twilio" not in settings.sms_providers:
        return [
            note("providers.sms", both("未查询：不是 Twilio。", "Not asked: it is not Twilio."))
        ]
    base = settings.twilio_base_url or _TWILIO
    account, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
    url = f"{base}/2010-04-01/Accounts/{account}/Messages.json"
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(
                url, params={"PageSize": "1"}, auth=aiohttp.BasicAuth(account, token)
            ) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return [_silent("providers.sms", type(error).__name__)]
    if status in (401, 403):
        return [_refused("providers.sms", both("检查 TWILIO_*。", "Look at TWILIO_*."))]
    if status >= 400:
        return [_silent("providers.sms", str(status))]
    return [fine("providers.sms", both("账号有效。", "It knows our account."))]


async def of_mail(settings: Settings) -> list[Advice]:
    """Greets, and signs in where there is a name to sign in by."""
    client = aiosmtplib.SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        start_tls=settings.smtp_starttls,
        timeout=8,
    )
    try:
        await client.connect()
        if settings.smtp_username:
            await client.login(settings.smtp_username, settings.smtp_password.get_secret_value())
        await client.quit()
    except aiosmtplib.SMTPAuthenticationError:
        client.close()
        return [_refused("providers.mail", both("检查 SMTP_*。", "Look at SMTP_*."))]
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        client.close()
        return [_silent("providers.mail", type(error).__name__)]
    return [fine("providers.mail", both("应答正常。", "It answers."))]


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
