"""Whether who asks proved to be the owner a moment ago."""

from infra.kernel.clock import Clock
from services.membership.accounts.factors.domain.changing import kinds_of
from services.membership.accounts.factors.factor_store import FactorStore
from services.membership.accounts.factors.session_proofs import SessionProofs
from services.membership.contract.accounts.command import OwnCommand
from services.membership.contract.accounts.queries import GetFreshness
from services.membership.contract.accounts.step_up import (
    Sensitive,
    accepted,
    is_met,
    step_up_needed,
)
from services.membership.contract.accounts.views import FreshnessView
from services.membership.contract.accounts.words import Proof


class Freshness:
    def __init__(self, sessions: SessionProofs, factors: FactorStore, clock: Clock) -> None:
        self._sessions = sessions
        self._factors = factors
        self._clock = clock

    async def require(self, command: OwnCommand, what: Sensitive) -> None:
        """
        Raises:
            SecondFactorRequired: naming how fresh it has to be, and what will do.
            SessionOver
        """
        asked = GetFreshness(
            account_id=command.account_id, session_id=command.session_id, what=what
        )
        found = await self.of(asked)
        if not found.met:
            raise step_up_needed(what, found.factors)

    async def of(self, query: GetFreshness) -> FreshnessView:
        """
        Raises:
            SessionOver
        """
        last = await self._sessions.last(query.session_id, query.account_id)
        own = kinds_of(await self._factors.of(query.account_id))
        has = (*own, Proof.CODE)  # every account has an address
        return FreshnessView(
            met=is_met(query.what, last, has, self._clock.now()),
            factors=accepted(query.what, has),
        )
