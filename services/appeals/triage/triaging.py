"""Looks at an appeal as soon as its case file is there, before any person does."""

from collections.abc import Callable

from infra.kernel.clock import Clock
from infra.kernel.errors import AppError
from services.appeals.domain.recording.recorder import Recorder
from services.appeals.ports import AppealStore, Memberships
from services.appeals.rows import ExtraRows, Loaded
from services.appeals.triage.domain.case import Case
from services.appeals.triage.domain.rules import HONEST_LAPSE, Route, route_of
from services.appeals.triage.domain.settling import left_to_a_person, settled
from services.shared.callers import SYSTEM, Caller


class Triaging:
    """Implements `Triage`. `most`: what a rule gives alone is worth no more, in minor units.
    `at` is told each step at which a process could die."""

    def __init__(
        self,
        store: AppealStore,
        memberships: Memberships,
        clock: Clock,
        most: int,
        at: Callable[[str], None],
    ) -> None:
        self._store = store
        self._memberships = memberships
        self._clock = clock
        self._most = most
        self._at = at

    async def look_at(self, there: Loaded) -> None:
        case = await self._case(there)
        recorder = await self._looked_at(case, route_of(case))
        once = recorder.appeal.ruling is not None and recorder.appeal.ruling.rule == HONEST_LAPSE
        rows = ExtraRows(claim=case.turn(HONEST_LAPSE.id) if once else None)
        await self._store.save(there, recorder, Caller(actor=SYSTEM), rows)
        self._at("appeals.triage.recorded")

    async def _case(self, there: Loaded) -> Case:
        appeal = there.appeal
        dossiers = await self._store.dossiers([appeal.number], case_files=[appeal.number])
        file = dossiers[appeal.number].case_file
        if file is None:
            raise ValueError(f"{appeal.number} has no case file yet")
        everything = await self._store.of_members([appeal.member_id])
        return Case(
            appeal=appeal,
            file=file,
            now=await self._memberships.standing(appeal.member_id),
            others=[other for other in everything if other.number != appeal.number],
        )

    async def _looked_at(self, case: Case, route: Route) -> Recorder:
        """What the rule would give is tried first: what the membership refuses is for a person."""
        now = self._clock.now()
        for parts in route.remedies:
            recorder = settled(case, route, parts, now)
            try:
                worth = await self._memberships.check_remedy(recorder.appeal)
            except AppError as refused:
                if refused.retryable:
                    raise
                continue
            if worth <= self._most:
                return recorder
        return left_to_a_person(case, route, now)
