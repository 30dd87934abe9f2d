"""What every way in has in common: an attempt that waits for its next step, the step, and what
follows when it is right."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from infra.kernel.clock import Clock
from infra.kernel.ids import new_id
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import AccountStore, LoadedAccount
from services.membership.accounts.core.domain.account import Account
from services.membership.accounts.devices.device_store import DeviceStore
from services.membership.accounts.sessions.starting import (
    CommittedWith,
    ProvenOwner,
    SessionStarts,
    origin_of,
)
from services.membership.accounts.signing_in.attempt_store import AttemptStore, spending
from services.membership.accounts.signing_in.codes import Codes
from services.membership.accounts.signing_in.domain.attempt import VALID_FOR, WayIn
from services.membership.accounts.signing_in.gates import Sought, TryGates
from services.membership.contract.accounts.command import SigningDevice
from services.membership.contract.accounts.errors import wrong_code
from services.membership.contract.accounts.views import AccountOutcome
from services.membership.contract.accounts.words import AttemptPurpose, Proof
from services.shared.callers import Caller

Shows = Callable[[str, str, Caller], Awaitable[CommittedWith]]
"""What an account's answer spends, if it is right; else it raises InvalidInput."""


class Steps:
    """`shown`: how each further kind of proof is looked at; a code needs none of them.
    `always_two`: one proof alone lets nobody in."""

    def __init__(
        self,
        *,
        accounts: AccountStore,
        attempts: AttemptStore,
        starts: SessionStarts,
        gates: TryGates,
        codes: Codes,
        clock: Clock,
        shown: Mapping[Proof, Shows],
        devices: DeviceStore,
        always_two: bool,
    ) -> None:
        self._accounts = accounts
        self._attempts = attempts
        self._starts = starts
        self._gates = gates
        self._codes = codes
        self._clock = clock
        self._shown = shown
        self._devices = devices
        self._always_two = always_two

    async def begin(self, sought: Sought, purpose: AttemptPurpose, **more: Any) -> AccountOutcome:
        now = self._clock.now()
        attempt = WayIn(
            **{"id": secrets.token_hex(16), **more},
            purpose=purpose,
            account=sought.account,
            known=sought.known,
            hash=sought.hash,
            tried_as=sought.tried_as,
            kind=sought.handle.kind,
            masked=sought.handle.masked,
            began_at=now,
            expires_at=now + VALID_FOR,
            session=new_id(),
        )
        return await self._wait_for(attempt)

    async def step(self, attempt_id: str, proof: Proof, answer: str, by: Caller) -> WayIn:
        """The attempt whose next step this is, if it is right.

        Raises:
            WrongCredentials: it is not, or the attempt is over.
            TooManyRequests
        """
        waiting = await self._attempts.get(attempt_id)
        if waiting is None:
            raise wrong_code()
        await self._gates.one_try(waiting.tried_as, by)
        attempt = await self._attempts.count_try(attempt_id, self._clock.now())
        if attempt is None or proof not in attempt.wanted:
            raise wrong_code()
        if not await self._is_right(attempt, proof, answer, by) or not self._usable(attempt):
            raise wrong_code()
        return attempt

    async def enter(
        self, attempt: WayIn, proof: Proof, device: SigningDevice, by: Caller, answer: str = ""
    ) -> AccountOutcome:
        """A session, or where the account asks for more, the next step. `answer`: of another proof
        than a code; it is looked at again, for somebody may have used it meanwhile."""
        proofs = (*attempt.proven, proof)

        async def once() -> AccountOutcome:
            loaded = await self._accounts.load(attempt.account)
            await self.require_unspent(attempt)
            if further := await self._further(loaded, proofs, device, by):
                return await self._next_step(attempt, proofs, further, by)
            entry = ProvenOwner(attempt.session, proofs, device, second_factor=_two(proofs))
            shown = await self._spent(attempt, proof, answer, by)
            used = [spending(attempt, by.idempotency_key), *shown.updates]
            spent = CommittedWith(events=shown.events, updates=used)
            return AccountOutcome(tokens=await self._starts.start(loaded, entry, by, spent))

        outcome = await retry_on_conflict(once)
        if outcome.tokens:
            asked = proof is Proof.PASSKEY  # which is counted, too
            await self._gates.owner_came(
                attempt.tried_as, by, tries=attempt.counted + 1 + asked, hash=attempt.hash
            )
        return outcome

    async def entered(
        self,
        loaded: LoadedAccount,
        sought: Sought,
        proof: Proof,
        device: SigningDevice,
        by: Caller,
        *,
        good: CommittedWith,
    ) -> AccountOutcome:
        """As `enter`, for a first step that needs no attempt. `good`: what makes sure that the
        proof still is, when the session begins.

        Raises:
            VersionConflict: something happened to the account since it was loaded.
        """
        if further := await self._further(loaded, (proof,), device, by):
            if Proof.CODE in further:
                await self._gates.one_code(sought, by)
            return await self.begin(
                sought, AttemptPurpose.SIGN_IN, proven=(proof,), wanted=further,
                send=Proof.CODE in further, counted=1 + (Proof.CODE in further),
            )  # fmt: skip
        entry = ProvenOwner(new_id(), (proof,), device, second_factor=_two((proof,)))
        tokens = await self._starts.start(loaded, entry, by, good)
        await self._gates.owner_came(sought.tried_as, by)
        return AccountOutcome(tokens=tokens)

    async def repeated(self, attempt_id: str, by: Caller) -> AccountOutcome | None:
        """What this very call was answered before; none where it was not."""
        attempt = await self.spent_before(attempt_id, by)
        if attempt is None:
            return None
        tokens = await self._starts.given_again(attempt.session)
        return None if tokens is None else AccountOutcome(tokens=tokens, repeated=True)

    async def spent_before(self, attempt_id: str, by: Caller) -> WayIn | None:
        """The attempt that this very call was good for before."""
        attempt, key = await self._attempts.get(attempt_id), by.idempotency_key
        return attempt if attempt and attempt.spent and key and attempt.spent_by == key else None

    async def _further(
        self, loaded: LoadedAccount, proofs: tuple[Proof, ...], device: SigningDevice, by: Caller
    ) -> tuple[Proof, ...]:
        if loaded.account is None or _two(proofs):
            return ()
        known = await self._devices.familiarity(origin_of(loaded.id, device, by))
        strange = loaded.account.signed_in and not known.whole
        return further_proofs(loaded.account, proofs, strange=strange, always_two=self._always_two)

    async def _is_right(self, attempt: WayIn, proof: Proof, answer: str, by: Caller) -> bool:
        if proof is Proof.CODE:
            return self._codes.right(attempt, answer)
        await self._spent(attempt, proof, answer, by)
        return True

    async def _spent(self, attempt: WayIn, proof: Proof, answer: str, by: Caller) -> CommittedWith:
        """What makes an answer good once; a code is spent with its attempt."""
        if proof is Proof.CODE:
            return CommittedWith()
        return await self._shown[proof](attempt.account, answer, by)

    @staticmethod
    def _usable(attempt: WayIn) -> bool:
        return attempt.known or attempt.asks_back or attempt.purpose is AttemptPurpose.SIGN_UP

    async def require_unspent(self, attempt: WayIn) -> None:
        now = await self._attempts.get(attempt.id)
        if now is None or now.spent:
            raise wrong_code()

    async def _next_step(
        self,
        attempt: WayIn,
        proofs: tuple[Proof, ...],
        further: tuple[Proof, ...],
        by: Caller,
    ) -> AccountOutcome:
        """An attempt of its own, with tries of its own."""
        now = self._clock.now()
        after = WayIn(
            id=secrets.token_hex(16),
            purpose=AttemptPurpose.SIGN_IN,
            account=attempt.account,
            known=True,
            hash=attempt.hash,
            tried_as=attempt.tried_as,
            kind=attempt.kind,
            masked=attempt.masked,
            began_at=now,
            expires_at=now + VALID_FOR,
            session=attempt.session,
            proven=proofs,
            wanted=further,
            send=Proof.CODE in further,
            counted=attempt.counted + 1,
        )
        await self._attempts.go_on(attempt, after, by.idempotency_key)
        self._codes.waiting.kick()
        return AccountOutcome(attempt=after.view)

    async def _wait_for(self, attempt: WayIn) -> AccountOutcome:
        await self._attempts.add(attempt)
        self._codes.waiting.kick()
        return AccountOutcome(attempt=attempt.view)


def _two(proofs: tuple[Proof, ...]) -> bool:
    """A passkey that verifies its user is two in one."""
    return len(proofs) > 1 or Proof.PASSKEY in proofs


def further_proofs(
    account: Account, proofs: tuple[Proof, ...], *, strange: bool, always_two: bool
) -> tuple[Proof, ...]:
    """What the account asks for beside what was shown; nothing once two were. From a device or a
    network that it was never signed in from, a code at least, which goes to a known contact."""
    if account.factors:
        return tuple(one for one in account.factors if one not in proofs)
    if Proof.CODE not in proofs:
        return (Proof.CODE,) if strange or always_two else ()
    return (Proof.PASSWORD,) if always_two else ()
