"""What the notification service and its worker read of the environment."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from infra.kernel.values import phone
from infra.private_key import read_private_key
from infra.secret_settings import (
    DEVELOPMENT_SECRET,
    IN_A_HEADER,
    Environment,
    OptionalSecret,
    Secret,
    given,
    refuse_weak,
    serves_strangers,
)
from infra.settings import MetricsPort, PlatformSettings, Port, ServiceUrl, Url
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.provider_order import ProviderOrder, provider_order
from services.notify.provider_names import MAIN_RELAY, SANDBOX, SMS_PROVIDERS, named, relays

LONGEST_CENTRE = 40
"""Characters."""
_UNSET = SecretStr(DEVELOPMENT_SECRET)


def _needed_by_sms(provider: str) -> Callable[[SecretStr, ValidationInfo], SecretStr]:
    """Of a secret that only this provider uses."""

    def check(value: SecretStr, info: ValidationInfo) -> SecretStr:
        order = provider_order(info.data.get("sms_providers") or provider)
        idle = provider not in order.names or info.data.get("environment") is Environment.SANDBOX
        return value if idle else refuse_weak(value, info)

    return check


def _fits_an_sms(address: str) -> str:
    """Each SMS that asks for something carries it."""
    if len(address) > LONGEST_CENTRE or not address.isascii() or set(address) & set("?#"):
        raise ValueError(
            f"write an address of at most {LONGEST_CENTRE} ASCII characters, without ? and #"
        )
    return address.rstrip("/")


class NotifySettings(PlatformSettings):
    notify_port: Port = 8103
    notify_metrics_port: MetricsPort = 8113
    worker_metrics_port: MetricsPort = 8104
    notify_url: ServiceUrl = ""
    notify_public_url: Url = ""

    more_providers: str = ""
    sms_providers: str = "twilio"
    sms_slow_after: float = Field(default=2.0, gt=0)  # seconds
    twilio_account_sid: str = "AC00000000000000000000000000000000"
    twilio_auth_token: Annotated[SecretStr, AfterValidator(_needed_by_sms("twilio"))] = _UNSET
    twilio_auth_token_old: OptionalSecret = SecretStr("")
    twilio_from: str = "+15005550006"
    twilio_base_url: Url = ""
    callback_url: Url = ""
    domestic_sms_url: Url = ""
    domestic_sms_key_id: str = "development-only"
    domestic_sms_secret: Annotated[SecretStr, AfterValidator(_needed_by_sms("domestic"))] = _UNSET
    domestic_sms_templates: Path | None = None

    smtp_host: str = "127.0.0.1"
    smtp_port: Port = 8026
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = False
    smtp_relays: SecretStr = SecretStr("")
    mail_providers: str = "smtp"
    mail_slow_after: float = Field(default=30.0, gt=0)  # seconds
    smtp_from: str = "Reinstate <membership@reinstate.example>"
    smtp_return_path: str = ""
    smtp_connections: int = Field(default=8, ge=1, le=64)
    smtp_longest_wait: int = Field(default=600, ge=1)  # seconds, of any step; see docs/providers.md
    dkim_key_file: Path | None = None
    dkim_selector: str = ""
    dkim_domain: str = ""
    inbound_mail_secret: Annotated[OptionalSecret, IN_A_HEADER] = _UNSET
    inbound_mail_secret_old: Annotated[OptionalSecret, IN_A_HEADER] = SecretStr("")

    webhook_key: Secret = _UNSET
    webhook_key_old: OptionalSecret = SecretStr("")
    webhook_networks: str = ""
    webhooks_at_once: int = Field(default=16, ge=1, le=256)  # to one endpoint

    sms_rate: float = Field(default=5000, ge=0)  # messages a second over all workers; 0: no limit
    mail_rate: float = Field(default=5000, ge=0)
    sms_a_day: int = Field(default=5, ge=1, le=100)
    quiet_hours: str = "22:00-08:00"
    ladders: str = (
        "LOSS: SMS+EMAIL 70m > IN_APP 1h > STAFF; DEFAULT: SMS 10m > EMAIL 70m > IN_APP 1h"
    )
    retain_messages: timedelta = Field(default=timedelta(days=1095), ge=timedelta(days=365))
    code_secret: Secret = _UNSET
    code_secret_old: OptionalSecret = SecretStr("")

    member_centre_url: Annotated[Url, AfterValidator(_fits_an_sms)] = ""
    staff_desk_url: Url = ""
    operator_name: str = "Reinstate"
    operator_email: str = ""
    operator_phone: str = ""
    alerts_late_after: int = Field(default=120, ge=1)  # seconds

    @field_validator("inbound_mail_secret", mode="before")
    @classmethod
    def off_in_production_until_there_is_one(cls, value: object, info: ValidationInfo) -> object:
        return "" if serves_strangers(info) and value in (_UNSET, DEVELOPMENT_SECRET) else value

    @field_validator("more_providers")
    @classmethod
    def more_providers_can_be_imported(cls, value: str) -> str:
        named(value)
        return value

    @field_validator("sms_providers")
    @classmethod
    def those_of_sms_are_there(cls, value: str, info: ValidationInfo) -> str:
        _refuse_strangers(value, [*SMS_PROVIDERS, *named(info.data.get("more_providers", ""))])
        return value

    @field_validator("domestic_sms_url")
    @classmethod
    def the_house_has_an_address(cls, value: str, info: ValidationInfo) -> str:
        order = provider_order(info.data.get("sms_providers") or "twilio")
        if serves_strangers(info) and "domestic" in order.names and not value:
            raise ValueError("SMS_PROVIDERS names the domestic house: say where it is")
        return value

    @field_validator("domestic_sms_templates")
    @classmethod
    def approved_templates_can_be_read(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(f"there is no file {value}")
        return value

    @field_validator("smtp_relays")
    @classmethod
    def relays_are_addresses(cls, value: SecretStr) -> SecretStr:
        relays(value.get_secret_value())
        return value

    @field_validator("mail_providers")
    @classmethod
    def those_of_mail_are_there(cls, value: str, info: ValidationInfo) -> str:
        given = info.data.get("smtp_relays", SecretStr("")).get_secret_value()
        more = named(info.data.get("more_providers", ""))
        _refuse_strangers(value, [MAIN_RELAY, *relays(given), *more])
        return value

    @field_validator("dkim_key_file")
    @classmethod
    def dkim_key_can_be_read(cls, value: Path | None) -> Path | None:
        if value is not None:
            read_private_key(value)
        return value

    @field_validator("dkim_domain")
    @classmethod
    def dkim_is_whole(cls, value: str, info: ValidationInfo) -> str:
        if "dkim_key_file" not in info.data:  # it is wrong, which is said already
            return value
        given = [info.data["dkim_key_file"], info.data.get("dkim_selector"), value]
        if any(given) and not all(given):
            raise ValueError("set DKIM_KEY_FILE, DKIM_SELECTOR and DKIM_DOMAIN, or none of them")
        return value

    @field_validator("webhook_networks")
    @classmethod
    def networks_are_networks(cls, value: str) -> str:
        for one in value.split(","):
            if one.strip():
                ip_network(one.strip())
        return value

    @field_validator("quiet_hours")
    @classmethod
    def quiet_hours_are_two_times(cls, value: str) -> str:
        clock = r"([01]\d|2[0-3]):[0-5]\d"
        if not re.fullmatch(f"off|{clock}-{clock}", value, re.ASCII):
            raise ValueError("write local times as 22:00-08:00, or off")
        return value

    @field_validator("ladders")
    @classmethod
    def ladders_can_be_climbed(cls, value: str) -> str:
        ladders(value)
        return value

    @field_validator("operator_phone")
    @classmethod
    def international(cls, value: str) -> str:
        return phone(value) if value else value

    @field_validator("operator_email")
    @classmethod
    def has_a_mailbox(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
            raise ValueError("write one address, such as ops@shop.example")
        return value

    @property
    def sms_order(self) -> ProviderOrder:
        return provider_order(SANDBOX if self.sandbox else self.sms_providers)

    @property
    def mail_order(self) -> ProviderOrder:
        return provider_order(SANDBOX if self.sandbox else self.mail_providers)

    @property
    def callback_base(self) -> str:
        """Where the SMS provider reaches this service."""
        return self.callback_url or self.web_url_of("notify")

    @property
    def public_base(self) -> str:
        """Where members reach this service, for the links in mails."""
        return self.notify_public_url or self.callback_base

    @property
    def member_centre(self) -> str:
        """Where links in messages lead; empty: they have none."""
        return self.member_centre_url

    @property
    def desk(self) -> str:
        """Where links in mails to staff lead; empty: they have none."""
        return self.staff_desk_url.rstrip("/")

    @property
    def called_networks(self) -> str:
        """Private ones that webhooks may go to; in development this machine, unless told
        otherwise."""
        return self.webhook_networks or ("127.0.0.0/8, ::1/128" if self.development else "")

    @property
    def webhook_keys(self) -> tuple[str, ...]:
        """The first seals secrets of endpoints, each opens them."""
        return given(self.webhook_key, self.webhook_key_old)

    @property
    def code_keys(self) -> tuple[bytes, ...]:
        """The first makes codes and links in mails, each is good for them; so with the key that
        addresses are hashed with, which they encrypt."""
        return tuple(key.encode() for key in given(self.code_secret, self.code_secret_old))

    @property
    def inbound_mail_secrets(self) -> tuple[str, ...]:
        return given(self.inbound_mail_secret, self.inbound_mail_secret_old)


def _refuse_strangers(order: str, known: Iterable[str]) -> None:
    known = list(known)
    strangers = [name for name in provider_order(order).names if name not in known]
    if strangers:
        raise ValueError(f"{', '.join(strangers)}: not among {', '.join(known)}")
