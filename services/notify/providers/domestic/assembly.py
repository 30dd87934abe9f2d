"""The domestic house, as the settings name it."""

from infra.log import logger
from infra.process.component import Loop
from infra.settings import SettingsError
from services.notify.core.assembly import Core
from services.notify.core.deliveries.provider_order import ProviderOrder
from services.notify.core.feature import Feature
from services.notify.core.rules.sms_events import BY_SMS
from services.notify.providers.domestic.client import HouseClient
from services.notify.providers.domestic.domain.approved import (
    ApprovedTemplates,
    Listed,
    listed_in,
    missing_in,
)
from services.notify.providers.domestic.reports import PulledReports
from services.notify.providers.domestic.sms import DomesticSms
from services.notify.providers.hearing import SmsAnswers, SmsHearing
from services.notify.providers.kinds import SmsKind
from services.notify.settings import NotifySettings

NAME = "domestic"
NOTHING: Listed = {}


def build_domestic(settings: NotifySettings) -> DomesticSms:
    templates = ApprovedTemplates(settings.operator_name, _listed(settings))
    return DomesticSms(_client(settings), templates)


def domestic_feature(settings: NotifySettings, core: Core) -> Feature:
    _say_what_is_missing(_listed(settings), core.policy.sms)
    reports = pulled_reports(settings, core)
    return Feature(loops=[Loop(name="fetch SMS reports", run=reports.run)], close=reports.close)


def pulled_reports(settings: NotifySettings, core: Core) -> PulledReports:
    hearing = SmsHearing(
        NAME,
        settling=core.settling,
        suppressions=core.suppressions,
        clock=core.clock,
        order=core.policy.sms,
    )
    answers = SmsAnswers(core.suppressions, core.clock)
    return PulledReports(_client(settings), hearing, answers)


def _say_what_is_missing(listed: Listed, order: ProviderOrder) -> None:
    missing = missing_in(listed, BY_SMS)
    if not missing:
        return
    orders = (order.default, *order.special.values())
    others = any(NAME in one and len(one) > 1 for one in orders)
    logger.warning(
        "no approved SMS template for some events",
        events=missing,
        follows="the next provider sends them" if others else "they are not sent by SMS",
    )


def _client(settings: NotifySettings) -> HouseClient:
    return HouseClient(
        url=settings.domestic_sms_url,
        key_id=settings.domestic_sms_key_id,
        secret=settings.domestic_sms_secret.get_secret_value(),
    )


def _listed(settings: NotifySettings) -> Listed:
    """
    Raises:
        SettingsError: the file cannot be read as such.
    """
    file = settings.domestic_sms_templates
    try:
        return listed_in(file.read_bytes()) if file else NOTHING
    except (OSError, ValueError) as error:
        raise SettingsError(f"DOMESTIC_SMS_TEMPLATES: {error}") from None


DOMESTIC = SmsKind(build=build_domestic, hears=domestic_feature)
