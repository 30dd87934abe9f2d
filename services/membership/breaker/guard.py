"""What every save of memberships passes: losses are admitted by the breaker, or nothing is saved.

What is admitted is counted in the same commit, so the count is never behind what was lost, whatever
is killed. Whoever is refused decides again, and finds the cause tripped: the losses are deferred.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from infra.storage.changes import GuardedUpdate, Inserts
from infra.storage.unit_of_work import UnitOfWork
from services.membership.adapters.repository import MongoMemberships
from services.membership.breaker.breaker import LossBreaker
from services.membership.breaker.incident_store import deferring
from services.membership.contract.breaker_events import ChangeDeferred
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.losses import AutomaticLoss
from services.membership.ports import (
    BY_TIME,
    NOTHING,
    ExtraRows,
    StateChange,
)
from services.shared.callers import Caller


class GuardedMemberships(MongoMemberships):
    def __init__(self, uow: UnitOfWork, breaker: LossBreaker) -> None:
        super().__init__(uow)
        self._breaker = breaker

    async def save(
        self,
        state_changes: Sequence[StateChange],
        now: datetime,
        by: Caller = BY_TIME,
        extra: ExtraRows = NOTHING,
    ) -> Mapping[str, str]:
        """Raises Tripped, too, which is a VersionConflict: decide again."""
        losses = list(chain.from_iterable(change.losses for change in state_changes))
        counts = await self._admitted(losses, now, state_changes) if losses else []
        guards, rows = _deferred(state_changes)
        counted = replace(extra, guards=[*extra.guards, *counts, *guards], rows=rows)
        saved = await super().save(state_changes, now, by, counted)
        if known := list(chain.from_iterable(change.known for change in state_changes)):
            await self._breaker.foresee(known)
        return saved

    async def _admitted(
        self, losses: Sequence[AutomaticLoss], now: datetime, changes: Sequence[StateChange]
    ) -> list[GuardedUpdate]:
        loaded = {change.state.member_id: change.loaded.head.version for change in changes}

        async def standing() -> bool:
            return await self.versions(list(loaded)) == loaded

        return await self._breaker.admitted(losses, now, standing)


def _deferred(state_changes: Sequence[StateChange]) -> tuple[list[GuardedUpdate], Inserts]:
    causes, members = dict[str, Cause](), list[tuple[str, str, int]]()
    for change in state_changes:
        for draft in change.drafts:
            if isinstance(draft.event, ChangeDeferred):
                causes[draft.event.incident_id] = Cause(draft.cause or Cause.UNKNOWN)
                member = change.state
                members.append((draft.event.incident_id, member.member_id, member.version))
    return deferring(causes, members) if members else ([], {})
