"""A membership restored for the time being: over nothing that protects, and never counted twice."""

from datetime import timedelta
from typing import Any

import pytest

from infra.kernel.errors import NotAllowed
from services.membership.contract import commands as c
from services.membership.contract.entitlement import EntitlementStanding
from services.membership.contract.explanations import Explanation
from services.membership.contract.hold_commands import PauseMembership
from services.membership.contract.plans import BenefitKind
from services.membership.contract.provisional_commands import (
    EndProvisional,
    RestoreProvisionally,
)
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.contract.words import Cause, HoldKind, Lifecycle, RemedyKind, Status
from services.membership.domain.aggregate.lifecycle import entitled, status_of
from services.membership.domain.explain import ExplainInput, explain
from services.membership.domain.explain.losses import days_lost, losses
from services.membership.domain.folding.evolve import fold
from services.membership.domain.folding.sharing import cause_now
from services.membership.domain.terms.standing import standings
from services.membership.domain.view import view_of
from services.membership.entitlement.domain.answer import EntitlementAnswers
from services.shared.callers import SYSTEM, Caller
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOUR, ID, MEMBER, PROVEN, STAFF, START, World

NUMBER = "AP-20260101-0001"
APPEALS = Caller(actor=SYSTEM)


def restore(world: World, lost_at: Any, number: str = NUMBER) -> list[str]:
    asked = RestoreProvisionally(
        member_id=ID, restoration_id=f"{number}/1", appeal_number=number, lost_at=lost_at
    )
    return world.do(asked, APPEALS)


def lift(
    world: World, how: ProvisionalEnd = ProvisionalEnd.LIFTED, number: str = NUMBER
) -> list[str]:
    over = EndProvisional(member_id=ID, restoration_id=f"{number}/1", appeal_number=number, how=how)
    return world.do(over, APPEALS)


def remedy(world: World, lost_at: Any, **more: Any) -> list[str]:
    fields: dict[str, Any] = {
        "remedy_id": "r-1", "appeal_number": NUMBER, "kind": RemedyKind.RESTORE, "days": None,
        "loss_cause": Cause.MEMBER_CANCELLED, "reason": "Our fault",
    }  # fmt: skip
    return world.do(c.ApplyRemedy(member_id=ID, lost_at=lost_at, **(fields | more)), STAFF)


def cancelled() -> World:
    """On the tenth of thirty days; two days ago."""
    world = World()
    world.enrol("gold")
    world.login()
    world.pass_time(days=10)
    world.do(c.Cancel(member_id=ID))
    world.pass_time(days=2)
    return world


LOST = START + 10 * DAY


def test_it_is_in_force_and_shown_as_what_it_is() -> None:
    world = cancelled()
    assert restore(world, LOST) == ["ProvisionalGranted"]
    state = world.state
    assert (state.lifecycle, status_of(state)) == (Lifecycle.CANCELLED, Status.ACTIVE)
    assert entitled(state)
    assert cause_now(state) is None
    assert state.status_since == world.now
    view = view_of(state, world.catalog, "CNY", "h", world.now)
    assert view.provisional is not None
    assert (view.provisional.in_force, view.provisional.appeal_number) == (True, NUMBER)
    granted = world.last("ProvisionalGranted")
    assert granted.cause == Cause.MEMBER_CANCELLED
    assert granted.body["benefits_before"] == {}
    assert granted.body["benefits_after"]["member_discount"]
    answer = EntitlementAnswers(world.catalog, world.now).of(state)
    assert (answer.standing, answer.plan) == (EntitlementStanding.ENTITLED, "gold")
    assert answer.benefits
    assert all(one.kind is not BenefitKind.QUOTA for one in answer.benefits)
    assert restore(world, LOST) == [], "asked again it is there"
    assert fold(ID, world.history) == state


def test_a_lower_plan_chosen_before_is_no_loss_while_it_is_in_force() -> None:
    world = World()
    world.enrol("diamond")
    world.login()
    world.do(c.Downgrade(member_id=ID, plan="gold"))
    world.pass_time(days=10)
    world.do(c.Cancel(member_id=ID))
    world.pass_time(days=2)
    assert restore(world, LOST) == ["ProvisionalGranted"]
    explained = Reader(world).explained(world.now)
    assert (explained.entitled, explained.cause, explained.lost_at) == (True, None, None)


