"""A factor proves whose account it is. Nothing is written here: whoever uses it writes what it
spends in the same commit, and decides again when somebody was faster."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both
from infra.storage.changes import GuardedUpdate
from services.membership.accounts.core.account_store import AccountStore
from services.membership.accounts.factors.continuations import Continuations
from services.membership.accounts.factors.domain.factor import (
    Passkey,
    RecoveryCodes,
    Totp,
    recovery_id,
    totp_id,
)
from services.membership.accounts.factors.domain.recovery_codes import digest_of
from services.membership.accounts.factors.domain.signature_counter import may_follow
from services.membership.accounts.factors.domain.totp import step_of
from services.membership.accounts.factors.factor_store import FactorStore, changed
from services.membership.accounts.factors.webauthn import (
    OVER,
    RelyingParty,
    challenge_in,
    credential_in,
    refused,
)
from services.membership.contract.accounts.events import AccountEvent
from services.membership.contract.accounts.factor_events import (
    PasskeyCounterWentBack,
    RecoveryCodeUsed,
)
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.words import Proof
from services.shared.callers import Caller


@dataclass(frozen=True, kw_only=True)
class Proven:
    """`spends`: what makes it good once. `events`: what the account's history says of it.
    `challenge`: the id that was given to what a passkey answered."""

    account_id: str
    kind: Proof
    spends: Sequence[GuardedUpdate] = ()
    events: Sequence[AccountEvent] = ()
    challenge: str = ""


class CounterWentBack(InvalidInput):
    """Signed by the passkey's key, with a counter that was used before. Though it is refused,
    `event` is to be recorded, once: its owner has to hear of it."""

    def __init__(self, passkey: Passkey, shown: int, spent: GuardedUpdate) -> None:
        super().__init__(
            both(
                "此通行密钥的计数器没有前进（{shown}，此前为 {stored}），可能已被复制，因此拒绝。"
                "请改用其他验证方式，并移除此通行密钥。",
                "This passkey's counter did not rise ({shown}, it was {stored}): there may be a "
                "copy of it, so it is refused. Use another factor, and remove this passkey.",
                shown=shown,
                stored=passkey.sign_count,
            ),
            field="passkey",
        )
        self.account_id = passkey.account_id
        self.spent = spent
        self.event = PasskeyCounterWentBack(
            member_id=passkey.account_id,
            factor_id=passkey.id,
            shown=shown,
            stored=passkey.sign_count,
        )

    async def keep(self, accounts: AccountStore, now: datetime, by: Caller) -> None:
        """Nothing was given; that it was tried stays. Raises as `AccountStore.save`."""
        loaded = await accounts.load(self.account_id)
        await accounts.save(loaded, [self.event], now, by, updates=[self.spent])


class FactorProofs:
    def __init__(
        self,
        store: FactorStore,
        continuations: Continuations,
        party: RelyingParty,
        clock: Clock,
    ) -> None:
        self._store = store
        self._continuations = continuations
        self._party = party
        self._clock = clock

    async def prove(self, account_id: str, proof: Proof, answer: str, use: PasskeyUse) -> Proven:
        """By whichever factor of the account itself. `use`: what a passkey was asked for.

        Raises:
            InvalidInput: it does not hold, or is no factor of an account's own.
        """
        match proof:
            case Proof.TOTP:
                return await self.by_totp(account_id, answer)
            case Proof.RECOVERY_CODE:
                return await self.by_recovery_code(account_id, answer)
            case Proof.PASSKEY:
                return await self.by_passkey(answer, use, account_id)
            case Proof.PASSWORD | Proof.CODE:
                raise _not_right()

    async def by_totp(self, account_id: str, code: str) -> Proven:
        """
        Raises:
            InvalidInput: the code is not right, or was used.
        """
        factor, now = await self._store.find(totp_id(account_id)), self._clock.now()
        if not isinstance(factor, Totp) or not factor.secret:  # erased with the account's key
            raise _not_right()
        step = step_of(factor.secret, code, now, factor.last_step)
        if step is None:
            raise _not_right()
        spent = changed(factor, replace(factor, last_step=step, last_used_at=now))
        return Proven(account_id=account_id, kind=Proof.TOTP, spends=[spent])

    async def by_recovery_code(self, account_id: str, code: str) -> Proven:
        """
        Raises:
            InvalidInput: the code is not right, or was used.
        """
        factor, now = await self._store.find(recovery_id(account_id)), self._clock.now()
        if not isinstance(factor, RecoveryCodes):
            raise _not_right()
        digest = await asyncio.to_thread(digest_of, code, factor.salt)
        if digest not in factor.digests:
            raise _not_right()
        left = tuple(one for one in factor.digests if one != digest)
        return Proven(
            account_id=account_id,
            kind=Proof.RECOVERY_CODE,
            spends=[changed(factor, replace(factor, digests=left, last_used_at=now))],
            events=[RecoveryCodeUsed(member_id=account_id, factor_id=factor.id, left=len(left))],
        )

    async def by_passkey(self, answer: str, use: PasskeyUse, account_id: str = "") -> Proven:
        """`account_id`: whose passkey it has to be; empty where the passkey says who it is.

        Raises:
            InvalidInput: the answer does not hold, or was given before.
            CounterWentBack: it does, but there may be a copy of the passkey.
        """
        now, challenge = self._clock.now(), challenge_in(answer)
        bound_to = "" if use is PasskeyUse.SIGN_IN else account_id
        opened = self._continuations.open(challenge, now, use, bound_to)
        if opened is None:
            raise refused(OVER)
        passkey = await self._store.passkey(credential_in(answer))
        if passkey is None or account_id not in ("", passkey.account_id):
            raise refused(_NOT_KNOWN)
        nonce, until = opened
        if nonce.hex() in passkey.spent:
            raise refused(OVER)
        count = self._party.asserted(answer, challenge, passkey, named=bool(account_id))
        answered = _still_open(passkey.spent, now) | {nonce.hex(): until}
        if not may_follow(count, passkey.sign_count):
            refused_one = replace(passkey, spent=answered)
            raise CounterWentBack(passkey, count, changed(passkey, refused_one))
        after = replace(passkey, sign_count=count, last_used_at=now, spent=answered)
        return Proven(
            account_id=passkey.account_id,
            kind=Proof.PASSKEY,
            spends=[changed(passkey, after)],
            challenge=nonce.hex(),
        )


def _still_open(spent: dict[str, datetime], now: datetime) -> dict[str, datetime]:
    """What is over by its own time need not be remembered."""
    return {nonce: until for nonce, until in spent.items() if now < until}


def _not_right() -> InvalidInput:
    """One answer for whatever is wrong: it tells nobody what an account has."""
    return InvalidInput(
        both("验证码不正确或已用过。", "The code is not right, or was used before."), field="code"
    )


_NOT_KNOWN = both(
    "这个通行密钥未登记或已移除，请用其他方式登录。",
    "This passkey is not known here, or was removed; sign in another way.",
)
