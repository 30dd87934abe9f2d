"""Twilio, as the settings name it."""

from services.notify.core.assembly import Core
from services.notify.core.feature import Feature
from services.notify.providers.hearing import SmsAnswers, SmsHearing
from services.notify.providers.kinds import SmsKind
from services.notify.providers.twilio.callbacks import TwilioCallbacks
from services.notify.providers.twilio.inbound_sms import InboundSms
from services.notify.providers.twilio.signature import TwilioSignature
from services.notify.providers.twilio.sms import TwilioSms
from services.notify.settings import NotifySettings


def build_twilio(settings: NotifySettings) -> TwilioSms:
    return TwilioSms(
        account=settings.twilio_account_sid,
        token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_from,
        base_url=settings.twilio_base_url,
        callback_base=settings.callback_base,
    )


def twilio_feature(settings: NotifySettings, core: Core) -> Feature:
    signature = twilio_signature(settings)
    hearing = SmsHearing(
        "twilio",
        settling=core.settling,
        suppressions=core.suppressions,
        clock=core.clock,
        order=core.policy.sms,
    )
    callbacks = TwilioCallbacks(hearing, signature)
    inbound = InboundSms(signature, SmsAnswers(core.suppressions, core.clock))
    return Feature(routes=[*callbacks.routes(), *inbound.routes()])


def twilio_signature(settings: NotifySettings) -> TwilioSignature:
    """Both tokens count while the account's is being rotated."""
    tokens = [settings.twilio_auth_token, settings.twilio_auth_token_old]
    return TwilioSignature(settings.callback_base, [token.get_secret_value() for token in tokens])


TWILIO = SmsKind(build=build_twilio, hears=twilio_feature)
