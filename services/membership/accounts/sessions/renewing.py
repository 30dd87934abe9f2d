"""Refresh tokens are exchanged; one that comes a second time ends its session."""

from infra.kernel.clock import Clock
from infra.storage.changes import VersionConflict
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.sessions.domain.session import (
    RefreshToken,
    Session,
    TokenStanding,
    renewed,
    standing,
    successor,
)
from services.membership.accounts.sessions.session_store import SessionStore, ended
from services.membership.accounts.sessions.starting import Lives, SessionStarts
from services.membership.contract.accounts.errors import session_over
from services.membership.contract.accounts.events import RefreshTokenReused, SessionsEnded
from services.membership.contract.accounts.session_commands import RefreshSession
from services.membership.contract.accounts.views import AccountOutcome, Tokens
from services.membership.contract.accounts.words import SessionEnd
from services.shared.callers import SYSTEM, Caller


class Renewing:
    def __init__(
        self,
        accounts: AccountStore,
        sessions: SessionStore,
        starts: SessionStarts,
        clock: Clock,
        lives: Lives,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._starts = starts
        self._clock = clock
        self._lives = lives

    async def renew(self, command: RefreshSession, by: Caller) -> AccountOutcome:
        """
        Raises:
            SessionOver: the token is not good, or not any more.
        """
        token = RefreshToken.read(command.refresh_token)

        async def attempt() -> Tokens | None:
            return await self._exchanged(token, command.device_id, by)

        tokens = await retry_on_conflict(attempt)
        if tokens is None:
            raise session_over()
        return AccountOutcome(tokens=tokens)

    async def _exchanged(self, token: RefreshToken, device: str, by: Caller) -> Tokens | None:
        session, now = await self._sessions.get(token.session_id), self._clock.now()
        if session is None or not session.alive(now):
            return None
        match standing(session, token, device, now):
            case TokenStanding.PRESENT:
                return await self._rotated(session, successor(session, token), by)
            case TokenStanding.JUST_REPLACED:
                return await self._starts.tokens_of(session, successor(session, token))
            case TokenStanding.REUSED:
                await self._end_reused(session, by)
        return None

    async def _rotated(self, session: Session, to: RefreshToken, by: Caller) -> Tokens:
        now, account = self._clock.now(), (await self._accounts.load(session.account)).account
        idle = self._lives.of(account, public=session.public).idle
        after = renewed(session, to, now, idle, label=by.device_label, ip=by.ip)
        if not await self._sessions.renew(session, after):
            raise VersionConflict(session_over().sentence)  # another tab was faster: look again
        return await self._starts.tokens_of(after, to)

    async def _end_reused(self, session: Session, by: Caller) -> None:
        """Whoever holds the other one: both have to sign in again, which only the owner can."""
        loaded, now = await self._accounts.load(session.account), self._clock.now()
        told = {"member_id": session.account}
        reused = RefreshTokenReused(session_id=session.id, device_id=session.device, **told)
        over = SessionsEnded(session_ids=(session.id,), reason=SessionEnd.TOKEN_REUSED, **told)
        await self._accounts.save(
            loaded,
            [reused, over],
            now,
            Caller(actor=SYSTEM, request_id=by.request_id),
            updates=ended([session], now, SessionEnd.TOKEN_REUSED),
        )
