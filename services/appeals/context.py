"""What a handler or query of appeals has at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from infra.kernel.clock import Clock
from services.appeals.ports import (
    AnswersByTemplate,
    AppealStore,
    Calendars,
    CaseFiles,
    Colleagues,
    Memberships,
    Proposals,
    Triage,
)


def _nowhere(_step: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Context:
    """`at` is told each step at which a process could die between two services. `identity_above`:
    what a remedy is worth above which its member has to prove who they are, in minor units;
    `four_eyes_above`: above which a second of the staff confirms it, none: never."""

    store: AppealStore
    memberships: Memberships
    case_files: CaseFiles
    triage: Triage
    calendars: Calendars
    answers: AnswersByTemplate
    colleagues: Colleagues
    proposals: Proposals
    clock: Clock
    time_zone: ZoneInfo
    identity_above: int = 100_000
    four_eyes_above: int | None = None
    at: Callable[[str], None] = _nowhere

    def now(self) -> datetime:
        return self.clock.now()

    def operators_day(self, instant: datetime) -> date:
        return instant.astimezone(self.time_zone).date()
