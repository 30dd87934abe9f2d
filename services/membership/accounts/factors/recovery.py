"""Recovery codes are made, and factors removed."""

import asyncio
from datetime import datetime

from infra.storage.unit_of_work import retry_on_conflict
from services.membership.accounts.factors.context import FactorContext
from services.membership.accounts.factors.domain.changing import removable
from services.membership.accounts.factors.domain.factor import (
    RecoveryCodes,
    kind_of,
    recovery_id,
)
from services.membership.accounts.factors.domain.recovery_codes import (
    digest_of,
    new_codes,
    new_salt,
)
from services.membership.accounts.factors.factor_store import added, changed, removed
from services.membership.contract.accounts.factor_commands import MakeRecoveryCodes, RemoveFactor
from services.membership.contract.accounts.factor_events import FactorRemoved, RecoveryCodesMade
from services.membership.contract.accounts.factor_views import FactorResult
from services.shared.callers import Caller


class Recovery:
    def __init__(self, ctx: FactorContext) -> None:
        self._ctx = ctx

    async def make_codes(self, command: MakeRecoveryCodes, by: Caller) -> FactorResult:
        """Each call makes others: what was made is shown once, and not kept.

        Raises:
            SecondFactorRequired
        """
        await self._ctx.have(command)
        codes = new_codes()
        made = await asyncio.to_thread(_digests, command.account_id, codes, self._ctx.clock.now())

        async def attempt() -> FactorResult:
            await self._replace(command.account_id, made, by)
            return FactorResult(factor_id=made.id, codes=tuple(codes))

        return await retry_on_conflict(attempt)

    async def remove(self, command: RemoveFactor, by: Caller) -> FactorResult:
        """
        Raises:
            NotFound: the account has no such factor.
            NotAllowed: staff keep one.
            SecondFactorRequired
        """

        async def attempt() -> FactorResult:
            loaded = await self._ctx.accounts.load(command.account_id)
            have = await self._ctx.have(command)
            factor = removable(have, command.factor_id, loaded.existing().kind)
            event = FactorRemoved(member_id=loaded.id, factor_id=factor.id, kind=kind_of(factor))
            updates, removals = removed(factor, self._ctx.clock.now())
            await self._ctx.save(loaded, event, by, updates=updates, removals=removals)
            return FactorResult(factor_id=factor.id)

        return await retry_on_conflict(attempt)

    async def _replace(self, account_id: str, made: RecoveryCodes, by: Caller) -> None:
        loaded = await self._ctx.accounts.load(account_id)
        before = await self._ctx.factors.find(made.id)
        event = RecoveryCodesMade(member_id=account_id, factor_id=made.id, codes=len(made.digests))
        if before is None:
            new = added(made)
            return await self._ctx.save(loaded, event, by, inserts=new)
        return await self._ctx.save(loaded, event, by, updates=[changed(before, made)])


def _digests(account_id: str, codes: list[str], now: datetime) -> RecoveryCodes:
    salt = new_salt()
    return RecoveryCodes(
        id=recovery_id(account_id),
        account_id=account_id,
        added_at=now,
        salt=salt,
        digests=tuple(digest_of(code, salt) for code in codes),
    )
