"""Whoever was invited joins, and whose sign-in was reset comes back: with the code of the mail, a
password, and an authenticator app."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput, TooManyRequests
from infra.kernel.events import Actor
from infra.kernel.ids import new_id
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert, Inserts
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.domain.handle import Handle
from services.membership.accounts.core.domain.waits import OF_INVITATION
from services.membership.accounts.core.handle_hashes import HandleHashes
from services.membership.accounts.core.handle_rows import new_handle
from services.membership.accounts.core.network_tries import NetworkTries
from services.membership.accounts.core.wait_store import WaitStore
from services.membership.accounts.factors.continuations import Continuations
from services.membership.accounts.factors.domain.factor import Totp, totp_id
from services.membership.accounts.factors.domain.totp import new_secret, setup_uri, step_of
from services.membership.accounts.factors.factor_store import added
from services.membership.accounts.signing_in.domain.password_rules import checked
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.accounts.signing_in.password_store import new_password
from services.membership.accounts.staff.domain.deciding import joined
from services.membership.accounts.staff.domain.staff_member import StaffMember
from services.membership.accounts.staff.inviting import address_of, address_taken
from services.membership.accounts.staff.reading import view_of
from services.membership.accounts.staff.staff_store import (
    Invitation,
    LoadedPlace,
    StaffStore,
    change,
    no_invitation,
)
from services.membership.contract.accounts.errors import wrong_code
from services.membership.contract.accounts.events import (
    AccountEvent,
    AccountOpened,
    OpenedHandle,
    PasswordSet,
)
from services.membership.contract.accounts.factor_events import FactorAdded
from services.membership.contract.accounts.staff_commands import BeginJoining, JoinStaff
from services.membership.contract.accounts.staff_events import StaffRightsSet
from services.membership.contract.accounts.staff_views import JoiningView
from services.membership.contract.accounts.staff_words import StaffState
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import (
    AccountKind,
    HandleKind,
    Opening,
    PasswordStep,
    Proof,
)
from services.notify.contract.codes import code_for
from services.shared.callers import ActorKind, Caller

SET_UP_WITHIN: Final = timedelta(minutes=15)
_FOR: Final = "JOIN_STAFF"
_WAITING: Final = frozenset({StaffState.INVITED, StaffState.RESET})


class _Shown(NamedTuple):
    """Who joins, and with what."""

    staff_id: str
    handle: Handle
    password: str
    app: Totp


class JoiningStaff:
    """`code_keys`: what one-time codes follow from. `operator`: as an authenticator shows it."""

    def __init__(
        self,
        *,
        store: StaffStore,
        accounts: AccountStore,
        hashes: HandleHashes,
        passwords: PasswordHashes,
        continuations: Continuations,
        waits: WaitStore,
        networks: NetworkTries,
        clock: Clock,
        code_keys: Sequence[bytes],
        operator: str,
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._hashes = hashes
        self._passwords = passwords
        self._continuations = continuations
        self._waits = waits
        self._networks = networks
        self._clock = clock
        self._code_keys = code_keys
        self._operator = operator

    async def begin(self, command: BeginJoining, by: Caller) -> AccountOutcome:
        """Says nothing of whether there is such an invitation.

        Raises:
            InvalidInput: it is no e-mail address.
        """
        secret, until = new_secret(), self._clock.now() + SET_UP_WITHIN
        handle = address_of(command.email)
        continuation = self._continuations.issue(secret.encode(), until, _FOR, handle.folded)
        view = JoiningView(
            uri=setup_uri(secret, self._operator, command.email.strip()),
            secret=secret,
            continuation=urlsafe_b64encode(continuation).decode(),
            expires_at=until,
        )
        return AccountOutcome(joining=view)

    async def join(self, command: JoinStaff, by: Caller) -> AccountOutcome:
        """
        Raises:
            WrongCredentials: there is no such invitation, the code is not right, or was tried too
                often.
            InvalidInput: of the password, or of the app.
            NotAllowed: the invitation has run out.
            Conflict: somebody else proved the same address meanwhile.
            TooManyRequests: from this network.
        """
        handle, now = address_of(command.email), self._clock.now()
        await self._networks.count(by)
        secret, step = self._app(command, handle, now)
        invitation = await self._right(command, handle)
        place = await self._store.load(invitation.id)
        if place.member is None or place.member.state not in _WAITING:
            raise wrong_code()
        password = checked(command.password, [command.email, place.member.name])
        app = _kept(place.id, secret, step, now)
        shown = _Shown(place.id, handle, await self._passwords.made(password), app)
        try:
            joined = await self._join(place, shown, now, by)
        except DuplicateInsert:
            raise address_taken() from None
        await self._networks.take_back(by, 1)
        return joined

    async def _join(
        self, place: LoadedPlace, shown: _Shown, now: datetime, by: Caller
    ) -> AccountOutcome:
        owner = Caller(
            actor=Actor(kind=ActorKind.STAFF, id=place.id, name=place.existing().name),
            request_id=by.request_id,
            device_id=by.device_id,
        )
        made, member = change(place, [joined(place.existing(), now)], now, owner)
        roster = await self._store.roster()
        account = await self._accounts.load(place.id)
        handle = OpenedHandle(id=new_id(), kind=HandleKind.EMAIL)
        again = account.account is not None
        await self._accounts.save(
            account,
            [*([] if again else _opened(member, handle)), *_set_up(member, shown.app, again)],
            now,
            owner,
            inserts=self._rows(shown, None if again else handle, now),
            updates=roster.with_place(member),
            removals=[no_invitation(place.id)],
            also=[made],
        )
        return AccountOutcome(staff=view_of(member))

    def _rows(self, shown: _Shown, handle: OpenedHandle | None, now: datetime) -> Inserts:
        """`handle`: of who had none before."""
        address, owner = shown.handle, shown.staff_id
        rows, _ = new_password(owner, None, shown.password, now)
        if handle is not None:
            rows = {**rows, **new_handle(self._hashes.kept(address), owner, handle, now)}
        return {**rows, **added(shown.app)}

    async def _right(self, command: JoinStaff, handle: Handle) -> Invitation:
        """The try is counted before the code is looked at; the same work, whether there is an
        invitation or not."""
        found = await self._store.invitation_to(self._hashes.all_of(handle))
        challenge = found.challenge if found else self._hashes.of(handle)
        try:
            await self._waits.count(f"joining/{challenge}", OF_INVITATION)
        except TooManyRequests:
            raise wrong_code() from None
        given = command.code.strip().encode()
        codes = [code_for(key, challenge).encode() for key in self._code_keys]
        same = [hmac.compare_digest(code, given) for code in codes]
        if found is None or not any(same):
            raise wrong_code()
        return found

    def _app(self, command: JoinStaff, handle: Handle, now: datetime) -> tuple[str, int]:
        """Its secret, and the step that was shown. Looked at first: what is wrong with it costs no
        try of the code."""
        secret = self._secret(command, handle, now)
        step = step_of(secret, command.totp, now, 0)
        if step is None:
            raise InvalidInput(
                both(
                    "验证器应用的动态码不正确，请核对设备时间后重试。",
                    "The app's code is not right; look whether the clock of the device is.",
                ),
                field="totp",
            )
        return secret, step

    def _secret(self, command: JoinStaff, handle: Handle, now: datetime) -> str:
        try:
            continuation = urlsafe_b64decode(command.continuation)
        except ValueError:
            continuation = b""
        opened = self._continuations.open(continuation, now, _FOR, handle.folded)
        if opened is None:
            raise InvalidInput(
                both(
                    "绑定已超时，请重新开始（beginJoining）。",
                    "It took too long; begin again with beginJoining.",
                ),
                field="continuation",
            )
        return opened[0].decode()


def _kept(staff_id: str, secret: str, step: int, now: datetime) -> Totp:
    return Totp(
        id=totp_id(staff_id), account_id=staff_id, added_at=now, secret=secret, last_step=step
    )


def _opened(member: StaffMember, handle: OpenedHandle) -> list[AccountEvent]:
    id = member.id
    return [
        AccountOpened(member_id=id, kind=AccountKind.STAFF, how=Opening.INVITED, handles=(handle,)),
        StaffRightsSet(member_id=id, kind=member.kind, name=member.name),
    ]


def _set_up(member: StaffMember, app: Totp, again: bool) -> list[AccountEvent]:
    how = PasswordStep.RESET if again else PasswordStep.FIRST
    return [
        PasswordSet(member_id=member.id, how=how),
        FactorAdded(member_id=member.id, factor_id=app.id, kind=Proof.TOTP),
    ]
