"""Two accounts of one person become one: one entitlement, one balance, both histories kept."""

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from infra.kernel.events import verify_chain
from services.membership.contract import commands as c
from services.membership.contract.staff_commands import CancelMembership, MergeMembers
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.corrections.merging import merge
from services.membership.domain.folding.evolve import fold
from services.membership.domain.recording.journal import (
    journal,
)
from services.membership.domain.recording.recorder import Recorder
from services.shared.callers import Caller
from tests.unit.membership.world import HOST, ID, STAFF, START, World

OTHER = "m-2"
WHY = "One person, two phones."


def account(id: str, plan: str = "", balance: int = 0) -> World:
    world = World()
    world.state = Membership(member_id=id)
    price = world.catalog.plans.current(plan, START).plan.price if plan else 0
    if price + balance:
        top_up = c.TopUp(member_id=id, amount=price + balance, reference=f"r-{id}")
        world.do(top_up, HOST)
    if plan:
        by = Caller(actor=HOST.actor)
        world.do(c.Enrol(member_id=id, plan=plan, auto_renew=False), by)
    return world


def merged(kept: World, other: World) -> None:
    """As the service does it: decided on side by side."""
    now = kept.now = other.now = max(kept.now, other.now)
    own = Recorder(kept.state, kept.catalog, now, STAFF)
    that = Recorder(other.state, other.catalog, now)
    merge(own, that, MergeMembers(member_id=ID, other=other.state.member_id, reason=WHY))
    kept._keep(own, STAFF.actor)
    other._keep(that, STAFF.actor)


def test_the_higher_plan_is_held_and_the_rest_of_the_lower_is_added_by_its_worth() -> None:
    kept, other = account(ID, "silver", 300), account(OTHER, "gold", 50)
    left = kept.state.period_end - START
    end, silver, gold = other.state.period_end, kept.state.price, other.state.price
    merged(kept, other)
    state = kept.state
    assert (state.plan, state.balance, state.price) == ("gold", 350, gold)
    worth = left.total_seconds() * silver / gold
    assert 0 <= (state.period_end - end).total_seconds() - worth < 1
    assert entitled(state)
    gone = other.state
    assert (gone.lifecycle, gone.cause) == (Lifecycle.CLOSED, Cause.STAFF_ACTION)
    assert (gone.balance, gone.merged_into) == (0, ID)


def test_of_the_same_plan_all_the_time_is_added() -> None:
    kept, other = account(ID, "gold"), account(OTHER, "gold")
    end, left = kept.state.period_end, other.state.period_end - START
    merged(kept, other)
    assert kept.state.period_end == end + left


def test_an_account_without_a_membership_takes_the_one_that_runs() -> None:
    kept, other = account(ID, balance=10), account(OTHER, "gold")
    end = other.state.period_end
    merged(kept, other)
    assert (kept.state.lifecycle, kept.state.period_end) == (Lifecycle.ACTIVE, end)
    assert not kept.state.auto_renew
    assert kept.state.clauses


def test_what_has_run_out_brings_its_money_only() -> None:
    kept, other = account(ID, "gold"), account(OTHER, "silver", 70)
    end = kept.state.period_end
    other.do(CancelMembership(member_id=OTHER, reason="Asked for."), STAFF)
    merged(kept, other)
    assert kept.state.balance == 70
    assert kept.state.period_end == end


def test_both_books_together_sum_to_what_they_did_and_both_histories_hold() -> None:
    kept, other = account(ID, "silver", 300), account(OTHER, "gold", 50)
    merged(kept, other)
    entries = [*journal(kept.history), *journal(other.history)]
    assert all(sum(entry.postings.values()) == 0 for entry in entries)
    moved = sum(entry.postings.get("merged", 0) for entry in entries)
    assert moved == 0
    for world, id in ((kept, ID), (other, OTHER)):
        assert verify_chain(world.history) is None
        assert fold(id, world.history) == world.state
    assert other.last("MergedInto").actor.name == "Lin"


def test_what_comes_later_is_reported_for_the_account_that_stays() -> None:
    kept, other = account(ID, "gold"), account(OTHER, "gold")
    merged(kept, other)
    paid = c.ReportPayment(member_id=OTHER, order_id="o-9", amount=50, paid_at=other.now)
    with pytest.raises(NotAllowed) as refused:
        other.do(paid, HOST)
    assert refused.value.details["merged_into"] == ID


def test_nothing_open_is_carried_over() -> None:
    kept, other = account(ID, "gold"), account(OTHER, "gold")
    with pytest.raises(InvalidInput):
        merged(kept, kept)
    other.do(c.PlaceStaffHold(member_id=OTHER, reason="Look."), STAFF)
    with pytest.raises(NotAllowed):
        merged(kept, other)
    with pytest.raises(NotAllowed):
        merged(kept, account("m-3", balance=5))
    closed = account("m-4", "gold")
    merged(kept, closed)
    with pytest.raises(NotAllowed):
        merged(kept, closed)
