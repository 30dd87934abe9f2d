"""What is asked about sessions."""

from infra.kernel.clock import Clock
from services.membership.accounts.sessions.domain.session import Session
from services.membership.accounts.sessions.session_store import SessionStore
from services.membership.contract.accounts.errors import session_over
from services.membership.contract.accounts.queries import GetLogins, GetSessions, ProveSession
from services.membership.contract.accounts.views import (
    LoginsView,
    LoginView,
    SessionProof,
    SessionsView,
    SessionView,
)

MOST = 100


class SessionReading:
    def __init__(self, sessions: SessionStore, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    async def prove(self, query: ProveSession) -> SessionProof:
        """
        Raises:
            SessionOver
        """
        session = await self._sessions.get(query.session_id)
        if session is None or not session.alive(self._clock.now()):
            raise session_over()
        return SessionProof(account_id=session.account)

    async def alive(self, query: GetSessions) -> SessionsView:
        found = await self._sessions.alive(query.account_id, self._clock.now())
        return SessionsView(sessions=tuple(map(_session_view, found)))

    async def logins(self, query: GetLogins) -> LoginsView:
        most = max(1, min(query.first, MOST))
        found = await self._sessions.logins(query.account_id, query.before, most + 1)
        return LoginsView(logins=tuple(map(_login_view, found[:most])), has_more=len(found) > most)


def _session_view(session: Session) -> SessionView:
    return SessionView(
        session_id=session.id,
        device_id=session.device,
        label=session.label,
        ip=session.ip,
        public=session.public,
        began_at=session.began_at,
        last_seen_at=session.seen_at,
        ends_at=min(session.ends_at, session.idle_until),
        proofs=session.proofs,
        second_factor_at=session.second_factor_at,
    )


def _login_view(session: Session) -> LoginView:
    return LoginView(
        cursor=session.id,
        session_id=session.id,
        at=session.began_at,
        device_id=session.device,
        label=session.label,
        ip=session.ip,
        proofs=session.proofs,
        second_factor=session.second_factor_at is not None,
        unfamiliar=session.unfamiliar,
        public=session.public,
        ended_at=session.ended_at,
    )
