"""What messages go out by, which takes more than one feature: mails have links of another one."""

from services.notify.contacts.assembly import unsubscribe_links
from services.notify.contract.words import Channel
from services.notify.core.assembly import Core
from services.notify.core.ports.providers import MailProvider, SmsProvider
from services.notify.delivery.assembly import Channels
from services.notify.providers.registry import mail_providers, sms_providers
from services.notify.recovery.assembly import after_a_restore
from services.notify.settings import NotifySettings


def build_mail(settings: NotifySettings) -> dict[str, MailProvider]:
    return mail_providers(settings, unsubscribe_links(settings))


def build_channels(
    settings: NotifySettings, core: Core, sms: dict[str, SmsProvider] | None = None
) -> Channels:
    """`sms`: others than the settings name."""
    given = sms or sms_providers(settings)
    by_sms, by_mail = after_a_restore(core, given, build_mail(settings))
    slow = {Channel.SMS: settings.sms_slow_after, Channel.EMAIL: settings.mail_slow_after}
    return Channels(sms=by_sms, mail=by_mail, gates=core.gates, slow_after=slow)
