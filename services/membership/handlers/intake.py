"""What an import batch has loaded, decided and counted so far."""

from collections.abc import Iterable
from datetime import datetime

from infra.kernel.events import NEW
from services.membership.contract.views import ImportResult, Refusal
from services.membership.domain.catalog import Catalog
from services.membership.domain.decision import Decision
from services.membership.domain.evidence import Login, Order, Payment, Report, contradicted
from services.membership.domain.state import Membership
from services.membership.domain.tick import pass_time
from services.membership.handlers.on_membership import saving_of
from services.membership.ports import Beside, Context, Held
from services.shared.callers import SYSTEM, Caller

IMPORTER = Caller(actor=SYSTEM)
NO_MEMBER = "no such member; import members first"


class Intake:
    """`held`: memberships as loaded; `decisions`: one for each that changes."""

    def __init__(self, ctx: Context, catalog: Catalog, now: datetime) -> None:
        self.ctx = ctx
        self.catalog = catalog
        self.now = now
        self.held: dict[str, Held] = {}
        self.decisions: dict[str, Decision] = {}
        self.payments: list[Payment] = []
        self.orders: list[Order] = []
        self.logins: list[Login] = []
        self.created = 0
        self.unchanged = 0
        self.refused: list[Refusal] = []

    async def load(self, member_ids: Iterable[str]) -> None:
        wanted = {id for id in member_ids if id not in self.held}
        if wanted:
            self.held |= await self.ctx.store.load(sorted(wanted))

    def state(self, member_id: str) -> Membership | None:
        """As it will be after what was decided so far."""
        if member_id in self.decisions:
            return self.decisions[member_id].state
        held = self.held.get(member_id)
        return held.state if held else None

    def decision(self, member_id: str) -> Decision:
        if member_id not in self.decisions:
            self.held.setdefault(member_id, Held(head=NEW, state=Membership(member_id=member_id)))
            decision = Decision(self.held[member_id].state, self.catalog, self.now, IMPORTER)
            pass_time(decision)
            self.decisions[member_id] = decision
        return self.decisions[member_id]

    def refuse(self, row: int, field: str, reason: str) -> None:
        self.refused.append(Refusal(row=row, field=field, reason=reason))

    async def commit(self) -> ImportResult:
        """With what is due already for those who were taken over."""
        changed = {id: each for id, each in self.decisions.items() if each.drafts}
        for decision in changed.values():
            pass_time(decision)
        savings = [saving_of(self.held[id], decision) for id, decision in changed.items()]
        beside = Beside(payments=self.payments, orders=self.orders, logins=self.logins)
        await self.ctx.store.save(savings, self.now, IMPORTER, beside)
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
