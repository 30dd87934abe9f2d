"""Membership hears of sign-ins as of those that the shop reports: before the first token is used,
so that an unknown device is held for in time; and by accounts' own feed, if it was away just then.
Reported again, a login is the same.

A code went to where the owner is reached, so it makes a device known as a second factor does.
"""

from typing import Final

from infra.kernel.errors import AppError
from infra.kernel.events import NumberedEvent
from infra.log import logger
from infra.outbox.record import Position
from infra.storage.unit_of_work import UnitOfWork
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.sessions.domain.session import Session
from services.membership.accounts.sessions.session_store import SessionStore
from services.membership.contract.accounts.event_types import body_of
from services.membership.contract.accounts.events import SignedIn
from services.membership.contract.accounts.words import AccountKind, Proof
from services.membership.contract.commands import ReportLogin
from services.shared.callers import SYSTEM, Caller

NAME: Final = "report logins"


class LoginReports:
    def __init__(
        self,
        uow: UnitOfWork,
        accounts: AccountStore,
        sessions: SessionStore,
        neighbours: Neighbours,
    ) -> None:
        self._uow = uow
        self._accounts = accounts
        self._sessions = sessions
        self._neighbours = neighbours

    async def handle(self, events: list[NumberedEvent], position: Position) -> None:
        """
        Raises:
            Unavailable: membership does not answer; nothing is passed over.
        """
        bodies = [body_of(one.event) for one in events if one.event.type == SignedIn.__name__]
        logins = [one for one in bodies if isinstance(one, SignedIn)]
        ids = [one.session_id for one in logins]
        sessions = await self._sessions.get_many(ids) if ids else {}
        for login in logins:
            if login.session_id in sessions:
                await self._report(login, sessions[login.session_id])
        await self._uow.commit(position=position)

    async def at_once(self, login: SignedIn, session: Session) -> None:
        """As far as it can be done: the feed does the rest."""
        try:
            await self._report(login, session)
        except AppError as error:
            logger.info("a login is reported later", code=error.code)

    async def _report(self, login: SignedIn, session: Session) -> None:
        account = (await self._accounts.load(session.account)).account
        if account is None or account.kind is not AccountKind.MEMBER:
            return
        try:
            await self._neighbours.membership.execute(
                _report_of(login, session), _seen(login, session)
            )
        except AppError as refused:  # who was erased has no logins
            if refused.retryable:
                raise
            logger.info("a login is not membership's", code=refused.code)


def _report_of(login: SignedIn, session: Session) -> ReportLogin:
    return ReportLogin(
        member_id=session.account,
        login_id=session.id,
        at=session.began_at,
        passed_second_factor=_proven(login),
    )


def _proven(login: SignedIn) -> bool:
    """As the sign-in was: a session's proofs grow by what is shown later."""
    return login.second_factor or Proof.CODE in login.proofs


def _seen(login: SignedIn, session: Session) -> Caller:
    return Caller(
        actor=SYSTEM,
        # a public device never becomes one that is known
        device_id="" if login.public and _proven(login) else login.device_id,
        device_label=session.label,
        ip=session.ip,
    )