def test_what_the_decision_does_not_give_ends_with_its_cause() -> None:
    world = cancelled()
    restore(world, LOST)
    world.pass_time(days=3)
    assert lift(world) == ["ProvisionalEnded"]
    ended = world.last("ProvisionalEnded")
    assert (ended.cause, ended.body["access_ended"]) == (Cause.MEMBER_CANCELLED, True)
    assert ended.body["benefits_after"] == {}
    assert not entitled(world.state)
    assert world.state.balance == 0
    assert lift(world) == []
    with pytest.raises(NotAllowed) as late:
        restore(world, LOST)
    assert late.value.details["why"] == "OVER"


def test_the_end_that_overtakes_its_beginning_holds() -> None:
    world = cancelled()
    assert lift(world) == ["ProvisionalEnded"]
    ended = world.last("ProvisionalEnded")
    assert (ended.body["access_ended"], ended.body["since"]) == (False, None)
    with pytest.raises(NotAllowed):
        restore(world, LOST)
    assert not entitled(world.state)


def test_confirmed_by_the_remedy_no_day_counts_twice() -> None:
    """Twenty days were left; two were lost before it was restored, three were used since."""
    world = cancelled()
    restore(world, LOST)
    world.pass_time(days=3)
    assert remedy(world, LOST) == ["RemedyApplied", "ProvisionalEnded"]
    assert world.state.period_end == world.now + 17 * DAY
    assert world.state.lifecycle is Lifecycle.ACTIVE
    ended = world.last("ProvisionalEnded")
    assert (ended.body["how"], ended.body["access_ended"]) == ("CONFIRMED", False)
    assert ended.body["since"] is not None
    assert lift(world) == []


def test_days_lost_are_those_without_benefits() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.login()
    lost_at = START + 31 * DAY
    world.at(lost_at + 2 * DAY)
    restore(world, lost_at)
    world.pass_time(days=5)
    assert days_lost(world.history, lost_at, world.now) == 2
    remedy(world, lost_at, loss_cause=Cause.LAPSED)
    assert world.last("RemedyApplied").body["days"] == 2


def test_over_a_hold_of_staff_whose_time_then_is_not_given_twice() -> None:
    """Held on the tenth of thirty days, restored a day later, decided two days after that."""
    world = World()
    world.enrol("gold")
    world.pass_time(days=10)
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    world.pass_time(days=1)
    restore(world, LOST)
    assert entitled(world.state)
    world.pass_time(days=2)
    remedy(world, LOST, loss_cause=Cause.STAFF_ACTION)
    assert world.state.period_end == START + 31 * DAY, "one day was lost"
    assert entitled(world.state)


def test_the_shop_is_told_until_when_only_a_hold_takes_the_quotas() -> None:
    """Held on the tenth day for two days, restored meanwhile: then the own membership goes on."""
    world = World()
    world.enrol("gold")
    world.pass_time(days=10)
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check", until=START + 12 * DAY), STAFF)
    restore(world, LOST)
    answer = EntitlementAnswers(world.catalog, world.now).of(world.state)
    assert (answer.standing, answer.until) == (EntitlementStanding.ENTITLED, START + 12 * DAY)


def test_an_extension_leaves_a_hold_that_stands_and_says_so() -> None:
    world = World()
    world.enrol("gold")
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    world.pass_time(days=1)
    restore(world, START)
    done = remedy(world, START, kind=RemedyKind.EXTEND, days=5, loss_cause=Cause.DATA_FAULT)
    assert done == ["RemedyApplied", "ProvisionalEnded"]
    assert world.last("ProvisionalEnded").body["access_ended"] is True
    assert not entitled(world.state)


@pytest.mark.parametrize("kind", [HoldKind.NEW_DEVICE, HoldKind.MEMBER_FREEZE])
def test_never_over_what_protects_the_account(kind: HoldKind) -> None:
    world = World()
    world.enrol("gold")
    world.login("d-1", passed_second_factor=True)
    world.pass_time(hours=1)
    began = world.now
    if kind is HoldKind.NEW_DEVICE:
        world.login("d-2")
        assert restore(world, began) == ["ProvisionalWithheld"]
        assert restore(world, began) == [], "said once"
        withheld_at, ends = world.now, world.state.period_end
        world.pass_time(hours=5)
        world.do(c.ReleaseHold(member_id=ID, kind=kind), PROVEN)
        assert world.state.period_end - ends == world.now - withheld_at == 5 * HOUR
        return
    world.do(c.Freeze(member_id=ID))
    with pytest.raises(NotAllowed) as own:
        restore(world, began)
    assert own.value.details["why"] == "OWN_HOLD"


