"""The providers, as the settings name them."""

from infra.settings import Settings
from services.notify.adapters.channels.email import SmtpMail
from services.notify.adapters.channels.sms import TwilioSms
from services.notify.component.parts import callback_base


def build_mail(settings: Settings) -> SmtpMail:
    return SmtpMail(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
        starttls=settings.smtp_starttls,
        connections=settings.smtp_connections,
    )


def build_sms(settings: Settings) -> TwilioSms:
    return TwilioSms(
        account=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        base_url=settings.twilio_base_url,
        callback_base=callback_base(settings),
    )
