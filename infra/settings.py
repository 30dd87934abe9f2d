"""The one reader of the environment.

What every process needs is here. Each service, and the gateway, declares the variables that only it
reads as a section of its own, a subclass; `services.settings` joins them into one class. Every
process builds that once, at start: whatever is wrong with any section is reported in one go, in
words, before anything is connected or bound.
"""

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from infra.kernel.money import checked_currency
from infra.kernel.time_zones import time_zone
from infra.rpc.addresses import LONGEST_PATH, fits, socket_path, socket_url
from infra.secret_settings import (
    DEVELOPMENT_SECRET,
    IN_A_HEADER,
    SEPARATED,
    Environment,
    OptionalSecret,
    Secret,
    given,
    secret_in,
    serves_strangers,
)
from infra.variables import FromVariables

S = TypeVar("S", bound=BaseSettings)


class SettingsError(Exception):
    """The environment is not usable; the message lists everything that is wrong."""


def _is_web_address(value: str) -> str:
    if value and not re.match(r"https?://[^/\s]", value):
        raise ValueError("write the whole address, such as https://shop.example")
    return value


def _is_service_address(value: str) -> str:
    path = socket_path(value)
    if path is None:
        return _is_web_address(value)
    if not path.is_absolute() or not fits(path):
        raise ValueError(f"write an absolute path of at most {LONGEST_PATH} bytes after unix:")
    return value


Port = Annotated[int, Field(ge=1, le=65535)]
MetricsPort = Annotated[int, Field(ge=0, le=65535)]
"""0: none."""
Url = Annotated[str, AfterValidator(_is_web_address)]
"""Or empty."""
ServiceUrl = Annotated[str, AfterValidator(_is_service_address)]
"""Of HTTP, or `unix:` with the absolute path of a socket; or empty."""
Names = Annotated[tuple[str, ...], NoDecode, SEPARATED]
"""Separated by commas."""


