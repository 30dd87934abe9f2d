"""One member whose change for the worse waits for a person."""

from datetime import timedelta

import pytest

from services.membership.breaker.domain.ahead import grouped, losses_until
from services.membership.breaker.domain.forecast import LossGroup, hour_of
from services.membership.contract import commands as c
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.claim_commands import ClaimPayment
from services.membership.contract.staff_commands import GrantDays
from services.membership.contract.words import Cause, Lifecycle, RemedyKind
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.deferral.deferring import discard, release
from services.membership.domain.deferral.knowing import newly_known
from tests.unit.membership.world import DAY, HOUR, ID, MEMBER, PLANS, STAFF, START, World


@pytest.fixture
def world() -> World:
    world = World()
    world.enrol("gold", auto_renew=False)
    return world


def test_what_would_be_lost_is_deferred_and_everything_stays(world: World) -> None:
    end = world.state.period_end
    world.trip(Cause.LAPSED)
    world.at(end + 5 * DAY)
    assert world.types()[-2:] == ["GraceStarted", "ChangeDeferred"]
    assert world.last("ChangeDeferred").cause == Cause.LAPSED
    assert entitled(world.state)
    [change] = world.state.deferred
    assert (change.kind, change.due_at) == (LossKind.LAPSE, end + DAY)


def test_another_cause_goes_on(world: World) -> None:
    world.trip(Cause.PAYMENT_FAILED)
    world.at(world.state.period_end + 2 * DAY)
    assert world.types()[-1] == "MembershipExpired"


def test_a_renewal_meanwhile_is_without_a_gap_and_ends_the_waiting(world: World) -> None:
    end = world.state.period_end
    world.trip(Cause.LAPSED)
    world.at(end + 3 * DAY)
    world.pay("o-1", PLANS["gold"].price)
    assert (world.state.lifecycle, world.state.period_start) == (Lifecycle.ACTIVE, end)
    assert not world.state.deferred


def test_released_it_happens_then_with_the_days_to_pay_late(world: World) -> None:
    world.trip(Cause.LAPSED)
    world.at(world.state.period_end + 3 * DAY)
    world.trip()
    assert world.settle(release) == ["DeferredChangeReleased", "MembershipExpired"]
    expired = world.last("MembershipExpired")
    assert (expired.happened_at, expired.actor.kind) == (world.now, "SYSTEM")
    assert expired.body["pay_until"] == f"{world.now + 7 * DAY:%Y-%m-%dT%H:%M:%SZ}"


def test_discarded_there_is_a_whole_grace_again(world: World) -> None:
    world.trip(Cause.LAPSED)
    world.at(world.state.period_end + 3 * DAY)
    world.trip()
    assert world.settle(discard) == ["DeferredChangeDiscarded", "GraceStarted"]
    assert world.state.grace_until == world.now + DAY
    world.pass_time(hours=25)
    assert world.types()[-1] == "MembershipExpired"


def test_discarded_automatic_renewal_is_tried_again(world: World) -> None:
    world.do(c.SetAutoRenew(member_id=ID, on=True))
    world.trip(Cause.PAYMENT_FAILED)
    world.at(world.state.period_end + 3 * DAY)
    assert world.state.defers(LossKind.LAPSE)
    world.top_up(PLANS["gold"].price)
    world.trip()
    world.settle(discard)
    assert world.state.lifecycle is Lifecycle.ACTIVE
    assert world.state.period_end > world.now


@pytest.fixture
def inactive(world: World) -> World:
    """Warned, and the warning was received; the fall is deferred. The next period is paid for."""
    world.pay("o-1", PLANS["gold"].price)
    world.login()
    world.trip(Cause.INACTIVITY)
    world.pass_time(days=23)
    world.receive_warning()
    world.pass_time(days=7.5)
    assert [change.kind for change in world.state.deferred] == [LossKind.INACTIVITY]
    assert world.state.plan == "gold"
    world.trip()
    return world


