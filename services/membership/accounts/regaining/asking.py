"""Somebody who lost every contact asks for the account, and proves a new one. What is answered is
the same whether there is such an account or not."""

import secrets
from datetime import datetime
from functools import partial

from infra.concurrency.wakeup import Wakeup
from infra.kernel.clock import Clock
from infra.kernel.errors import Conflict
from infra.kernel.ids import new_id
from infra.kernel.sentences import both
from infra.storage.changes import Inserts, VersionConflict
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore, LoadedAccount
from services.membership.accounts.regaining.domain.deciding import said
from services.membership.accounts.regaining.domain.request import (
    LONGEST_WORDS,
    MOST_OPEN,
    BackRequest,
    BackStep,
)
from services.membership.accounts.regaining.request_store import new_request
from services.membership.accounts.signing_in.attempt_store import AttemptStore, noted
from services.membership.accounts.signing_in.domain.attempt import WayIn
from services.membership.accounts.signing_in.gates import TryGates
from services.membership.accounts.signing_in.sealing import AddressSeal
from services.membership.accounts.signing_in.steps import Steps
from services.membership.contract.accounts.errors import wrong_code
from services.membership.contract.accounts.regaining_commands import (
    AskAccountBack,
    ConfirmAccountBack,
)
from services.membership.contract.accounts.regaining_events import AccountBackAsked
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import AccountKind, AttemptPurpose, Proof
from services.shared.callers import SYSTEM, Caller

_ONCE = "asked"


class AskingBack:
    def __init__(
        self,
        *,
        accounts: AccountStore,
        attempts: AttemptStore,
        gates: TryGates,
        steps: Steps,
        seal: AddressSeal,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._attempts = attempts
        self._gates = gates
        self._steps = steps
        self._seal = seal
        self._clock = clock
        self.waiting = Wakeup()

    async def begin(self, command: AskAccountBack, by: Caller) -> AccountOutcome:
        """A code goes to the new contact, and nothing to anybody else.

        Raises:
            InvalidInput, TooManyRequests
        """
        lost = await self._gates.sought(command.handle)
        new = await self._gates.sought(command.new_contact)
        await self._gates.one_try(f"back/{lost.hash}", by)
        await self._gates.one_code(new, by)
        attempt_id = secrets.token_hex(16)
        return await self._steps.begin(
            new._replace(account=lost.account, known=lost.known),
            AttemptPurpose.ACCOUNT_BACK,
            id=attempt_id,
            sealed=self._seal.sealed(new.handle.address, attempt_id),
            language=command.language,
        )

    async def confirm(self, command: ConfirmAccountBack, by: Caller) -> AccountOutcome:
        """
        Raises:
            WrongCredentials, TooManyRequests, InvalidInput
            Conflict: the new contact, which is theirs, finds an account already.
        """
        words = said(command.words, "words", LONGEST_WORDS)
        if await self._steps.spent_before(command.attempt_id, by):
            return AccountOutcome(repeated=True)
        attempt = await self._steps.step(command.attempt_id, Proof.CODE, command.code, by)
        if not attempt.asks_back:
            raise wrong_code()
        address = self._seal.opened(attempt.sealed, attempt.id)
        if (await self._gates.sought(address)).known:
            raise _taken()
        sealed = self._seal.sealed(words, attempt.id)
        try:
            await self._attempts.ask(attempt, sealed, by.idempotency_key or _ONCE)
        except VersionConflict:
            raise wrong_code() from None
        self.waiting.kick()
        return AccountOutcome()

    async def note(self) -> int:
        """Takes down what was asked, after the answer: that takes as long whether there is such an
        account or not. Gives how many."""
        waiting = await self._attempts.to_note()
        for attempt in waiting:
            await retry_on_conflict(partial(self._noted, attempt.id))
        return len(waiting)

    async def _noted(self, attempt_id: str) -> None:
        """Of a stranger's doing the account's history knows that it was nobody known."""
        attempt = await self._attempts.get(attempt_id)
        if attempt is None or not attempt.asked:
            return  # another process was faster
        loaded, now = await self._accounts.load(attempt.account), self._clock.now()
        request = self._request(attempt, now)
        waits = _may_wait(loaded)
        asked = AccountBackAsked(member_id=loaded.id, request_id=request.id, kind=request.kind)
        inserts: Inserts = new_request(request) if waits else {}
        await self._accounts.save(
            loaded,
            [asked] if waits else [],
            now,
            Caller(actor=SYSTEM),
            inserts=inserts,
            updates=[noted(attempt)],
        )

    def _request(self, attempt: WayIn, now: datetime) -> BackRequest:
        return BackRequest(
            id=new_id(),
            account=attempt.account,
            step=BackStep.ASKED,
            asked_at=now,
            hash=attempt.hash,
            kind=attempt.kind,
            masked=attempt.masked,
            address=self._seal.opened(attempt.sealed, attempt.id),
            words=self._seal.opened(attempt.words, attempt.id),
            language=attempt.language,
        )


def _may_wait(loaded: LoadedAccount) -> bool:
    """Staff are let in again by an administrator."""
    account = loaded.account
    if account is None or account.kind is AccountKind.STAFF or not account.handles:
        return False
    return len(account.asked_back) < MOST_OPEN


def _taken() -> Conflict:
    return Conflict(
        both(
            "此联系方式已有账号；请用它登录，或换一个。",
            "This contact finds an account already; sign in by it, or take another one.",
        ),
        field="newContact",
    )
