"""Signing up: the handle is proven by a code first; the account is there from then."""

import secrets
from datetime import datetime

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from infra.storage.changes import DuplicateInsert
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.core.collections import HANDLES, UNTOLD
from services.membership.accounts.core.domain.handle import Handle, handle_of
from services.membership.accounts.core.handle_hashes import HandleHashes, HashedHandle
from services.membership.accounts.core.handle_rows import new_handle
from services.membership.accounts.sessions.starting import CommittedWith, ProvenOwner, SessionStarts
from services.membership.accounts.signing_in.attempt_store import spending
from services.membership.accounts.signing_in.domain.attempt import WayIn
from services.membership.accounts.signing_in.domain.password_rules import checked
from services.membership.accounts.signing_in.gates import TryGates
from services.membership.accounts.signing_in.password_hashes import PasswordHashes
from services.membership.accounts.signing_in.password_store import new_password
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.accounts.signing_in.steps import Steps
from services.membership.accounts.signing_in.telling import untold_row
from services.membership.contract.accounts.errors import wrong_code
from services.membership.contract.accounts.events import (
    AccountEvent,
    AccountOpened,
    OpenedHandle,
    PasswordSet,
)
from services.membership.contract.accounts.signing_commands import BeginSignUp, ConfirmSignUp
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import (
    AccountKind,
    AttemptPurpose,
    Opening,
    PasswordStep,
    Proof,
)
from services.shared.callers import Caller


class SigningUp:
    def __init__(
        self,
        *,
        accounts: AccountStore,
        starts: SessionStarts,
        hashes: PasswordHashes,
        gates: TryGates,
        steps: Steps,
        seal: AddressSeal,
        clock: Clock,
        handles: HandleHashes,
        region: str,
    ) -> None:
        self._accounts = accounts
        self._starts = starts
        self._hashes = hashes
        self._gates = gates
        self._steps = steps
        self._seal = seal
        self._clock = clock
        self._handles = handles
        self._region = region

    async def begin(self, command: BeginSignUp, by: Caller) -> AccountOutcome:
        """The same is answered where there is an account: its owner gets a code to sign in.

        Raises:
            InvalidInput, TooManyRequests
        """
        sought = await self._gates.sought(command.handle)
        await self._gates.one_code(sought, by)
        password = await self._hashed(command.password, sought.handle.address)
        attempt_id = secrets.token_hex(16)
        if not sought.known:
            sought = sought._replace(account=new_id())
        return await self._steps.begin(
            sought,
            AttemptPurpose.SIGN_UP,
            id=attempt_id,
            sealed=self._seal.sealed(sought.handle.address, attempt_id),
            password=password,
            language=command.language,
        )

    async def confirm(self, command: ConfirmSignUp, by: Caller) -> AccountOutcome:
        """
        Raises:
            WrongCredentials, TooManyRequests
        """
        if (before := await self._steps.repeated(command.attempt_id, by)) is not None:
            return before
        attempt = await self._steps.step(command.attempt_id, Proof.CODE, command.code, by)
        if attempt.purpose is not AttemptPurpose.SIGN_UP:
            raise wrong_code()
        if not attempt.known and (opened := await self._opened(attempt, command, by)) is not None:
            await self._gates.owner_came(attempt.tried_as, by, tries=2, hash=attempt.hash)
            return opened
        known = attempt if attempt.known else await self._found_since(attempt)
        entered = await self._steps.enter(known, Proof.CODE, command.device, by)
        return msgspec.structs.replace(entered, known_before=True)

    async def _opened(
        self, attempt: WayIn, command: ConfirmSignUp, by: Caller
    ) -> AccountOutcome | None:
        """None where somebody else proved the same handle meanwhile."""
        try:
            return await retry_on_conflict(lambda: self._open(attempt, command, by))
        except DuplicateInsert as taken:
            if taken.collection != HANDLES:
                raise
            return None

    async def _open(self, attempt: WayIn, command: ConfirmSignUp, by: Caller) -> AccountOutcome:
        loaded = await self._accounts.load(attempt.account)
        if loaded.account is not None:
            raise wrong_code()  # this attempt opened it
        entry = ProvenOwner(attempt.session, (Proof.CODE,), command.device)
        handle = self._handle(attempt)
        if await self._accounts.found_by(self._handles.all_of(handle)):
            raise DuplicateInsert(HANDLES)  # proven meanwhile, perhaps where another key hashes
        hashed = self._handles.kept(handle)
        together = _beginning(attempt, hashed, self._clock.now(), by.idempotency_key)
        return AccountOutcome(tokens=await self._starts.start(loaded, entry, by, together))

    async def _found_since(self, attempt: WayIn) -> WayIn:
        account_id = await self._accounts.found_by(self._handles.all_of(self._handle(attempt)))
        if account_id is None:
            raise wrong_code()
        return msgspec.structs.replace(attempt, account=account_id, known=True)

    def _handle(self, attempt: WayIn) -> Handle:
        return handle_of(self._seal.opened(attempt.sealed, attempt.id), self._region)

    async def _hashed(self, password: str, address: str) -> str:
        """Empty where none was chosen."""
        if not password:
            return ""
        return await self._hashes.made(checked(password, [address]))


def _beginning(attempt: WayIn, hashed: HashedHandle, now: datetime, key: str) -> CommittedWith:
    """An account that is found by what was proven. Where it is reached, notification is told from
    a row of the same commit."""
    held = OpenedHandle(id=new_id(), kind=attempt.kind)
    this = {"member_id": attempt.account}
    opened = AccountOpened(kind=AccountKind.MEMBER, how=Opening.SIGNED_UP, handles=(held,), **this)
    events: list[AccountEvent] = [opened]
    inserts = new_handle(hashed, attempt.account, held, now)
    inserts |= {UNTOLD: [untold_row(attempt)]}
    if attempt.password:
        events.append(PasswordSet(how=PasswordStep.FIRST, **this))
        kept, _ = new_password(attempt.account, None, attempt.password, now)
        return CommittedWith(events, {**inserts, **kept}, [spending(attempt, key)])
    return CommittedWith(events, inserts, [spending(attempt, key)])
