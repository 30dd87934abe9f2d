"""The providers, as the settings name them."""

from infra.private_key import read_private_key
from infra.settings import Settings
from services.notify.component.parts import callback_base, code_secret
from services.notify.contacts.unsubscribe_page import UnsubscribeLinks
from services.notify.providers.smtp.dkim import DkimSigner
from services.notify.providers.smtp.email import SmtpMail
from services.notify.providers.smtp.limits import SmtpLimits
from services.notify.providers.twilio.sms import TwilioSms


def build_mail(settings: Settings) -> SmtpMail:
    return SmtpMail(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        return_path=settings.smtp_return_path,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
        starttls=settings.smtp_starttls,
        connections=settings.smtp_connections,
        unsubscribe=UnsubscribeLinks(public_base(settings), code_secret(settings)),
        dkim=_dkim(settings),
        limits=SmtpLimits().at_most(settings.smtp_longest_wait),
    )


def public_base(settings: Settings) -> str:
    """Where members reach this service, for the links in mails."""
    return settings.notify_public_url or callback_base(settings)


def _dkim(settings: Settings) -> DkimSigner | None:
    if settings.dkim_key_file is None:
        return None
    key = read_private_key(settings.dkim_key_file)
    return DkimSigner(key, settings.dkim_selector, settings.dkim_domain)


def build_sms(settings: Settings) -> TwilioSms:
    return TwilioSms(
        account=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        base_url=settings.twilio_base_url,
        callback_base=callback_base(settings),
    )
