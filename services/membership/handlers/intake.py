"""What an import batch has loaded, decided and counted so far."""

from collections.abc import Iterable
from datetime import datetime

from infra.concurrency.stepwise import stepwise
from infra.kernel.events import NEW
from services.membership.contract.import_views import ImportResult, Refusal
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
    Report,
    contradicted,
)
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.handlers.on_membership import state_change_of
from services.membership.ports import Context, ExtraRows, Loaded
from services.shared.callers import SYSTEM, Caller

IMPORTER = Caller(actor=SYSTEM)
_COMMITS = "commits of imports"
"""Two at once write the same entries of indexes, and undo each other; what is no id of a member."""
NO_MEMBER = "no such member; import members first"


class Intake:
    """`loaded`: memberships as loaded; `recorders`: one for each that changes."""

    def __init__(self, ctx: Context, catalog: Catalog, now: datetime) -> None:
        self.ctx = ctx
        self.catalog = catalog
        self.now = now
        self.loaded: dict[str, Loaded] = {}
        self.recorders: dict[str, Recorder] = {}
        self.payments: list[Payment] = []
        self.orders: list[Order] = []
        self.logins: list[Login] = []
        self.created = 0
        self.unchanged = 0
        self.refused: list[Refusal] = []

    async def load(self, member_ids: Iterable[str]) -> None:
        wanted = {id for id in member_ids if id not in self.loaded}
        if wanted:
            self.loaded |= await self.ctx.store.load(sorted(wanted))

    def state(self, member_id: str) -> Membership | None:
        """As it will be after what was decided so far."""
        if member_id in self.recorders:
            return self.recorders[member_id].state
        loaded = self.loaded.get(member_id)
        return loaded.state if loaded else None

    def recorder(self, member_id: str) -> Recorder:
        if member_id not in self.recorders:
            self.loaded.setdefault(
                member_id, Loaded(head=NEW, state=Membership(member_id=member_id))
            )
            loaded = self.loaded[member_id]
            recorder = Recorder(loaded.state, self.catalog, self.now, IMPORTER)
            if loaded.head.version and loaded.next_due and loaded.next_due <= self.now:
                pass_time(recorder)
            self.recorders[member_id] = recorder
        return self.recorders[member_id]

    def refuse(self, row: int, field: str, reason: str) -> None:
        self.refused.append(Refusal(row=row, field=field, reason=reason))

    async def let_time_pass(self) -> None:
        """What is due already for those who change."""
        async for recorder in stepwise(self._changed()):
            pass_time(recorder)

    @property
    def events(self) -> int:
        return sum(len(recorder.drafts) for recorder in self._changed())

    def _changed(self) -> list[Recorder]:
        return [recorder for recorder in self.recorders.values() if recorder.drafts]

    async def commit(self) -> ImportResult:
        state_changes = [
            state_change_of(self.loaded[recorder.state.member_id], recorder)
            async for recorder in stepwise(self._changed())
        ]
        extra = ExtraRows(payments=self.payments, orders=self.orders, logins=self.logins)
        async with self.ctx.turns.of(_COMMITS):
            await self.ctx.store.save(state_changes, self.now, IMPORTER, extra)
        return ImportResult(
            created=self.created, unchanged=self.unchanged, refused=tuple(self.refused)
        )


def again(intake: Intake, row: int, key: str, kept: Report, given: Report) -> None:
    """A row under a name that is taken: it changes nothing, so it may say nothing else."""
    if kept.member_id != given.member_id:
        intake.refuse(row, key, "stands for another member's already")
    elif fact := contradicted(kept, given):
        intake.refuse(row, fact, f"was recorded otherwise under this {key}, and is kept")
    else:
        intake.unchanged += 1
