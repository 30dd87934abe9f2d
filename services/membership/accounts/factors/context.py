"""What commands about factors work with."""

from collections.abc import Sequence
from dataclasses import dataclass

from infra.kernel.clock import Clock
from infra.storage.changes import GuardedUpdate, Inserts, Removal
from services.membership.accounts.core.account_store import NOTHING, AccountStore, LoadedAccount
from services.membership.accounts.core.network_tries import NetworkTries
from services.membership.accounts.factors.continuations import Continuations
from services.membership.accounts.factors.domain.factor import Factor
from services.membership.accounts.factors.factor_store import FactorStore
from services.membership.accounts.factors.freshness import Freshness
from services.membership.accounts.factors.session_proofs import SessionProofs
from services.membership.accounts.factors.webauthn import RelyingParty
from services.membership.contract.accounts.command import OwnCommand
from services.membership.contract.accounts.events import AccountEvent
from services.membership.contract.accounts.step_up import Sensitive
from services.membership.contract.accounts.words import Proof
from services.shared.callers import Caller


@dataclass(frozen=True, kw_only=True)
class FactorContext:
    """`name`: the operator's, as authenticators show it."""

    accounts: AccountStore
    factors: FactorStore
    fresh: Freshness
    proofs: SessionProofs
    continuations: Continuations
    party: RelyingParty
    clock: Clock
    networks: NetworkTries
    name: str

    async def have(self, command: OwnCommand) -> Sequence[Factor]:
        """The account's factors, for who may change them.

        Raises:
            SecondFactorRequired: who asks did not prove it a moment ago.
        """
        await self.fresh.require(command, Sensitive.CHANGE_FACTORS)
        return await self.factors.of(command.account_id)

    async def shown(self, command: OwnCommand, kind: Proof) -> GuardedUpdate:
        """Who set a factor up has shown it, too: the session need not step up with it at once.

        Raises:
            SessionOver
        """
        session = await self.proofs.own(command.session_id, command.account_id)
        _, renewed = self.proofs.renewed(session, kind, self.clock.now())
        return renewed

    async def save(
        self,
        loaded: LoadedAccount,
        event: AccountEvent,
        by: Caller,
        *,
        inserts: Inserts = NOTHING,
        updates: Sequence[GuardedUpdate] = (),
        removals: Sequence[Removal] = (),
    ) -> None:
        """
        Raises as `UnitOfWork.commit`.
        """
        now = self.clock.now()
        await self.accounts.save(
            loaded, [event], now, by, inserts=inserts, updates=updates, removals=removals
        )
