"""Signing in with a factor: alone with a passkey, whose authenticator has verified the person, so
that it is both in one (NIST SP 800-63B, multi-factor cryptographic authenticators); else as the
second step."""

from typing import Final

from infra.kernel.clock import Clock
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.network_tries import NetworkTries
from services.membership.accounts.factors.proving import CounterWentBack, FactorProofs, Proven
from services.membership.accounts.sessions.starting import CommittedWith, ProvenOwner, SessionStarts
from services.membership.contract.accounts.factor_commands import SignInWithPasskey
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.views import AccountOutcome, Tokens
from services.membership.contract.accounts.words import Proof
from services.shared.callers import Caller

_STEPS: Final = 2
"""Asked for, and shown."""


class FactorSignIn:
    def __init__(
        self,
        accounts: AccountStore,
        proving: FactorProofs,
        starts: SessionStarts,
        networks: NetworkTries,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._proving = proving
        self._starts = starts
        self._networks = networks
        self._clock = clock

    async def by_passkey(self, command: SignInWithPasskey, by: Caller) -> AccountOutcome:
        """
        Raises:
            InvalidInput: what was shown does not hold, or was shown before.
            TooManyRequests
        """
        await self._networks.count(by)

        async def attempt() -> Tokens:
            shown = await self._shown("", Proof.PASSKEY, command.answer, by)
            loaded = await self._accounts.load(shown.account_id)
            entry = ProvenOwner(
                shown.challenge, (Proof.PASSKEY,), command.device, second_factor=True
            )
            return await self._starts.start(loaded, entry, by, _committed_with(shown))

        tokens = await retry_on_conflict(attempt)
        await self._networks.take_back(by, _STEPS)
        return AccountOutcome(tokens=tokens)

    async def second_step(
        self, proof: Proof, account_id: str, answer: str, by: Caller
    ) -> CommittedWith:
        """What is spent with the session that begins.

        Raises:
            InvalidInput: what was shown does not hold, or was shown before.
        """
        return _committed_with(await self._shown(account_id, proof, answer, by))

    async def _shown(self, account_id: str, proof: Proof, answer: str, by: Caller) -> Proven:
        try:
            return await self._proving.prove(account_id, proof, answer, PasskeyUse.SIGN_IN)
        except CounterWentBack as refused:
            await refused.keep(self._accounts, self._clock.now(), by)
            raise


def _committed_with(shown: Proven) -> CommittedWith:
    return CommittedWith(events=shown.events, updates=shown.spends)
