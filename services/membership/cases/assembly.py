"""Cases that open by themselves, put together."""

from collections.abc import Callable
from typing import NamedTuple

from infra.concurrency.wakeup import Wakeup
from infra.process.component import Loop
from infra.process.foundation import Foundation
from services.appeals.contract.api import AppealsApi
from services.membership.cases.opening import CaseOpening
from services.membership.cases.wanted_store import WantedCases
from services.membership.ports import Context

_POLL_SECONDS = 1.0


class Cases(NamedTuple):
    loops: list[Loop]


def build_cases(
    base: Foundation, context: Context, appeals: Callable[[], AppealsApi], due: Wakeup
) -> Cases:
    """`due` is kicked when a case is seen to be wanted."""
    opening = CaseOpening(context, WantedCases(base.db), appeals)

    async def run(epoch: int) -> None:
        await due.keep_at(opening.round, _POLL_SECONDS)

    return Cases(loops=[Loop(name="open cases", run=run)])
