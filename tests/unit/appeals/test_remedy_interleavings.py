"""A decided remedy is granted exactly once under any interleaving of workers that can die at any
await. The workers are real; they are stepped by hand, so that every order can be tried."""

from collections.abc import AsyncIterator, Collection, Coroutine, Generator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from infra.kernel.clock import FixedClock
from infra.kernel.errors import NotAllowed, Unavailable
from infra.kernel.events import NEW, Actor
from infra.storage.changes import VersionConflict
from services.appeals.context import Context
from services.appeals.contract.calendar import BusinessCalendar
from services.appeals.contract.case_views import AppealCaseFile
from services.appeals.contract.desk_words import AppealQueue
from services.appeals.contract.words import RemedyState
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.case.case_file import SealedCaseFile
from services.appeals.domain.due import next_due
from services.appeals.domain.recording.recorder import ByTemplate, Recorder
from services.appeals.domain.remedies.remedy import pending
from services.appeals.domain.review.proposal import Proposal
from services.appeals.domain.view import Dossier
from services.appeals.handlers.on_appeal import handle_on_appeal
from services.appeals.handlers.tick import tick
from services.appeals.rows import Done, ExtraRows, ListedAppeal, Loaded
from services.appeals.triage.domain.rules import TO_A_PERSON
from services.membership.contract.remedies import RemedyGiven
from services.membership.contract.views import MembershipView
from services.shared.callers import Caller
from tests.unit.appeals.people import ANNA, NOON, NUMBER, by, decision, given, opened

WORKERS = st.integers(0, 2)


class Pause:
    """A place where a worker can be left standing, or killed."""

    def __await__(self) -> Generator[None, None, None]:
        yield


class MemoryStore:
    """Implements `AppealStore` for one appeal, guarded by its version as the real one is."""

    def __init__(self, appeal: Appeal) -> None:
        self.appeal = appeal
        self.events: list[str] = []
        self.due = next_due(appeal)

    async def load(self, number: str, member_id: str = "") -> Loaded | None:
        await Pause()
        return Loaded(appeal=self.appeal, head=NEW)

    async def save(
        self, loaded: Loaded | None, recorder: Recorder, by: Caller, extra: ExtraRows
    ) -> None:
        await Pause()
        assert loaded is not None
        if loaded.appeal.version != self.appeal.version:
            raise VersionConflict("moved")
        self.appeal, self.due = recorder.appeal, next_due(recorder.appeal)
        self.events += [type(draft.event).__name__ for draft in recorder.drafts]
        await Pause()

    async def postpone(self, loaded: Loaded, until: datetime) -> None:
        await Pause()
        if loaded.appeal.version == self.appeal.version:
            self.due = until

    async def look(self, loaded: Loaded) -> None:
        await Pause()

    async def next_count(self, day: date) -> int:
        raise AssertionError("nothing is opened here")

    async def done(self, key: str) -> Done | None:
        return None

    async def of_members(self, member_ids: Collection[str]) -> list[Appeal]:
        return [self.appeal]

    async def listed(self, names: Collection[str], after: str, limit: int) -> list[ListedAppeal]:
        return []

    async def count_listed(self, names: Collection[str], before: str = "") -> int:
        return 0

    async def open_ones(self) -> AsyncIterator[Loaded]:
        yield Loaded(appeal=self.appeal, head=NEW)

    async def dossiers(
        self, numbers: Sequence[str], *, case_files: Collection[str] = ()
    ) -> dict[str, Dossier]:
        return {}

    async def named_orders(self, number: str) -> tuple[str, ...]:
        return ()

    async def case_file(self, number: str, version: int) -> AppealCaseFile:
        raise NotImplementedError

    async def visible(self, numbers: Sequence[str], member_id: str) -> list[str]:
        return []


class MemoryMemberships:
    """Implements `Memberships`: a remedy once for its id; refused ones stay refused."""

    def __init__(self) -> None:
        self.granted_ids: list[str] = []
        self.refused_ids: set[str] = set()
        self.down = False
        self.refusing = False

    async def standing(self, member_id: str) -> MembershipView:
        raise NotImplementedError

    async def check_remedy(self, appeal: Appeal) -> int:
        await Pause()
        if self.down:
            raise Unavailable("down")
        return 0

    async def apply_remedy(self, appeal: Appeal) -> RemedyGiven:
        remedy_id = pending(appeal).remedy_id
        await Pause()
        if self.down:
            raise Unavailable("down")
        if remedy_id in self.refused_ids or (self.refusing and remedy_id not in self.granted_ids):
            self.refused_ids.add(remedy_id)
            raise NotAllowed("closed for good")
        if remedy_id not in self.granted_ids:
            self.granted_ids.append(remedy_id)
        await Pause()
        return given()


