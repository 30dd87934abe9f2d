"""Membership hears of sign-ins as of those that the shop reports: by accounts' own feed, once each.

A code went to where the owner is reached, so it makes a device known as a second factor does.
"""

from typing import Final

from infra.kernel.errors import AppError, Unavailable
from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.log import logger
from infra.outbox.record import Position
from infra.storage.unit_of_work import UnitOfWork
from services.membership.accounts.core.neighbours import Neighbours
from services.membership.accounts.sessions.domain.session import Session
from services.membership.accounts.sessions.session_store import SessionStore
from services.membership.contract.accounts.event_types import body_of
from services.membership.contract.accounts.events import SignedIn
from services.membership.contract.accounts.words import Proof
from services.membership.contract.commands import ReportLogin
from services.shared.callers import SYSTEM, Caller

NAME: Final = "report logins"


class LoginReports:
    def __init__(self, uow: UnitOfWork, sessions: SessionStore, neighbours: Neighbours) -> None:
        self._uow = uow
        self._sessions = sessions
        self._neighbours = neighbours

    async def handle(self, events: list[NumberedEvent], position: Position) -> None:
        """Reported again, a login is the same.

        Raises:
            Unavailable: membership does not answer; nothing is passed over.
        """
        found = {one.event.id: one.event for one in events if one.event.type == SignedIn.__name__}
        logins = {id: body_of(event) for id, event in found.items()}
        ids = [one.session_id for one in logins.values() if isinstance(one, SignedIn)]
        sessions = await self._sessions.get_many(ids) if ids else {}
        for id, login in logins.items():
            if isinstance(login, SignedIn) and login.session_id in sessions:
                await self._report(found[id], login, sessions[login.session_id])
        await self._uow.commit(position=position)

    async def _report(self, event: EventEnvelope, login: SignedIn, session: Session) -> None:
        proven = login.second_factor or Proof.CODE in login.proofs
        command = ReportLogin(
            member_id=login.member_id,
            login_id=login.session_id,
            at=event.happened_at,
            passed_second_factor=proven,
        )
        by = Caller(
            actor=SYSTEM,
            request_id=event.origin.request_id,
            # a public device never becomes one that is known
            device_id="" if login.public and proven else login.device_id,
            device_label=session.label,
            ip=session.ip,
        )
        try:
            await self._neighbours.membership.execute(command, by)
        except Unavailable:
            raise
        except AppError as refused:  # nobody's membership: staff, or who has none yet
            logger.info("a login is not membership's", code=refused.code)