def test_activity_ends_the_waiting_of_a_fall(inactive: World) -> None:
    inactive.login()
    assert not inactive.state.deferred
    assert inactive.state.plan == "gold"


def test_a_fall_that_is_released_happens(inactive: World) -> None:
    assert inactive.settle(release) == ["DeferredChangeReleased", "MembershipDowngraded"]
    assert inactive.state.plan == "silver"


def test_a_fall_that_is_discarded_begins_with_its_warning_again(inactive: World) -> None:
    assert inactive.settle(discard) == ["DeferredChangeDiscarded"]
    assert (inactive.state.plan, inactive.state.warned) == ("gold", None)
    assert inactive.state.inactive_from == inactive.now


def test_the_end_of_a_period_is_known_when_the_member_is_reminded(world: World) -> None:
    end = world.state.period_end
    before = world.state
    world.at(end - 3 * DAY)
    [known] = newly_known(before, world.state, world.catalog, world.now)
    assert (known.kind, known.due) == (LossKind.LAPSE, end)
    late = end - 23 * HOUR
    assert not newly_known(before, world.state, world.catalog, late)


def test_looking_ahead_finds_what_will_be_lost_and_changes_nothing(world: World) -> None:
    end = world.state.period_end
    world.at(end + HOUR)
    before = world.state
    until = end + DAY + timedelta(minutes=1)
    losses = losses_until(world.state, world.catalog, world.now, until)
    group = LossGroup(LossKind.LAPSE, hour_of(end), False)
    assert grouped(losses) == {Cause.LAPSED: {group: 1}}
    assert world.state is before
    assert not losses_until(world.state, world.catalog, world.now, end + DAY - HOUR)


def _deferred_then_cancelled() -> World:
    """In grace that is over, which nobody has decided about; paid, as the member says."""
    world = World()
    world.enrol("diamond", left=0, auto_renew=False)
    world.trip(Cause.LAPSED)
    world.pass_time(days=31)
    claim = ClaimPayment(member_id=ID, order_id="o-1", amount=4000, paid_at=world.now)
    world.do(claim, MEMBER)
    world.do(c.Cancel(member_id=ID))
    world.pass_time(hours=3)
    return world


def test_a_change_that_is_undone_waits_for_a_person_as_before() -> None:
    world = _deferred_then_cancelled()
    world.do(c.UndoChange(member_id=ID))
    [change] = world.state.deferred
    assert (change.kind, change.incident_id) == (LossKind.LAPSE, "i-1")
    assert change.due_at == world.state.grace_until
    assert entitled(world.state)


def test_undone_after_the_decision_about_others_it_has_grace_anew() -> None:
    world = _deferred_then_cancelled()
    world.trip()
    world.do(c.UndoChange(member_id=ID))
    assert not world.state.deferred
    assert world.state.grace_until == world.now + timedelta(hours=24)
    assert entitled(world.state)


@pytest.mark.parametrize(
    "given",
    [
        GrantDays(member_id=ID, days=8, reason="sorry"),
        c.ApplyRemedy(
            member_id=ID,
            remedy_id="r-1",
            appeal_number="AP-20260101-0001",
            kind=RemedyKind.EXTEND,
            loss_cause=Cause.LAPSED,
            lost_at=START,
            days=8,
            reason="decided",
        ),
    ],
)
def test_days_given_while_it_waits_begin_now_and_end_nothing(
    world: World, given: c.MembershipCommand
) -> None:
    """Grace was over for ten days: eight added to the end of the period would be over, too."""
    world.trip(Cause.LAPSED)
    world.at(world.state.period_end + 11 * DAY)
    world.trip()
    world.do(given, STAFF)
    assert world.state.lifecycle is Lifecycle.ACTIVE
    assert world.state.period_end == world.now + 8 * DAY
    assert not world.state.deferred