class RoundTheClock:
    async def in_force(self) -> BusinessCalendar | None:
        return None


class NoCaseFiles:
    """Nothing of theirs is wanted here."""

    async def first(self, *asked: Any) -> SealedCaseFile:
        raise NotImplementedError

    async def settle(self, there: Loaded) -> None:
        raise NotImplementedError


class Alone:
    """Implements `Colleagues`."""

    async def anybody_for(self, queue: AppealQueue, but: Collection[str], now: datetime) -> bool:
        return False

    async def known(self) -> list[str]:
        return []


class NoTemplates:
    """Implements `AnswersByTemplate`."""

    async def said(self, code: str, appeal: Appeal, by: Actor, **given: object) -> ByTemplate:
        raise AssertionError("nothing is said by a template here")


class NoProposals:
    """One of the staff decides everything alone here."""

    async def proposed(self, proposal: Proposal, extra: ExtraRows) -> ExtraRows:
        raise AssertionError("nothing is proposed here")


class NoTriage:
    async def look_at(self, there: Loaded) -> None:
        raise NotImplementedError


def left_to_a_person(appeal: Appeal) -> Appeal:
    return replace(appeal, rules=(TO_A_PERSON,))


class Interleavings(RuleBasedStateMachine):
    @initialize(decided=st.booleans())
    def an_appeal_is_open(self, decided: bool) -> None:
        self.clock = FixedClock(NOON)
        self.store = MemoryStore(left_to_a_person(opened().appeal))
        self.memberships = MemoryMemberships()
        self.ctx = Context(
            answers=NoTemplates(),
            colleagues=Alone(),
            proposals=NoProposals(),
            store=self.store,
            memberships=self.memberships,
            case_files=NoCaseFiles(),
            triage=NoTriage(),
            calendars=RoundTheClock(),
            clock=self.clock,
            time_zone=ZoneInfo("Asia/Shanghai"),
        )
        self.workers: dict[int, Coroutine[Any, Any, None]] = {}
        self.decided: list[str] = []
        if decided:
            self.staff_decide()

    @rule()
    def staff_decide(self) -> None:
        try:
            finish(handle_on_appeal(self.ctx, decision(days=5), by(ANNA)))
        except NotAllowed:
            return
        self.decided.append(pending(self.store.appeal).remedy_id)

    @rule(worker=WORKERS)
    def worker_starts(self, worker: int) -> None:
        if worker not in self.workers:
            self.workers[worker] = tick(self.ctx, NUMBER)

    @rule(worker=WORKERS, steps=st.sampled_from([1, 2, 4, 5]))
    def worker_goes_on(self, worker: int, steps: int) -> None:
        for _ in range(steps):
            if worker in self.workers and not step(self.workers[worker]):
                del self.workers[worker]

    @rule(worker=WORKERS)
    def worker_is_killed(self, worker: int) -> None:
        if worker in self.workers:
            self.workers.pop(worker).close()

    @rule(fault=st.sampled_from(["", "", "", "down", "refusing"]))
    def membership_fails_or_recovers(self, fault: str) -> None:
        self.memberships.down = fault == "down"
        self.memberships.refusing = fault == "refusing"

    @rule(seconds=st.integers(1, 600))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    @invariant()
    def never_twice(self) -> None:
        granted = self.memberships.granted_ids
        assert len(granted) <= 1
        assert not set(granted) & self.memberships.refused_ids

    @invariant()
    def never_lost(self) -> None:
        if self.store.appeal.remedy_pending:
            assert self.store.due is not None

    def teardown(self) -> None:
        """In the end, with everybody well again, each decision is settled exactly once."""
        self.memberships.down = self.memberships.refusing = False
        for worker in self.workers.values():
            finish(worker)
        finish(tick(self.ctx, NUMBER))
        appeal = self.store.appeal
        assert not appeal.remedy_pending
        if appeal.ruling is None:
            return
        assert set(self.decided) == {*self.memberships.granted_ids, *self.memberships.refused_ids}
        applied = appeal.ruling.remedy_state is RemedyState.APPLIED
        assert self.store.events.count("RemedyConfirmed") == applied
        assert self.memberships.granted_ids == ([appeal.ruling.remedy_id] if applied else [])


def step(worker: Coroutine[Any, Any, Any]) -> bool:
    """To the worker's next pause; false when it has ended."""
    try:
        worker.send(None)
    except StopIteration:
        return False
    return True


def finish(worker: Coroutine[Any, Any, Any]) -> None:
    while step(worker):
        pass


TestInterleavings = Interleavings.TestCase
TestInterleavings.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
