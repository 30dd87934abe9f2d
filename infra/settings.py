"""The one reader of the environment.

Every process builds `Settings` once, at start. Whatever is wrong is reported in one go, in words,
before anything is connected or bound.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from infra.kernel.money import checked_currency
from infra.kernel.time_zones import time_zone
from infra.kernel.values import phone
from infra.private_key import read_private_key

DEVELOPMENT_SECRET = "development-only-secret-of-32-bytes-or-more"  # noqa: S105 (refused in production)

SHORTEST_SECRET = 32  # characters; Twilio's tokens have as many
FEWEST_DIFFERENT = 8
SECRETS = (
    "rpc_secret", "jwt_secret", "twilio_auth_token", "twilio_auth_token_old", "code_secret",
    "inbound_mail_secret",
)  # fmt: skip
OPTIONAL = ("twilio_auth_token_old", "inbound_mail_secret")
IN_HEADERS = ("rpc_secret", "inbound_mail_secret")


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsError(Exception):
    """The environment is not usable; the message lists everything that is wrong."""


class Settings(BaseSettings):
    """All settings. The name of a field in capitals is the name of its variable."""

    model_config = SettingsConfigDict(
        env_file=None, env_ignore_empty=True, extra="ignore", frozen=True, validate_default=True
    )

    environment: Environment = Environment.DEVELOPMENT
    var_dir: Path = Path("var")
    log_level: str = "INFO"
    crash_at: str = ""

    mongo_url: str = "mongodb://127.0.0.1:27117/?replicaSet=secantus&retryWrites=false"
    mongo_database_prefix: str = "reinstate"
    change_streams: bool = False
    broker_url: str = "redis://127.0.0.1:6479/0"

    host: str = "127.0.0.1"
    gateway_port: int = 8000
    membership_port: int = 8101
    appeals_port: int = 8102
    notify_port: int = 8103
    gateway_metrics_port: int = Field(default=8110, ge=0, le=65535)  # 0: none; so for all of them
    membership_metrics_port: int = Field(default=8111, ge=0, le=65535)
    appeals_metrics_port: int = Field(default=8112, ge=0, le=65535)
    notify_metrics_port: int = Field(default=8113, ge=0, le=65535)
    worker_metrics_port: int = Field(default=8104, ge=0, le=65535)
    most_connections: int = Field(default=4_000, ge=10)  # of one process
    sockets_a_caller: int = Field(default=20, ge=1)  # WebSockets; of one process
    subscriptions_a_socket: int = Field(default=20, ge=1)  # and other operations under way on it
    membership_url: str = ""
    appeals_url: str = ""
    notify_url: str = ""
    rpc_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)

    jwt_jwks_url: str = ""
    jwt_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    jwt_algorithms: Annotated[list[str], NoDecode] = ["HS256"]
    jwt_audience: str = ""
    jwt_issuer: str = ""
    introspection: bool | None = None  # none: in development only
    trusted_hosts: Annotated[list[str], NoDecode] = []  # of the gateway, without port; none: any
    public_url: str = "http://127.0.0.1:8000"

    twilio_account_sid: str = "AC00000000000000000000000000000000"
    twilio_auth_token: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    twilio_auth_token_old: SecretStr = SecretStr("")
    twilio_from: str = "+15005550006"
    twilio_base_url: str = ""
    callback_url: str = ""
    smtp_host: str = "127.0.0.1"
    smtp_port: int = 8026
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = False
    smtp_from: str = "Reinstate <membership@reinstate.example>"
    smtp_return_path: str = ""
    smtp_connections: int = Field(default=8, ge=1, le=64)
    smtp_longest_wait: int = Field(default=600, ge=1)  # seconds, of any step; see docs/providers.md
    sms_rate: float = Field(default=5000, ge=0)  # messages a second over all workers; 0: no limit
    mail_rate: float = Field(default=5000, ge=0)
    alerts_late_after: int = Field(default=120, ge=1)  # seconds
    operator_email: str = ""
    operator_phone: str = ""
    dkim_key_file: Path | None = None
    dkim_selector: str = ""
    dkim_domain: str = ""
    notify_public_url: str = ""
    inbound_mail_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    code_secret: SecretStr = SecretStr(DEVELOPMENT_SECRET)

    currency: str = "CNY"
    operator_name: str = "Reinstate"
    operator_time_zone: str = "Asia/Shanghai"
    ladders: str = (
        "LOSS: SMS+EMAIL 70m > IN_APP 1h > STAFF; DEFAULT: SMS 10m > EMAIL 70m > IN_APP 1h"
    )
    quiet_hours: str = "22:00-08:00"
    sms_a_day: int = Field(default=5, ge=1, le=100)
    plans_file: Path = Path("services/membership/plans.json")
    sink_port: int = 8025
    embedded_mongo_port: int = 27117
    embedded_broker_port: int = 6479

    @field_validator("jwt_algorithms", "trusted_hosts", mode="before")
    @classmethod
    def split_list(cls, value: object) -> object:
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    @field_validator("host")
    @classmethod
    def development_stays_on_this_machine(cls, value: str, info: ValidationInfo) -> str:
        # Development gives tokens to whoever asks.
        local = value in ("127.0.0.1", "localhost", "::1")
        if info.data.get("environment") is Environment.DEVELOPMENT and not local:
            raise ValueError("in development listen on 127.0.0.1, or set ENVIRONMENT=production")
        return value

    @field_validator("operator_phone")
    @classmethod
    def international(cls, value: str) -> str:
        return phone(value) if value else value

    @field_validator("operator_time_zone")
    @classmethod
    def zone_is_known(cls, value: str) -> str:
        return time_zone(value)

    @field_validator("currency")
    @classmethod
    def currency_is_known(cls, value: str) -> str:
        return checked_currency(value)

    @field_validator("operator_email")
    @classmethod
    def has_a_mailbox(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
            raise ValueError("write one address, such as ops@shop.example")
        return value

    @field_validator("mongo_url")
    @classmethod
    def mongo_scheme(cls, value: str) -> str:
        if not value.startswith(("mongodb://", "mongodb+srv://")):
            raise ValueError("start it with mongodb:// or mongodb+srv:// and name a replica set")
        return value

    @field_validator("broker_url")
    @classmethod
    def broker_scheme(cls, value: str) -> str:
        if not value.startswith(("redis://", "rediss://", "valkey://", "unix://")):
            raise ValueError("start it with redis:// or rediss://")
        return value

    @field_validator("quiet_hours")
    @classmethod
    def quiet_hours_are_two_times(cls, value: str) -> str:
        clock = r"([01]\d|2[0-3]):[0-5]\d"
        if not re.fullmatch(f"off|{clock}-{clock}", value, re.ASCII):
            raise ValueError("write local times as 22:00-08:00, or off")
        return value

    @field_validator(*SECRETS)
    @classmethod
    def secrets_of_production_are_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        # On each field, so that it is listed beside the errors of the other fields.
        name, secret = str(info.field_name), value.get_secret_value()
        if name in IN_HEADERS and not (secret.isascii() and secret.isprintable()):
            raise ValueError("use letters, digits and signs of ASCII: it travels in a header")
        if info.data.get("environment") is not Environment.PRODUCTION:
            return value
        if secret == DEVELOPMENT_SECRET and name == "inbound_mail_secret":
            return SecretStr("")  # what it lets in is off until there is one
        unused = name == "jwt_secret" and info.data.get("jwt_jwks_url")
        if not unused and (secret or name not in OPTIONAL) and (fault := _weakness(secret)):
            raise ValueError(fault)
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

    @property
    def development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT

    @property
    def own_hosts(self) -> frozenset[str]:
        """Names under which the gateway answers; none: any. In development this machine's own, so
        that no page of a stranger reaches it by a name that leads here."""
        loopback = ("127.0.0.1", "localhost", "[::1]") if self.development else ()
        return frozenset(name.lower() for name in self.trusted_hosts or loopback)

    @property
    def tells_its_schema(self) -> bool:
        """Introspection, suggestions in errors, the schema as text, the page to try things out."""
        return self.development if self.introspection is None else self.introspection

    @cached_property
    def service_urls(self) -> dict[str, str]:
        """Where each service answers, by service name."""
        return {name: self._service_url(name) for name in ("membership", "appeals", "notify")}

    def _service_url(self, name: str) -> str:
        port: int = getattr(self, f"{name}_port")
        return str(getattr(self, f"{name}_url")) or f"http://{self.host}:{port}"

    def database(self, service: str) -> str:
        return f"{self.mongo_database_prefix}_{service}"


def load_settings(overrides: Mapping[str, str] | None = None) -> Settings:
    """Reads the environment; a variable in `overrides` wins over it.

    Raises:
        SettingsError: one line for each variable that is wrong, with what would be right.
    """
    given: dict[str, Any] = {name.lower(): value for name, value in (overrides or {}).items()}
    try:
        return Settings(**given)
    except ValidationError as error:
        lines = [
            f"  {_variable(item['loc'])}: {_words(item['type'], item['msg'])}"
            for item in error.errors()
        ]
        raise SettingsError("The settings are not usable:\n" + "\n".join(lines)) from None


def _weakness(secret: str) -> str:
    """Why nobody should rely on it; "" for a good one."""
    if secret == DEVELOPMENT_SECRET:
        return "in production set it to a secret of your own"
    if len(secret) < SHORTEST_SECRET:
        return f"in production use at least {SHORTEST_SECRET} characters: openssl rand -hex 32"
    if len(set(secret)) < FEWEST_DIFFERENT:
        return "in production use one that cannot be guessed: openssl rand -hex 32"
    return ""


def _variable(location: tuple[int | str, ...]) -> str:
    return str(location[0]).upper() if location else "settings"


def _words(kind: str, message: str) -> str:
    if kind == "int_parsing":
        return "give a whole number"
    return message.removeprefix("Value error, ")
