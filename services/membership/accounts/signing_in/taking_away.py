"""An administrator takes a member's password away: who knew it is out, and the owner, who is told,
chooses another one by a code. Nothing secret is shown to anybody, and second factors stay."""

from infra.kernel.clock import Clock
from infra.kernel.errors import NotAllowed
from infra.kernel.sentences import both
from infra.storage.changes import Removal
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.collections import PASSWORDS
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.core.domain.said import checked_reason
from services.membership.accounts.core.ways_in import all_ways_in
from services.membership.accounts.sessions.domain.session import told_of
from services.membership.accounts.sessions.session_store import SessionStore, ended
from services.membership.contract.accounts.events import AccountEvent, PasswordResetByStaff
from services.membership.contract.accounts.signing_commands import ResetPasswordOf
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import AccountKind, SessionEnd
from services.shared.callers import Caller


class TakingAway:
    def __init__(self, accounts: AccountStore, sessions: SessionStore, clock: Clock) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._clock = clock

    async def password(self, command: ResetPasswordOf, by: Caller) -> AccountOutcome:
        """Where it was done and nothing has happened since, it is not done again.

        Raises:
            NotFound, InvalidInput
            NotAllowed: it is one of the staff, who set up more than a password.
        """
        said = checked_reason(command.reason)
        return await retry_on_conflict(lambda: self._taken(command.account_id, said, by))

    async def _taken(self, account_id: str, reason: str, by: Caller) -> AccountOutcome:
        loaded, now = await self._accounts.load(account_id), self._clock.now()
        account = loaded.existing()
        _require_member(account)
        alive = await self._sessions.alive(account_id, now)
        if account.must_set_password and not alive:
            return AccountOutcome(repeated=True)
        over: list[AccountEvent] = []
        if alive:
            over.append(told_of(account_id, alive, SessionEnd.BY_OPERATOR))
        taken = PasswordResetByStaff(member_id=account_id, ended=len(alive), reason=reason)
        await self._accounts.save(
            loaded,
            [*over, taken],
            now,
            by,
            updates=ended(alive, now, SessionEnd.BY_OPERATOR),
            removals=[Removal(PASSWORDS, {"_id": account_id}), all_ways_in(account_id)],
        )
        return AccountOutcome(ended=len(alive))


def _require_member(account: Account) -> None:
    if account.kind is AccountKind.STAFF:
        raise NotAllowed(
            both(
                "工作人员的登录请用 resetStaffSignIn 重设。",
                "The sign-in of staff is reset by resetStaffSignIn.",
            ),
            field="accountId",
        )
