"""Passwords are chosen, changed and reset. Whoever does it ends the other sessions."""

from datetime import timedelta
from typing import Final

from infra.kernel.clock import Clock
from infra.kernel.errors import SecondFactorRequired
from infra.kernel.sentences import both
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.core.ways_in import all_ways_in
from services.membership.accounts.sessions.domain.session import Session, told_of
from services.membership.accounts.sessions.session_store import SessionStore, ended
from services.membership.accounts.signing_in.attempt_store import spending
from services.membership.accounts.signing_in.domain.attempt import WayIn
from services.membership.accounts.signing_in.domain.password_rules import checked
from services.membership.accounts.signing_in.gates import TryGates
from services.membership.accounts.signing_in.own_password import OwnPassword
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.accounts.signing_in.password_store import PasswordStore, new_password
from services.membership.accounts.signing_in.steps import Steps
from services.membership.contract.accounts.errors import session_over, wrong_code
from services.membership.contract.accounts.events import AccountEvent, PasswordSet
from services.membership.contract.accounts.signing_commands import (
    BeginReset,
    FinishReset,
    SetPassword,
)
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import (
    AttemptPurpose,
    PasswordStep,
    Proof,
    SessionEnd,
)
from services.notify.contract.queries import GetProfile
from services.notify.contract.views import ProfileView
from services.shared.callers import Caller

FRESH: Final = timedelta(minutes=15)
"""So long after signing in, but by a password, a first one may be chosen by nothing else."""
_SPENT_BY: Final = "password"


class Passwords:
    def __init__(
        self,
        *,
        accounts: AccountStore,
        sessions: SessionStore,
        passwords: PasswordStore,
        hashes: PasswordHashes,
        own: OwnPassword,
        gates: TryGates,
        steps: Steps,
        neighbours: Neighbours,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._passwords = passwords
        self._hashes = hashes
        self._own = own
        self._gates = gates
        self._steps = steps
        self._neighbours = neighbours
        self._clock = clock

    async def set(self, command: SetPassword, by: Caller) -> AccountOutcome:
        """
        Raises:
            WrongCredentials: the current one is not right.
            SecondFactorRequired: there is none, and the sign-in was too long ago, or by the one
                that was taken away.
            InvalidInput, TooManyRequests, SessionOver
        """
        plain = checked(command.password, await self._own_words(command.account_id))
        kept = await self._passwords.hash_of(command.account_id)
        await self._require_owner(command, kept, by)
        fresh = await self._hashes.made(plain)
        how = PasswordStep.CHANGED if kept else PasswordStep.FIRST
        return await self._put(command.account_id, kept, fresh, how, by, left=command.session_id)

    async def begin_reset(self, command: BeginReset, by: Caller) -> AccountOutcome:
        """
        Raises:
            InvalidInput, TooManyRequests
        """
        sought = await self._gates.sought(command.handle)
        await self._gates.one_code(sought, by)
        return await self._steps.begin(sought, AttemptPurpose.RESET_PASSWORD)

    async def finish_reset(self, command: FinishReset, by: Caller) -> AccountOutcome:
        """The same call again says that it was done.

        Raises:
            WrongCredentials, InvalidInput, TooManyRequests
        """
        before = await self._steps.spent_before(command.attempt_id, by)
        if before is not None and before.purpose is AttemptPurpose.RESET_PASSWORD:
            return AccountOutcome(repeated=True)
        attempt = await self._steps.step(command.attempt_id, Proof.CODE, command.code, by)
        if attempt.purpose is not AttemptPurpose.RESET_PASSWORD:
            raise wrong_code()
        plain = checked(command.password, await self._own_words(attempt.account))
        fresh = await self._hashes.made(plain)
        kept = await self._passwords.hash_of(attempt.account)
        done = await self._put(
            attempt.account, kept, fresh, PasswordStep.RESET, by, attempt=attempt
        )
        await self._gates.owner_came(attempt.tried_as, by, tries=2, hash=attempt.hash)
        return done

    async def _require_owner(self, command: SetPassword, kept: str | None, by: Caller) -> None:
        if kept is not None:
            await self._own.require(command.account_id, kept, command.current, by)
            return
        session = await self._sessions.get(command.session_id)
        if session is None:
            raise session_over()
        long_ago = self._clock.now() - session.proven_at > FRESH
        if long_ago or set(session.proofs) == {Proof.PASSWORD}:  # which was good then, and is gone
            raise SecondFactorRequired(
                both(
                    "首次设置密码前请重新登录。",
                    "Sign in again before you choose your first password.",
                )
            )

    async def _put(
        self,
        account_id: str,
        kept: str | None,
        fresh: str,
        how: PasswordStep,
        by: Caller,
        *,
        left: str = "",
        attempt: WayIn | None = None,
    ) -> AccountOutcome:
        """`left`: the session that goes on. `attempt`: that is spent with it."""

        async def once() -> int:
            loaded, now = await self._accounts.load(account_id), self._clock.now()
            loaded.existing()
            if attempt is not None:
                await self._steps.require_unspent(attempt)
            alive = await self._sessions.alive(account_id, now)
            ending = [one for one in alive if one.id != left]
            inserts, updates = new_password(account_id, kept, fresh, now)
            spent = [spending(attempt, by.idempotency_key or _SPENT_BY)] if attempt else []
            reason = _REASONS[how]
            await self._accounts.save(
                loaded,
                _events(account_id, how, ending),
                now,
                by,
                inserts=inserts,
                updates=[*updates, *spent, *ended(ending, now, reason)],
                removals=[all_ways_in(account_id, but=attempt.id if attempt else "")],
            )
            return len(ending)

        return AccountOutcome(ended=await retry_on_conflict(once))

    async def _own_words(self, account_id: str) -> tuple[str, ...]:
        [profile] = await self._neighbours.notify.read([GetProfile(member_id=account_id)])
        if not isinstance(profile, ProfileView):
            return ()
        return profile.name, profile.phone, profile.email


_REASONS = {
    PasswordStep.FIRST: SessionEnd.PASSWORD_CHANGED,
    PasswordStep.CHANGED: SessionEnd.PASSWORD_CHANGED,
    PasswordStep.RESET: SessionEnd.PASSWORD_RESET,
}


def _events(account_id: str, how: PasswordStep, ending: list[Session]) -> list[AccountEvent]:
    events: list[AccountEvent] = [PasswordSet(member_id=account_id, how=how)]
    return [*events, told_of(account_id, ending, _REASONS[how])] if ending else events
