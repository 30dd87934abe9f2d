"""What a correction would do to members, without doing it."""

from collections.abc import Sequence

from msgspec.structs import replace

from infra.kernel.errors import AppError
from infra.kernel.events import Actor
from services.membership.contract.correction_views import MemberStanding, Tried
from services.membership.contract.staff_commands import AnyCorrection, MergeMembers
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.decide import decide
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.view import not_found
from services.membership.handlers.merging import merged
from services.membership.ports import Context
from services.shared.callers import Caller


class Trying:
    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    async def of(
        self, correction: AnyCorrection, member_ids: Sequence[str], by: Actor
    ) -> list[Tried]:
        """In their order."""
        loaded = await self._ctx.store.load(member_ids)
        catalog = await self._ctx.catalog.current()
        return [
            self._one(correction, loaded[id].state, catalog, by)
            if id in loaded
            else refused_of(id, not_found(id))
            for id in member_ids
        ]

    async def possible(self, correction: AnyCorrection, by: Actor) -> Tried:
        """
        Raises:
            AppError: why it cannot be done.
        """
        if isinstance(correction, MergeMembers):
            kept = (await merged(self._ctx, correction, Caller(actor=by))).recorders[0]
            return Tried(member_id=correction.member_id, after=standing_of(kept.state))
        id = correction.member_id
        loaded = (await self._ctx.store.load([id])).get(id)
        if loaded is None:
            raise not_found(id)
        catalog = await self._ctx.catalog.current()
        return self._done(correction, loaded.state, catalog, by)

    def _one(
        self, correction: AnyCorrection, state: Membership, catalog: Catalog, by: Actor
    ) -> Tried:
        try:
            return self._done(correction, state, catalog, by)
        except AppError as error:
            return refused_of(state.member_id, error, standing_of(state))

    def _done(
        self, correction: AnyCorrection, state: Membership, catalog: Catalog, by: Actor
    ) -> Tried:
        recorder = Recorder(state, catalog, self._ctx.now(), Caller(actor=by))
        decide(recorder, replace(correction, member_id=state.member_id))
        return Tried(
            member_id=state.member_id,
            before=standing_of(state),
            after=standing_of(recorder.state),
        )


def refused_of(member_id: str, error: AppError, before: MemberStanding | None = None) -> Tried:
    return Tried(member_id=member_id, before=before, code=error.code, says=error.sentence)


def standing_of(state: Membership) -> MemberStanding:
    known = state.lifecycle is not None
    return MemberStanding(
        plan=state.plan,
        entitled=entitled(state),
        period_end=state.period_end if known else None,
        balance=state.balance,
    )
