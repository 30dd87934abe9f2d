"""Opens the cases that memberships want, through the appeals contract.

The wish's version is the key under which it is asked: after a kill at any line it is asked again,
and there is one case.
"""

from collections.abc import Callable

from infra.kernel.errors import AppError
from infra.kernel.ids import derived_id
from infra.log import logger
from infra.storage.unit_of_work import retry_on_conflict
from services.appeals.contract.api import AppealsApi
from services.appeals.contract.commands import OpenCase
from services.membership.cases.wanted_store import WantedCases
from services.membership.domain.aggregate.parts import (
    WantedCase,
)
from services.membership.domain.recording.cases import case_opened
from services.membership.domain.recording.recorder import Recorder
from services.membership.handlers.on_membership import state_change_of
from services.membership.ports import Context
from services.shared.callers import SYSTEM, Caller

AT_ONCE = 50


class CaseOpening:
    """`appeals`: looked up when it is asked, for which contract answers is settled late."""

    def __init__(
        self, ctx: Context, wanted: WantedCases, appeals: Callable[[], AppealsApi]
    ) -> None:
        self._ctx = ctx
        self._wanted = wanted
        self._appeals = appeals

    async def round(self) -> int:
        """Gives how many were opened; those that could not be are asked for again later."""
        members = await self._wanted.members(AT_ONCE)
        loaded = await self._ctx.store.load(members)
        opened = [
            await self._open(one.state.member_id, one.state.case)
            for one in loaded.values()
            if one.state.case is not None
        ]
        return sum(opened)

    async def _open(self, member_id: str, case: WantedCase) -> bool:
        asked = OpenCase(member_id=member_id, reason=case.reason, lost_at=case.lost_at)
        key = derived_id("case", member_id, str(case.version))
        try:
            outcome = await self._appeals().execute(
                asked, Caller(actor=SYSTEM, idempotency_key=key)
            )
            await self._record(member_id, outcome.appeal.number, case.version)
        except AppError as error:
            logger.warning("a case could not be opened yet", member=member_id, code=error.code)
            return False
        return True

    async def _record(self, member_id: str, number: str, wanted: int) -> None:
        async def once() -> None:
            [loaded] = (await self._ctx.store.load([member_id])).values()
            catalog, now = await self._ctx.catalog.current(), self._ctx.now()
            recorder = Recorder(loaded.state, catalog, now)
            case_opened(recorder, number, wanted)
            if recorder.drafts:
                await self._ctx.store.save([state_change_of(loaded, recorder)], now)

        await retry_on_conflict(once)
