"""The keys that passes are signed with, each derived from a secret of the operator."""

import functools
from typing import Final

from gateway.settings import GatewaySettings
from infra.derived_key import DerivedKey, derived_key, kept_secret
from infra.secret_settings import DEVELOPMENT_SECRET

_PURPOSE: Final = b"reinstate: signs entitlement passes"
_FILE: Final = "pass.secret"


class PassKeys:
    """`signing`: of the present secret. The one before is still published: what it signed is good
    until it ends."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings

    @functools.cached_property
    def signing(self) -> DerivedKey:
        return self.published[0]

    @functools.cached_property
    def published(self) -> list[DerivedKey]:
        return [derived(secret) for secret in pass_secrets(self._settings)]


def pass_secrets(settings: GatewaySettings) -> list[str]:
    """The present one, and the one before where it is still good."""
    secret, old = settings.pass_key.get_secret_value(), settings.pass_key_old.get_secret_value()
    kept = secret == DEVELOPMENT_SECRET
    now = kept_secret(settings.var_dir, _FILE) if kept else secret
    return [now, *([old] if old else [])]


def derived(secret: str) -> DerivedKey:
    return derived_key(secret, _PURPOSE)
