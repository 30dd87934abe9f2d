"""The mail server, as the settings name it."""

from functools import partial

from infra.private_key import read_private_key
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature
from services.notify.provider_names import MailRelay
from services.notify.providers.kinds import MailKind, UnsubscribeLink
from services.notify.providers.smtp.delivery_reports import MailReports
from services.notify.providers.smtp.dkim import DkimSigner
from services.notify.providers.smtp.email import SmtpMail
from services.notify.providers.smtp.inbound_mail import InboundMail
from services.notify.providers.smtp.limits import SmtpLimits
from services.notify.settings import NotifySettings


def main_relay(settings: NotifySettings) -> MailKind:
    return relay_kind(
        MailRelay(
            host=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value(),
            starttls=settings.smtp_starttls,
        )
    )


def relay_kind(relay: MailRelay) -> MailKind:
    """All of them sign and are reported on alike."""
    return MailKind(build=partial(build_smtp, relay))


def build_smtp(
    relay: MailRelay, settings: NotifySettings, unsubscribe: UnsubscribeLink
) -> SmtpMail:
    return SmtpMail(
        relay=relay,
        sender=settings.smtp_from,
        return_path=settings.smtp_return_path,
        connections=settings.smtp_connections,
        unsubscribe=unsubscribe,
        dkim=_dkim(settings),
        limits=SmtpLimits().at_most(settings.smtp_longest_wait),
    )


def smtp_feature(settings: NotifySettings, core: Core) -> Feature:
    inbound = InboundMail(
        secrets=settings.inbound_mail_secrets,
        sender=settings.smtp_from,
        news=MailReports(
            alerts=core.alerts,
            journal=core.journal,
            settling=core.settling,
            suppressions=core.suppressions,
            clock=core.clock,
        ),
    )
    return Feature(routes=inbound.routes())


def _dkim(settings: NotifySettings) -> DkimSigner | None:
    if settings.dkim_key_file is None:
        return None
    key = read_private_key(settings.dkim_key_file)
    return DkimSigner(key, settings.dkim_selector, settings.dkim_domain)
