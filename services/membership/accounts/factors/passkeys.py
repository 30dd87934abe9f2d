"""Passkeys are made, and asked for."""

from datetime import timedelta
from typing import Any, Final

import msgspec

from infra.kernel.errors import Conflict
from infra.kernel.ids import new_id
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert
from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.core.account_store import LoadedAccount
from services.membership.accounts.factors.context import FactorContext
from services.membership.accounts.factors.domain.changing import checked_label, require_room
from services.membership.accounts.factors.domain.factor import Passkey, passkey_id
from services.membership.accounts.factors.factor_store import added
from services.membership.accounts.factors.webauthn import (
    OVER,
    Created,
    challenge_in,
    credential_in,
    refused,
)
from services.membership.contract.accounts.factor_commands import (
    AddPasskey,
    BeginPasskey,
    BeginPasskeySignIn,
)
from services.membership.contract.accounts.factor_events import FactorAdded
from services.membership.contract.accounts.factor_views import FactorResult
from services.membership.contract.accounts.factor_words import PasskeyUse
from services.membership.contract.accounts.words import Proof
from services.shared.callers import Caller

ANSWER_WITHIN: Final = timedelta(minutes=5)
"""WebAuthn recommends five to ten minutes where the user is verified (Level 3, 15.1)."""


class Passkeys:
    def __init__(self, ctx: FactorContext) -> None:
        self._ctx = ctx

    async def begin(self, command: BeginPasskey, by: Caller) -> FactorResult:
        """
        Raises:
            NotAllowed: there are as many as may be.
            SecondFactorRequired: to make one.
        """
        account_id = command.account_id
        if command.use is PasskeyUse.REGISTER:
            have = await self._ctx.have(command)
            require_room(have)
            challenge = self._challenge(
                command.use, account_id, _mark(await self._ctx.accounts.load(account_id))
            )
            shown_as, known = command.shown_as or account_id, _passkeys(have)
            return _options(self._ctx.party.creation(account_id, shown_as, challenge, known))
        known = _passkeys(await self._ctx.factors.of(account_id))
        challenge = self._challenge(PasskeyUse.STEP_UP, account_id)
        return _options(self._ctx.party.request(challenge, known))

    async def begin_sign_in(self, command: BeginPasskeySignIn, by: Caller) -> FactorResult:
        """The same for everybody: it tells nobody what an account has.

        Raises:
            TooManyRequests
        """
        await self._ctx.networks.count(by)
        return _options(self._ctx.party.request(self._challenge(PasskeyUse.SIGN_IN, "")))

    async def add(self, command: AddPasskey, by: Caller) -> FactorResult:
        """
        Raises:
            InvalidInput: what the browser gave does not hold, or came too late.
            NotAllowed: there are as many as may be.
            Conflict: the passkey is another account's.
        """
        label, id = checked_label(command.label), passkey_id(credential_in(command.answer))

        async def attempt() -> FactorResult:
            loaded = await self._ctx.accounts.load(command.account_id)
            have = await self._ctx.factors.of(command.account_id)
            if all(one.id != id for one in have):  # else the same call did it before
                require_room(have)
                await self._add(loaded, command, label, by)
            return FactorResult(factor_id=id)

        return await retry_on_conflict(attempt)

    def _challenge(self, use: PasskeyUse, *bound: str) -> bytes:
        until = self._ctx.clock.now() + ANSWER_WITHIN
        return self._ctx.continuations.issue(bytes.fromhex(new_id()), until, use, *bound)

    async def _add(
        self, loaded: LoadedAccount, command: AddPasskey, label: str, by: Caller
    ) -> None:
        now, challenge = self._ctx.clock.now(), challenge_in(command.answer)
        bound = (PasskeyUse.REGISTER, command.account_id, _mark(loaded))
        if self._ctx.continuations.open(challenge, now, *bound) is None:
            raise refused(OVER)
        passkey = self._made(command, self._ctx.party.created(command.answer, challenge), label)
        event = FactorAdded(member_id=command.account_id, factor_id=passkey.id, kind=Proof.PASSKEY)
        shown = await self._ctx.shown(command, Proof.PASSKEY)
        new = added(passkey)
        try:
            await self._ctx.save(loaded, event, by, inserts=new, updates=[shown])
        except DuplicateInsert:
            raise _of_another() from None

    def _made(self, command: AddPasskey, made: Created, label: str) -> Passkey:
        return Passkey(
            id=passkey_id(made.credential_id),
            account_id=command.account_id,
            added_at=self._ctx.clock.now(),
            label=label,
            **msgspec.structs.asdict(made),
        )


def _mark(loaded: LoadedAccount) -> str:
    """Another one whenever a factor came or went: a challenge is answered once."""
    return str(loaded.existing().factor_changes)


def _passkeys(have: Any) -> list[Passkey]:
    return [one for one in have if isinstance(one, Passkey)]


def _options(options: dict[str, Any]) -> FactorResult:
    return FactorResult(passkey_options=options)


def _of_another() -> Conflict:
    return Conflict(
        both("这个通行密钥已属于另一个账号。", "This passkey is another account's already."),
        field="credential",
    )
