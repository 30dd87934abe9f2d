"""Whatever happened, the answer is what holds, and stays so as long as it says."""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis.stateful import invariant

from services.membership.contract.entitlement import (
    CHANGES_NOTHING,
    Entitlement,
    EntitlementStanding,
)
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.evolve import evolve, fact_of
from services.membership.domain.tick import next_due
from services.membership.entitlement.domain.answer import EntitlementAnswers
from tests.unit.membership.test_any_history import AnyHistory
from tests.unit.membership.world import DAY, ID, World

FAR = 400 * DAY
MOMENT = timedelta(milliseconds=1)


def without_version(one: Entitlement) -> tuple[object, ...]:
    """What the answer says; when it ends may change earlier, by what carries it on."""
    return one.standing, one.plan, one.plan_version, one.benefits, one.price_factor


class AnyEntitlement(AnyHistory):
    def answer(self, world: World, at: datetime) -> Entitlement:
        return EntitlementAnswers(world.catalog, at).of(world.state)

    def copied(self) -> World:
        copy = World()
        copy.__dict__ |= self.world.__dict__ | {"history": list(self.world.history)}
        return copy

    @invariant()
    def it_is_what_would_be_recorded(self) -> None:
        foreseen, world = self.answer(self.world, self.world.now), self.copied()
        due = next_due(world.state, world.catalog)
        told = EntitlementAnswers(world.catalog, world.now).of(world.state, due)
        assert without_version(told) == without_version(foreseen)
        world.wake(world.now)
        assert foreseen == self.answer(world, world.now)
        assert (foreseen.standing is EntitlementStanding.ENTITLED) == entitled(world.state)
        assert foreseen.version == world.state.version

    @invariant()
    def it_holds_until_the_time_it_says_and_no_longer(self) -> None:
        found = self.answer(self.world, self.world.now)
        world, until = self.copied(), found.until or self.world.now + FAR
        assert until > world.now
        while (due := next_due(world.state, world.catalog)) is not None and due < until:
            world.wake(max(due, world.now))
            assert without_version(self.answer(world, world.now)) == without_version(found)
        world.wake(max(until - MOMENT, world.now))
        assert without_version(self.answer(world, world.now)) == without_version(found)
        stopped = bool(world.catalog.tripped)  # by the breaker, which may be closed until then
        if found.until is not None and not world.state.auto_renew and not stopped:
            world.wake(until)
            assert without_version(self.answer(world, until)) != without_version(found)

    @invariant()
    def an_event_that_changes_nothing_changes_no_answer(self) -> None:
        state = Membership(member_id=ID)
        for envelope in self.world.history:
            after = evolve(state, fact_of(envelope))
            if envelope.type in CHANGES_NOTHING and state.lifecycle is not None:
                at = envelope.happened_at
                before = self.stood(state, at), entitled(state), state.plan, state.holds
                assert before == (self.stood(after, at), entitled(after), after.plan, after.holds)
            state = after

    def stood(self, state: Membership, at: datetime) -> object:
        return state.lifecycle, state.period_end, state.grace_until


AnyEntitlement.TestCase.settings = settings(max_examples=20, stateful_step_count=20)
TestAnyEntitlement = AnyEntitlement.TestCase
