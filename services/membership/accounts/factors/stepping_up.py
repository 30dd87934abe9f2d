"""The person proves again to be the owner: the session's proof is fresh from then on."""

from infra.kernel.clock import Clock
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.domain.waits import OF_ACCOUNT
from services.membership.accounts.core.wait_store import WaitStore
from services.membership.accounts.factors.proving import CounterWentBack, FactorProofs, Proven
from services.membership.accounts.factors.sent_codes import SentCodes
from services.membership.accounts.factors.session_proofs import SessionProofs
from services.membership.contract.accounts.factor_commands import StepUp
from services.membership.contract.accounts.factor_views import FactorResult
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.words import Proof
from services.shared.callers import Caller


class SteppingUp:
    def __init__(
        self,
        *,
        accounts: AccountStore,
        sessions: SessionProofs,
        proving: FactorProofs,
        codes: SentCodes,
        waits: WaitStore,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._proving = proving
        self._codes = codes
        self._waits = waits
        self._clock = clock

    async def step_up(self, command: StepUp, by: Caller) -> FactorResult:
        """
        Raises:
            InvalidInput: what was shown is not right.
            TooManyRequests: too many tries; this one was not looked at.
            SessionOver
        """
        await self._sessions.own(command.session_id, command.account_id)
        whose = f"step-up/{command.account_id}"
        await self._waits.count(whose, OF_ACCOUNT)
        result = await self._proven_by(command, by)
        await self._waits.forget(whose)
        return result

    async def _proven_by(self, command: StepUp, by: Caller) -> FactorResult:
        if command.proof is Proof.CODE:
            await self._codes.spend(command.account_id, command.answer, by)
            shown = Proven(account_id=command.account_id, kind=Proof.CODE)
            return await retry_on_conflict(lambda: self._renew(command, shown, by))
        return await retry_on_conflict(lambda: self._attempt(command, by))

    async def _attempt(self, command: StepUp, by: Caller) -> FactorResult:
        try:
            shown = await self._proving.prove(
                command.account_id, command.proof, command.answer, PasskeyUse.STEP_UP
            )
        except CounterWentBack as refused:
            await refused.keep(self._accounts, self._clock.now(), by)
            raise
        return await self._renew(command, shown, by)

    async def _renew(self, command: StepUp, shown: Proven, by: Caller) -> FactorResult:
        session, now = (
            await self._sessions.own(command.session_id, command.account_id),
            self._clock.now(),
        )
        loaded = await self._accounts.load(command.account_id)
        after, renewed = self._sessions.renewed(session, shown.kind, now)
        await self._accounts.save(loaded, shown.events, now, by, updates=[*shown.spends, renewed])
        return self._sessions.access(loaded.existing(), after)
