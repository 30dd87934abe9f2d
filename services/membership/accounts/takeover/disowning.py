"""The owner of an account says that a sign-in was somebody else's, where no membership is there to
be frozen by it."""

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput, NotFound
from infra.kernel.ids import derived_id
from infra.kernel.sentences import both
from services.membership.accounts.sessions.domain.session import Session
from services.membership.accounts.sessions.session_store import SessionStore
from services.membership.accounts.takeover.domain.hostile import NotMine
from services.membership.accounts.takeover.securing import Securing
from services.membership.contract.accounts.session_commands import DisownSignIn
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.rules import DISOWNED_WITHIN
from services.shared.callers import Caller


class DisownedSignIns:
    def __init__(self, sessions: SessionStore, securing: Securing, clock: Clock) -> None:
        self._sessions = sessions
        self._securing = securing
        self._clock = clock

    async def sign_in(self, command: DisownSignIn, by: Caller) -> AccountOutcome:
        """Once for each sign-in.

        Raises:
            NotFound: it is none of the account's.
            InvalidInput: it was too long ago.
        """
        theirs = await self._sessions.get(command.disowned_id)
        if theirs is None or theirs.account != command.account_id:
            raise NotFound(
                both("没有这次登录的记录。", "There is no such sign-in of yours."), field="id"
            )
        if theirs.began_at < self._clock.now() - DISOWNED_WITHIN:
            raise InvalidInput(
                both(
                    "只能报告最近 {days} 天内的登录。",
                    "What lies within the last {days} days can be reported here.",
                    days=DISOWNED_WITHIN.days,
                ),
                field="id",
            )
        report = _report(theirs, await self._sessions.get(command.session_id))
        answered = await self._securing.answer(command.account_id, report)
        return AccountOutcome(ended=answered or 0, repeated=answered is None)


def _report(theirs: Session, mine: Session | None) -> NotMine:
    own = mine.device if mine and mine.device != theirs.device else ""
    id = derived_id("sign-in disowned", theirs.id)
    return NotMine(id, theirs.began_at, (theirs.device,), own)
