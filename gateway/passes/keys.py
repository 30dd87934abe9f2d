"""The keys that passes are signed with, each derived from a secret of the operator."""

import functools
from typing import Final

from gateway.settings import GatewaySettings
from infra.derived_key import DerivedKey, derived_key, kept_secret
from infra.settings import DEVELOPMENT_SECRET

_PURPOSE: Final = b"reinstate: signs entitlement passes"
_FILE: Final = "pass.secret"


class PassKeys:
    """`signing`: of the present secret. The one before is still published: what it signed is good
    until it ends."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings

    @functools.cached_property
    def signing(self) -> DerivedKey:
        secret = self._settings.pass_key.get_secret_value()
        kept = secret == DEVELOPMENT_SECRET
        return derived(kept_secret(self._settings.var_dir, _FILE) if kept else secret)

    @functools.cached_property
    def published(self) -> list[DerivedKey]:
        old = self._settings.pass_key_old.get_secret_value()
        return [self.signing, *([derived(old)] if old else [])]


def derived(secret: str) -> DerivedKey:
    return derived_key(secret, _PURPOSE)
