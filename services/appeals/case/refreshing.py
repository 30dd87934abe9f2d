"""Seals case files: the first version with the appeal, further ones where something is new."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from infra.kernel.clock import Clock
from infra.kernel.errors import InvalidInput, NotAllowed, Unavailable
from infra.kernel.sentences import both
from services.appeals.case.domain.difference import difference
from services.appeals.case.gathering import FoundCase, Gathering
from services.appeals.contract.case_views import AppealCaseFile, CasePart
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.case_file import SealedCaseFile, attach, refresh, sealed_case_file
from services.appeals.domain.due import MOST_CASE_VERSIONS
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.handlers.current import BY_TIME
from services.appeals.ports import AppealStore
from services.appeals.rows import ExtraRows, Loaded
from services.shared.callers import SYSTEM


class _Anew(NamedTuple):
    """`about_another_loss`: none is on record when the member says."""

    found: FoundCase
    about_another_loss: bool


class Refreshing:
    """Implements `CaseFiles`."""

    def __init__(self, gathering: Gathering, store: AppealStore, clock: Clock) -> None:
        self._gathering = gathering
        self._store = store
        self._clock = clock

    async def first(
        self, member_id: str, lost_at: datetime | None, orders: tuple[str, ...]
    ) -> SealedCaseFile:
        found = await self._gathering.gather(member_id, lost_at, orders)
        return sealed_case_file(found.file, found.of_others)

    async def settle(self, there: Loaded) -> None:
        appeal = there.appeal
        recorder = Recorder(appeal, SYSTEM, self._clock.now())
        case = await self.anew(appeal)
        if case.file.difference is None:
            attach(recorder, case)
        elif appeal.case_outdated or case.file.missing != appeal.case_missing:
            refresh(recorder, case, on_request=False)
        else:
            raise Unavailable(both("通知服务暂无回答。", "Notification does not answer."))
        await self._store.save(there, recorder, BY_TIME, ExtraRows(case=case))

    async def anew(self, appeal: Appeal) -> SealedCaseFile:
        """The next version, as things are now; with its difference, but for the first.

        Raises:
            NotAllowed: there are as many as are kept.
            Unavailable: the membership does not answer.
        """
        if appeal.case_version >= MOST_CASE_VERSIONS:
            raise _too_many()
        found = await self._gathered(appeal)
        if not appeal.case_file_sha256:
            return _sealed(found)
        return _sealed(found, await self._store.case_file(appeal.number, appeal.case_version))

    async def _gathered(self, appeal: Appeal) -> _Anew:
        orders = await self._store.named_orders(appeal.number)
        try:
            found = await self._gathering.gather(appeal.member_id, appeal.lost_at, orders)
        except InvalidInput:
            # taken while the membership was away, and nothing was lost then: for staff to clear up
            found = await self._gathering.gather(appeal.member_id, None, orders)
            return _Anew(found, about_another_loss=True)
        return _Anew(found, about_another_loss=False)


def _sealed(anew: _Anew, before: AppealCaseFile | None = None) -> SealedCaseFile:
    """Of what follows another version, with the difference from it."""
    file, of_others = anew.found
    if before is not None:
        file = msgspec.structs.replace(file, version=before.version + 1)
        if CasePart.ALERTS in file.missing:
            file = msgspec.structs.replace(file, alerts=before.alerts)
        file = msgspec.structs.replace(file, difference=difference(before, file))
    case = sealed_case_file(file, of_others)
    return msgspec.structs.replace(case, about_another_loss=anew.about_another_loss)


def _too_many() -> NotAllowed:
    return NotAllowed(
        both(
            "这份案卷已有 {most} 个版本，不再更新；各版本都可以查阅。",
            "There are {most} versions of this case file, and no more are made; all can be read.",
            most=MOST_CASE_VERSIONS,
        ),
        details={"allowed": []},
    )