class PlatformSettings(FromVariables):
    """What every process reads. The name of a field in capitals is the name of its variable."""

    model_config = SettingsConfigDict(
        env_file=None, env_ignore_empty=True, extra="ignore", frozen=True, validate_default=True
    )

    environment: Environment = Environment.DEVELOPMENT
    var_dir: Path = Path("var")
    log_level: str = "INFO"
    release: str = ""
    crash_at: str = ""
    mongo_url: str = "mongodb://127.0.0.1:27117/?replicaSet=secantus&retryWrites=false"
    mongo_database_prefix: str = "reinstate"
    change_streams: bool = False
    feed_partitions: int = Field(default=4, ge=1, le=1_024)
    broker_url: str = "redis://127.0.0.1:6479/0"
    host: str = "127.0.0.1"
    most_connections: int = Field(default=4_000, ge=10)  # of one process
    rpc_secret: Annotated[Secret, IN_A_HEADER] = SecretStr(DEVELOPMENT_SECRET)
    rpc_secret_old: Annotated[OptionalSecret, IN_A_HEADER] = SecretStr("")
    otel_exporter_otlp_endpoint: Url = ""
    otel_exporter_otlp_traces_endpoint: Url = ""
    otel_sdk_disabled: bool = False
    master_key_file: Path | None = None
    master_key: OptionalSecret = SecretStr("")
    master_key_old: OptionalSecret = SecretStr("")
    currency: str = "CNY"
    operator_time_zone: str = "Asia/Shanghai"

    @field_validator("host")
    @classmethod
    def development_stays_on_this_machine(cls, value: str, info: ValidationInfo) -> str:
        # Development gives tokens to whoever asks.
        local = value in ("127.0.0.1", "localhost", "::1")
        if info.data.get("environment") is Environment.DEVELOPMENT and not local:
            raise ValueError("in development listen on 127.0.0.1, or set ENVIRONMENT=production")
        return value

    @field_validator("master_key_file")
    @classmethod
    def master_key_can_be_read(cls, value: Path | None) -> Path | None:
        if value is not None:
            secret_in(value)
        return value

    @field_validator("master_key")
    @classmethod
    def there_is_a_master_key(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        given = value.get_secret_value() or info.data.get("master_key_file")
        if serves_strangers(info) and not given:
            raise ValueError("in production set it, or MASTER_KEY_FILE")
        return value

    @field_validator("log_level")
    @classmethod
    def level_is_known(cls, value: str) -> str:
        if value.upper() not in (known := logging.getLevelNamesMapping()):
            raise ValueError(f"name one of {', '.join(known)}")
        return value

    @field_validator("operator_time_zone")
    @classmethod
    def zone_is_known(cls, value: str) -> str:
        return time_zone(value)

    @field_validator("currency")
    @classmethod
    def currency_is_known(cls, value: str) -> str:
        return checked_currency(value)

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

    @property
    def development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT

    @property
    def sandbox(self) -> bool:
        return self.environment is Environment.SANDBOX

    @property
    def clock_moves(self) -> bool:
        """Whether time may be moved. Never in production."""
        return self.development or self.sandbox

    def apart(self, name: str) -> str:
        """A name, or a secret, that a sandbox has of its own, so that it meets nothing real even
        where every variable is copied from production."""
        return f"sandbox-{name}" if self.sandbox else name

    @property
    def traced(self) -> bool:
        """Whether there is somewhere to send traces to, by OpenTelemetry's own variables."""
        there = self.otel_exporter_otlp_endpoint or self.otel_exporter_otlp_traces_endpoint
        return bool(there) and not self.otel_sdk_disabled

    @property
    def rpc_secrets(self) -> tuple[str, ...]:
        """Those that count between services; calls carry the first."""
        return tuple(map(self.apart, given(self.rpc_secret, self.rpc_secret_old)))

    @property
    def master_keys(self) -> tuple[str, ...]:
        """What keys of data are wrapped with: the present secret, then the one before."""
        file = self.master_key_file
        given = secret_in(file) if file else self.master_key.get_secret_value()
        present = given or (DEVELOPMENT_SECRET if self.development else "")
        return tuple(key for key in (present, self.master_key_old.get_secret_value()) if key)

    def database(self, service: str) -> str:
        return self.apart(f"{self.mongo_database_prefix}_{service}")

    def port_of(self, service: str) -> int:
        """`NAME_PORT` of the section that declares it; so for the two below."""
        return int(getattr(self, f"{service}_port"))

    def metrics_port_of(self, service: str) -> int:
        return int(getattr(self, f"{service}_metrics_port"))

    def url_of(self, service: str) -> str:
        """Where our other processes reach it: `NAME_URL`, else a socket of this machine, or HTTP
        where the path of a socket would be too long."""
        named = str(getattr(self, f"{service}_url"))
        socket = socket_url(self.var_dir / "run" / f"{service}.sock")
        return named or socket or self.web_url_of(service)

    def web_url_of(self, service: str) -> str:
        """Where strangers reach it: `NAME_URL`, unless that is a socket, else this machine."""
        named = str(getattr(self, f"{service}_url"))
        if named and socket_path(named) is None:
            return named
        return f"http://{self.host}:{self.port_of(service)}"


def load(kind: type[S], overrides: Mapping[str, str] | None = None) -> S:
    """Reads the environment; a variable in `overrides` wins over it.

    Raises:
        SettingsError: one line for each variable that is wrong, with what would be right.
    """
    given: dict[str, Any] = {name.lower(): value for name, value in (overrides or {}).items()}
    try:
        return kind(**given)
    except ValidationError as error:
        lines = [
            f"  {_variable(item['loc'])}: {_words(item['type'], item['msg'])}"
            for item in error.errors()
        ]
        raise SettingsError("The settings are not usable:\n" + "\n".join(lines)) from None


def _variable(location: tuple[int | str, ...]) -> str:
    return str(location[0]).upper() if location else "settings"


def _words(kind: str, message: str) -> str:
    if kind == "int_parsing":
        return "give a whole number"
    return message.removeprefix("Value error, ")
