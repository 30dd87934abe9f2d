"""What the fields of entitlements say, by type, where a name does not say it alone."""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Entitlement": {"entitled": "Whether to give what `benefits` and `priceFactor` say."},
    "EntitlementPass": {"token": "The JWT, for whoever checks it without asking here."},
}
