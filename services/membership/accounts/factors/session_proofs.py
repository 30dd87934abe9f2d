"""What a session proved last, and when."""

from datetime import datetime

from msgspec.structs import replace

from infra.kernel.clock import Clock
from infra.storage.changes import GuardedUpdate
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.sessions.access_tokens import LIFE, AccessTokens
from services.membership.accounts.sessions.domain.session import Session
from services.membership.accounts.sessions.session_store import SessionStore, proven_anew
from services.membership.contract.accounts.errors import session_over
from services.membership.contract.accounts.factor_views import FactorResult
from services.membership.contract.accounts.step_up import LastProof
from services.membership.contract.accounts.words import Proof


class SessionProofs:
    def __init__(self, sessions: SessionStore, tokens: AccessTokens, clock: Clock) -> None:
        self._sessions = sessions
        self._tokens = tokens
        self._clock = clock

    async def own(self, session_id: str, account_id: str) -> Session:
        """
        Raises:
            SessionOver: or it is another account's.
        """
        session = await self._sessions.get(session_id)
        if session is None or session.account != account_id:
            raise session_over()
        if not session.alive(self._clock.now()):
            raise session_over()
        return session

    async def last(self, session_id: str, account_id: str) -> LastProof | None:
        """The last second factor; none where there was none.

        Raises:
            SessionOver
        """
        session = await self.own(session_id, account_id)
        at = session.second_factor_at
        return None if at is None else LastProof(kind=session.proofs[-1], at=at)

    def renewed(
        self, session: Session, kind: Proof, now: datetime
    ) -> tuple[Session, GuardedUpdate]:
        """The session with one proof more: the last one is the last of all."""
        before = tuple(one for one in session.proofs if one is not kind)
        after = replace(session, proofs=(*before, kind), second_factor_at=now)
        return after, proven_anew(session, after)

    def access(self, account: Account, session: Session) -> FactorResult:
        token = self._tokens.issue(account, session)
        return FactorResult(access_token=token, expires_in=int(LIFE.total_seconds()))
