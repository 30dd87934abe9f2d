"""The history of an account whose factors came and went."""

from collections.abc import Sequence

import msgspec

from services.membership.contract.accounts import events as e
from services.membership.contract.accounts import factor_events as f
from services.membership.contract.accounts.words import AccountKind, Opening, Proof


def came_and_went() -> Sequence[msgspec.Struct]:
    of = {"member_id": "m-1"}
    return [
        e.AccountOpened(**of, kind=AccountKind.MEMBER, how=Opening.SIGNED_UP),
        f.FactorAdded(**of, factor_id="app", kind=Proof.TOTP),
        f.RecoveryCodesMade(**of, factor_id="codes", codes=10),
        f.RecoveryCodeUsed(**of, factor_id="codes", left=9),
        f.FactorAdded(**of, factor_id="key", kind=Proof.PASSKEY),
        f.PasskeyCounterWentBack(**of, factor_id="key", shown=4, stored=7),
        f.FactorRemoved(**of, factor_id="app", kind=Proof.TOTP),
        f.RecoveryCodeUsed(**of, factor_id="codes", left=0),
    ]
