"""The providers that the settings name, in the order in which they are tried first."""

from infra.settings import SettingsError
from services.notify.core.assembly import Core
from services.notify.core.feature import Feature
from services.notify.core.ports.providers import MailProvider, SmsProvider
from services.notify.provider_names import MAIN_RELAY, SANDBOX, named, relays
from services.notify.providers.domestic.assembly import DOMESTIC
from services.notify.providers.kinds import MailKind, SmsKind, UnsubscribeLink
from services.notify.providers.sandbox.assembly import SANDBOX_MAIL, SANDBOX_SMS
from services.notify.providers.smtp.assembly import main_relay, relay_kind, smtp_feature
from services.notify.providers.twilio.assembly import TWILIO
from services.notify.settings import NotifySettings


def sms_providers(settings: NotifySettings) -> dict[str, SmsProvider]:
    return {name: kind.build(settings) for name, kind in _sms_kinds(settings).items()}


def mail_providers(
    settings: NotifySettings, unsubscribe: UnsubscribeLink
) -> dict[str, MailProvider]:
    return {name: kind.build(settings, unsubscribe) for name, kind in _mail_kinds(settings).items()}


def provider_features(settings: NotifySettings, core: Core) -> list[Feature]:
    """What hears of messages. Reports about mails come to one address, by whichever relay."""
    hears = [kind.hears for kind in _sms_kinds(settings).values()]
    hears += [kind.hears for kind in _mail_kinds(settings).values()]
    return [smtp_feature(settings, core), *(each(settings, core) for each in hears)]


def _sms_kinds(settings: NotifySettings) -> dict[str, SmsKind]:
    more = named(settings.more_providers)
    known = {"twilio": TWILIO, "domestic": DOMESTIC, SANDBOX: SANDBOX_SMS, **more}
    found = {name: known[name] for name in settings.sms_order.names}
    for name, kind in found.items():
        if not isinstance(kind, SmsKind):
            raise SettingsError(f"MORE_PROVIDERS: {name} is no SmsKind")
    return found  # type: ignore[return-value]  # all of them are, as was just seen


def _mail_kinds(settings: NotifySettings) -> dict[str, MailKind]:
    given = relays(settings.smtp_relays.get_secret_value())
    others = {name: relay_kind(relay) for name, relay in given.items()}
    more = named(settings.more_providers)
    known = {MAIN_RELAY: main_relay(settings), SANDBOX: SANDBOX_MAIL, **others, **more}
    found = {name: known[name] for name in settings.mail_order.names}
    for name, kind in found.items():
        if not isinstance(kind, MailKind):
            raise SettingsError(f"MORE_PROVIDERS: {name} is no MailKind")
    return found  # type: ignore[return-value]  # all of them are, as was just seen
