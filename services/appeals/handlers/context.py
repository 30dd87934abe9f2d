"""What every handler works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from infra.kernel.clock import Clock
from services.appeals.ports import AppealStore, Memberships


def _nowhere(_step: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Context:
    """`at` is told each step at which a process could die between two services."""

    store: AppealStore
    memberships: Memberships
    clock: Clock
    time_zone: ZoneInfo
    at: Callable[[str], None] = _nowhere

    def now(self) -> datetime:
        return self.clock.now()

    def operators_day(self, instant: datetime) -> date:
        return instant.astimezone(self.time_zone).date()
