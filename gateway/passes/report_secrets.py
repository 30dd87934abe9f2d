"""What the shop signs its own webhooks with: derived from a secret of the operator and the id of a
key, so that it is kept nowhere, and is good as long as the key."""

import functools
from base64 import b64encode
from typing import Final

from gateway.passes.keys import pass_secrets
from gateway.settings import GatewaySettings
from infra.derived_key import derived_bytes
from infra.kernel.standard_webhooks import PREFIX

_PURPOSE: Final = b"reinstate: signs reports of the shop by key "


class ReportSecrets:
    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings

    def of(self, key_id: str) -> list[str]:
        """`whsec_…`, the newest first: the one before is good while the operator keeps it."""
        return [_secret(one, key_id) for one in self._known]

    @functools.cached_property
    def _known(self) -> list[str]:
        return pass_secrets(self._settings)


def _secret(secret: str, key_id: str) -> str:
    return PREFIX + b64encode(derived_bytes(secret, _PURPOSE + key_id.encode())).decode()
