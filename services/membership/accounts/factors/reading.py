"""What is asked about factors."""

from services.membership.accounts.factors.domain.factor import (
    Factor,
    Passkey,
    RecoveryCodes,
    kind_of,
)
from services.membership.accounts.factors.factor_store import FactorStore
from services.membership.contract.accounts.factor_views import FactorView
from services.membership.contract.accounts.queries import GetFactors
from services.membership.contract.accounts.views import FactorsView


class FactorReading:
    def __init__(self, factors: FactorStore) -> None:
        self._factors = factors

    async def of(self, query: GetFactors) -> FactorsView:
        found = await self._factors.of(query.account_id)
        return FactorsView(factors=tuple(map(_view, found)))


def _view(factor: Factor) -> FactorView:
    return FactorView(
        factor_id=factor.id,
        kind=kind_of(factor),
        label=factor.label,
        added_at=factor.added_at,
        last_used_at=factor.last_used_at,
        synced=isinstance(factor, Passkey) and factor.synced,
        left=len(factor.digests) if isinstance(factor, RecoveryCodes) else 0,
    )
