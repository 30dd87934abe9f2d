"""A member proves who they are. A guess is on record before its answer is told, so that guesses
side by side cost as many tries as they are."""

import msgspec

from infra.kernel.idempotency import done_before, fingerprint, under
from infra.storage.once import once
from services.appeals.context import Context
from services.appeals.contract.identity import ProofKind, ProveIdentity
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.folding.on_identity import tries_left
from services.appeals.domain.identity import identity
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.handlers.current import current
from services.appeals.ports import Phones
from services.appeals.rows import Done, ExtraRows
from services.shared.callers import Caller, keys_of


class Proving:
    def __init__(self, ctx: Context, phones: Phones) -> None:
        self._ctx = ctx
        self._phones = phones

    async def prove(self, command: ProveIdentity, by: Caller) -> bool:
        """Whether it had been done before under the same key.

        Raises:
            InvalidInput: those are not the digits.
        """
        if command.digits:
            identity.checked_digits(command.digits)
        elif not by.second_factor:
            raise identity.neither()
        kept = _without_digits(command)
        _, repeated = await once(
            lambda: done_before(kept, keys_of(by), self._ctx.store.done),
            lambda: self._try(command, by),
        )
        await self._require_proven(command, by)
        return repeated

    async def _try(self, command: ProveIdentity, by: Caller) -> Done:
        there, now = await current(self._ctx, command.number, by.actor), self._ctx.now()
        identity.require_own(there.appeal, by.actor, now)
        recorder = await self._tried(there.appeal, command, by)
        done = Done(fingerprint=fingerprint(_without_digits(command)), number=command.number)
        await self._ctx.store.save(there, recorder, by, ExtraRows(done=under(keys_of(by), done)))
        return done

    async def _tried(self, appeal: Appeal, command: ProveIdentity, by: Caller) -> Recorder:
        now = self._ctx.now()
        if not command.digits:
            return identity.proven(appeal, ProofKind.SECOND_FACTOR, by.actor, now)
        identity.require_tries(appeal, now)
        same = await self._phones.ends_with(appeal.member_id, command.digits)
        if same is None:
            raise identity.no_phone()
        if same:
            return identity.proven(appeal, ProofKind.PHONE_DIGITS, by.actor, now)
        return identity.refused(appeal, by.actor, now)

    async def _require_proven(self, command: ProveIdentity, by: Caller) -> None:
        """What this try came to, which a repeated call is told again."""
        appeal = (await current(self._ctx, command.number, by.actor)).appeal
        last_wrong = max(appeal.wrong_tries, default=None)
        if appeal.identity is None or (last_wrong is not None and last_wrong > appeal.identity.at):
            raise identity.wrong_digits(tries_left(appeal, self._ctx.now()))


def _without_digits(command: ProveIdentity) -> ProveIdentity:
    """A digest of four digits would be the digits, to whoever tries ten thousand."""
    return msgspec.structs.replace(command, digits="····" if command.digits else "")
