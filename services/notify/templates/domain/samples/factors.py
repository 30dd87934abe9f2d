"""Of second factors."""

from typing import Any

from services.membership.contract.accounts import factor_events as f
from services.membership.contract.accounts.words import Proof
from services.notify.templates.domain.samples.words import MEMBER

FACTOR: dict[str, Any] = {"member_id": MEMBER, "factor_id": "f-1"}

EVENTS: list[Any] = [
    f.FactorAdded(**FACTOR, kind=Proof.PASSKEY),
    f.FactorRemoved(**FACTOR, kind=Proof.RECOVERY_CODE),
    f.RecoveryCodesMade(**FACTOR, codes=10),
    f.RecoveryCodeUsed(**FACTOR, left=9),
    f.PasskeyCounterWentBack(**FACTOR, shown=41, stored=42),
]
