"""What accounts read of the environment."""

import functools
from datetime import timedelta
from typing import Final, Literal
from urllib.parse import urlsplit

import phonenumbers
from pydantic import Field, SecretStr, ValidationInfo, field_validator

from infra.derived_key import kept_secret
from infra.secret_settings import DEVELOPMENT_SECRET, OptionalSecret, refuse_weak
from infra.settings import Names, PlatformSettings

_FILE: Final = "token.secret"


class AccountSettings(PlatformSettings):
    sign_in: bool = True  # off: the operator has an identity provider, see JWT_JWKS_URL
    token_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    token_key_old: OptionalSecret = SecretStr("")
    token_issuer: str = Field(default="reinstate", min_length=1)
    handle_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    handle_key_old: OptionalSecret = SecretStr("")
    home_region: str = "CN"
    passkey_domain: str = ""  # none: no passkeys; in development localhost
    passkey_origins: Names = ()  # none: https:// and the domain
    shown_name: str = Field(default="Reinstate", min_length=1)  # by authenticators
    session_life: timedelta = Field(default=timedelta(days=90), ge=timedelta(hours=1))
    session_idle: timedelta = Field(default=timedelta(days=30), ge=timedelta(hours=1))
    staff_session_life: timedelta = Field(default=timedelta(hours=12), ge=timedelta(minutes=10))
    staff_session_idle: timedelta = Field(default=timedelta(hours=1), ge=timedelta(minutes=10))
    public_session_life: timedelta = Field(default=timedelta(minutes=30), ge=timedelta(minutes=10))
    second_factor: Literal["OFFERED", "REQUIRED"] = "OFFERED"  # of members, when they sign in
    account_back_wait: timedelta = Field(default=timedelta(hours=72), ge=timedelta(hours=24))
    sessions_an_account: int = Field(default=20, ge=1)  # alive at one time
    network_bits_v4: int = Field(default=16, ge=8, le=32)  # that tell one network from another
    network_bits_v6: int = Field(default=32, ge=16, le=64)

    @field_validator("token_key", "handle_key")
    @classmethod
    def secrets_of_signing_in(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        return refuse_weak(value, info) if info.data.get("sign_in", True) else value

    @field_validator("home_region")
    @classmethod
    def region_is_known(cls, value: str) -> str:
        if value not in phonenumbers.SUPPORTED_REGIONS:
            raise ValueError("name a country by its two letters, such as CN")
        return value

    @field_validator("passkey_origins")
    @classmethod
    def pages_of_the_domain(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        domain = info.data.get("passkey_domain", "")
        for origin in value:
            page = urlsplit(origin)
            host, plain = page.hostname or "", page.path + page.query == ""
            local = page.scheme == "http" and host == "localhost"
            if not (plain and (page.scheme == "https" or local)):
                raise ValueError("name pages as https://shop.example, without a path")
            if host != domain and not host.endswith(f".{domain}"):
                raise ValueError("name pages of PASSKEY_DOMAIN, to which passkeys are bound")
        return value

    @property
    def passkey_pages(self) -> tuple[str, tuple[str, ...]]:
        """The domain that passkeys are bound to, and the pages that may use them. In development
        the gateway's own; in production none unless they are named."""
        if self.passkey_domain:
            return self.passkey_domain, self.passkey_origins or (f"https://{self.passkey_domain}",)
        if self.development:
            return "localhost", (f"http://localhost:{self.port_of('gateway')}",)
        return "", ()

    @functools.cached_property
    def token_secrets(self) -> tuple[str, ...]:
        """What access tokens are signed with, and verified with, the present one first. In
        development one that is made here: what all know would open every account."""
        present, old = self.token_key.get_secret_value(), self.token_key_old.get_secret_value()
        if self.development and present == DEVELOPMENT_SECRET:
            present = kept_secret(self.var_dir, _FILE)
        return (present, old) if old else (present,)

    @property
    def handle_secrets(self) -> tuple[str, ...]:
        """What handles are hashed with, and found by, the present one first."""
        keys = (self.handle_key, self.handle_key_old)
        return tuple(key for one in keys if (key := one.get_secret_value()))
