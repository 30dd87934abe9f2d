"""The desk itself: by which rules appeals come into their queues, and who is away."""

from infra.kernel.errors import Conflict, Forbidden
from infra.kernel.sentences import both
from infra.storage.changes import DuplicateInsert
from services.appeals.context import Context
from services.appeals.contract.desk_commands import (
    AbsenceCommand,
    KnowColleague,
    SaveQueueRules,
    SetAbsence,
)
from services.appeals.contract.desk_rules import QueueRules
from services.appeals.contract.desk_views import ChangedReviewer, SavedRules
from services.appeals.desk.domain.checking import checked_rules
from services.appeals.desk.domain.colleague import (
    Absence,
    Colleague,
    checked_absence,
    unknown_colleague,
)
from services.appeals.desk.reading import DeskReading
from services.appeals.desk.reviewer_store import ReviewerStore
from services.appeals.desk.rules_store import RulesStore
from services.appeals.domain.aggregate.texts import private_text
from services.shared.callers import Caller, StaffKind


class Managing:
    def __init__(
        self, ctx: Context, rules: RulesStore, reviewers: ReviewerStore, reading: DeskReading
    ) -> None:
        self._ctx = ctx
        self._rules = rules
        self._reviewers = reviewers
        self._reading = reading

    async def save_rules(self, command: SaveQueueRules, by: Caller) -> SavedRules:
        """Saved again the same, by the same person, they are as they were."""
        current = await self._rules.current()
        saved = QueueRules(
            version=command.replaces + 1,
            rules=checked_rules(command.rules),
            by=by.actor,
            at=self._ctx.now(),
            reason=private_text(command.reason, "reason"),
        )
        if current.version == saved.version and (current.rules, current.by, current.reason) == (
            saved.rules,
            saved.by,
            saved.reason,
        ):
            return SavedRules(rules=current, repeated=True)
        if current.version != command.replaces:
            raise _replaced(current)
        try:
            await self._rules.add(saved)
        except DuplicateInsert:
            raise _replaced(await self._rules.current()) from None
        return SavedRules(rules=saved)

    async def change_absence(self, command: AbsenceCommand, by: Caller) -> ChangedReviewer:
        _require_own(command.reviewer, by)
        await self._known(command.reviewer, "reviewer")
        absence = None
        if isinstance(command, SetAbsence):
            absence = await self._absence(command, by)
        await self._reviewers.set_absence(command.reviewer, absence)
        changed = await self._known(command.reviewer, "reviewer")
        return ChangedReviewer(reviewer=await self._reading.view(changed))

    async def know(self, command: KnowColleague) -> None:
        """Whoever left is swept: what they have goes back, however much it is."""
        colleague = Colleague(
            id=command.staff_id, name=command.name, kind=command.kind, left=command.left
        )
        due = self._ctx.now() if command.left else None
        await self._reviewers.know(colleague, command.version, due)

    async def _absence(self, command: SetAbsence, by: Caller) -> Absence:
        if command.substitute:
            await self._known(command.substitute, "substitute")
        absence = Absence(
            since=command.since,
            until=command.until,
            substitute=command.substitute,
            set_by=by.actor,
        )
        return checked_absence(absence, command.reviewer, self._ctx.now())

    async def _known(self, id: str, field: str) -> Colleague:
        """
        Raises:
            NotFound: they do not work here.
        """
        found = await self._reviewers.find(id)
        if found is None or found.left:
            raise unknown_colleague(id, field)
        return found


def _require_own(reviewer: str, by: Caller) -> None:
    """
    Raises:
        Forbidden: neither their own nor by an administrator.
    """
    if by.actor.id != reviewer and by.staff_kind is not StaffKind.ADMIN:
        raise Forbidden(
            both(
                "缺勤由本人或管理员登记。",
                "An absence is entered by whoever is away, or by an administrator.",
            ),
            field="reviewer",
        )


def _replaced(current: QueueRules) -> Conflict:
    return Conflict(
        both(
            "规则已更新为第 {version} 版（{name} 保存）；请在其基础上修改。",
            "The rules are at version {version} by now, saved by {name}: begin from those.",
            version=current.version,
            name=current.by.name or current.by.id or current.by.kind,
        ),
        field="replaces",
    )
