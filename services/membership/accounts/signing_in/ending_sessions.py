"""An owner ends sessions: the own one freely, others with a proof shown a moment ago, or with the
password (ASVS 5.0, 7.5.2). Whoever holds a stolen session signs nobody else out by it."""

from infra.kernel.clock import Clock
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.devices.device_store import DeviceStore
from services.membership.accounts.sessions.ending import SessionEnds
from services.membership.accounts.sessions.session_store import SessionStore
from services.membership.accounts.signing_in.own_password import OwnPassword
from services.membership.accounts.signing_in.password_store import PasswordStore
from services.membership.contract.accounts.errors import session_over
from services.membership.contract.accounts.session_commands import (
    EndOtherSessions,
    EndSession,
    RemoveDevice,
)
from services.membership.contract.accounts.step_up import (
    Sensitive,
    accepted,
    is_fresh,
    step_up_needed,
)
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import Proof, SessionEnd
from services.shared.callers import Caller

_WHAT = Sensitive.END_SESSIONS


class EndingSessions:
    def __init__(
        self,
        *,
        accounts: AccountStore,
        sessions: SessionStore,
        ends: SessionEnds,
        passwords: PasswordStore,
        own: OwnPassword,
        devices: DeviceStore,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._ends = ends
        self._passwords = passwords
        self._own = own
        self._devices = devices
        self._clock = clock

    async def one(self, command: EndSession, by: Caller) -> AccountOutcome:
        """
        Raises:
            SecondFactorRequired, WrongCredentials, TooManyRequests: of another than the own one.
        """
        if command.ended_id != command.session_id:
            await self._require_owner(command, by)
        return await self._ends.end_one(command, by)

    async def others(self, command: EndOtherSessions, by: Caller) -> AccountOutcome:
        """
        Raises:
            SecondFactorRequired, WrongCredentials, TooManyRequests
        """
        await self._require_owner(command, by)
        return await self._ends.end_others(command, by)

    async def on_device(self, command: RemoveDevice, by: Caller) -> AccountOutcome:
        """The own one as well. Cut off between the two, the same call does the rest.

        Raises:
            SecondFactorRequired, WrongCredentials, TooManyRequests
        """
        await self._require_owner(command, by)
        id, device = command.account_id, command.device_id
        known = await self._devices.forget(id, device)
        done = await self._ends.end(id, lambda one: one.device == device, SessionEnd.BY_OWNER, by)
        return AccountOutcome(ended=done.ended, repeated=done.repeated and not known)

    async def _require_owner(
        self, command: EndSession | EndOtherSessions | RemoveDevice, by: Caller
    ) -> None:
        if command.password:
            kept = await self._passwords.hash_of(command.account_id)
            await self._own.require(command.account_id, kept, command.password, by)
            return
        session = await self._sessions.get(command.session_id)
        if session is None:
            raise session_over()
        if not is_fresh(_WHAT, session.proven_at, self._clock.now()):
            account = (await self._accounts.load(command.account_id)).existing()
            raise step_up_needed(_WHAT, accepted(_WHAT, {*account.factors, Proof.CODE}))