def test_a_hold_that_comes_later_suspends_it_and_its_own_hold_is_the_members_business() -> None:
    world = World()
    world.enrol("gold")
    world.login("d-1", passed_second_factor=True)
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    world.pass_time(days=1)
    restore(world, START)
    world.login("d-2")
    assert not entitled(world.state)
    assert status_of(world.state) is Status.FROZEN
    unfamiliar = world.state.hold(HoldKind.NEW_DEVICE)
    assert unfamiliar is not None
    answer = EntitlementAnswers(world.catalog, world.now).of(world.state)
    assert (answer.standing, answer.until) == (
        EntitlementStanding.NOT_ENTITLED,
        unfamiliar.latest_release,
    ), "the hold of staff is still overridden then"
    world.do(c.ReleaseHold(member_id=ID, kind=HoldKind.NEW_DEVICE), PROVEN)
    assert entitled(world.state)
    assert fold(ID, world.history) == world.state


def test_not_for_who_is_entitled_nor_over_another_loss() -> None:
    world = World()
    world.enrol("gold")
    with pytest.raises(NotAllowed) as refused:
        restore(world, START)
    assert refused.value.details["why"] == "ENTITLED"
    world.pass_time(days=2)
    world.do(c.Cancel(member_id=ID))
    world.pass_time(hours=1)
    world.do(c.UndoChange(member_id=ID))
    world.pass_time(days=9)
    world.do(c.Cancel(member_id=ID))
    with pytest.raises(NotAllowed) as over:
        restore(world, START + 2 * DAY)
    assert over.value.details["why"] == "NOT_OUT"


def test_who_pays_meanwhile_has_a_membership_of_their_own_and_nothing_to_lift() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.login()
    lost_at = START + 31 * DAY
    world.at(lost_at + 2 * DAY)
    restore(world, lost_at)
    world.top_up(100_00)
    world.do(c.Enrol(member_id=ID, plan="gold"))
    assert world.state.provisional is None
    lift(world)
    assert entitled(world.state)
    assert world.last("ProvisionalEnded").body["access_ended"] is False
    [loss] = [one for one in losses(world.history) if one.out]
    assert loss.bridged == timedelta(0)
    assert loss.until == world.now


def test_a_pause_is_the_members_own() -> None:
    world = World()
    world.enrol("gold")
    world.login()
    world.do(PauseMembership(member_id=ID, days=10), PROVEN)
    with pytest.raises(NotAllowed) as own:
        restore(world, START)
    assert own.value.details["why"] == "OWN_HOLD"
    assert MEMBER.actor.id == ID


def explained(world: World) -> Explanation:
    state, catalog = world.state, world.catalog
    return explain(
        ExplainInput(
            member_id=ID,
            at=world.now,
            history=tuple(world.history),
            membership=view_of(state, catalog, "CNY", world.history[-1].hash, world.now),
            plans=catalog.plans,
            currency="CNY",
            clauses=tuple(standings(state, catalog, {})),
            payments=(),
            orders=(),
            logins=(),
        )
    )


def test_it_is_explained_while_it_lasts_and_afterwards_beside_the_cause() -> None:
    world = cancelled()
    restore(world, LOST)
    now = explained(world)
    assert (now.entitled, now.cause, now.rules) == (True, None, ("restored_for_now",))
    assert NUMBER in now.summary.zh
    assert "is restored for the time being since 13 January 2026, 20:00" in now.summary.en
    world.pass_time(days=3)
    lift(world)
    after = explained(world)
    assert (after.entitled, after.cause, after.lost_at) == (False, Cause.MEMBER_CANCELLED, LOST)
    assert after.rules[0] == "cancelled_by_member"
    assert "they ended with the appeal on 16 January 2026, 20:00" in after.summary.en
