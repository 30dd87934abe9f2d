"""The providers, as the settings name them."""

from infra.kernel.clock import Clock
from infra.private_key import read_private_key
from infra.storage.mongo import Database
from services.notify.component.parts import code_secret
from services.notify.contacts.unsubscribe_page import UnsubscribeLinks
from services.notify.core.gates.provider_gates import MAIL, SMS, ProviderGates, build_gates
from services.notify.providers.smtp.dkim import DkimSigner
from services.notify.providers.smtp.email import SmtpMail
from services.notify.providers.smtp.limits import SmtpLimits
from services.notify.providers.twilio.sms import TwilioSms
from services.notify.settings import NotifySettings


def build_mail(settings: NotifySettings) -> SmtpMail:
    return SmtpMail(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        return_path=settings.smtp_return_path,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value(),
        starttls=settings.smtp_starttls,
        connections=settings.smtp_connections,
        unsubscribe=UnsubscribeLinks(settings.public_base, code_secret(settings)),
        dkim=_dkim(settings),
        limits=SmtpLimits().at_most(settings.smtp_longest_wait),
    )


def _dkim(settings: NotifySettings) -> DkimSigner | None:
    if settings.dkim_key_file is None:
        return None
    key = read_private_key(settings.dkim_key_file)
    return DkimSigner(key, settings.dkim_selector, settings.dkim_domain)


def build_provider_gates(settings: NotifySettings, db: Database, clock: Clock) -> ProviderGates:
    rates = {SMS: settings.sms_rate, MAIL: settings.mail_rate}
    return build_gates(settings.broker_url, rates, db, clock)


def build_sms(settings: NotifySettings) -> TwilioSms:
    return TwilioSms(
        account=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        base_url=settings.twilio_base_url,
        callback_base=settings.callback_base,
    )
