"""Quotas: used once each, never below nothing, and anew with each period."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from infra.kernel.errors import InvalidInput, NotAllowed, NotFound
from services.membership.contract import commands as c
from services.membership.contract.errors import QuotaUsedUp
from services.membership.contract.words import Cause, RemedyKind
from services.membership.domain.periods.quotas import held_benefits
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOST, ID, PLANS, PROVEN, START, World

QUOTA = "free_transfers"
"""1 on silver, 5 on gold, 20 on diamond."""


def member(plan: str = "gold", **more: bool) -> World:
    world = World()
    world.enrol(plan, left=9 * PLANS[plan].price, **more)
    return world


def use(world: World, count: int = 1) -> list[str]:
    use_id = f"u-{len(world.history)}"
    return world.do(c.UseBenefit(member_id=ID, benefit=QUOTA, count=count, use_id=use_id), HOST)


def shown(world: World, at: datetime | None = None) -> tuple[int | None, datetime | None]:
    held = held_benefits(world.state, world.catalog.held(world.state), at or world.now)
    return next((one.left, one.resets_at) for one in held if one.code == QUOTA)


def test_what_is_left_is_shown_and_is_all_that_can_be_used() -> None:
    world = member()
    assert shown(world) == (5, START + 30 * DAY)
    assert use(world, 3) == ["BenefitUsed"]
    assert use(world, 2) == ["BenefitUsed"]
    assert shown(world) == (0, START + 30 * DAY)
    with pytest.raises(QuotaUsedUp) as refused:
        use(world)
    assert refused.value.details == {
        "benefit": QUOTA,
        "left": 0,
        "resets_at": "2026-01-31T12:00:00+00:00",
    }


def test_it_begins_anew_with_the_period_also_with_one_that_was_paid_ahead() -> None:
    world = member()
    world.do(c.Renew(member_id=ID))
    use(world, 5)
    world.at(START + 30 * DAY - timedelta(seconds=1))
    assert shown(world)[0] == 0
    world.at(START + 30 * DAY)
    assert shown(world) == (5, START + 60 * DAY)
    use(world, 4)
    assert shown(world)[0] == 1
    world.at(START + 60 * DAY)
    assert shown(world) == (5, START + 90 * DAY)


def test_in_grace_the_period_that_is_over_still_counts() -> None:
    world = member(auto_renew=False)
    use(world, 5)
    world.at(START + 30 * DAY + timedelta(hours=1))
    assert shown(world) == (0, None)
    with pytest.raises(QuotaUsedUp) as refused:
        use(world)
    assert "when you renew" in refused.value.message
    world.do(c.Renew(member_id=ID))
    assert shown(world) == (5, START + 60 * DAY)


def test_what_was_used_stays_used_when_the_plan_changes() -> None:
    world = member("diamond")
    use(world, 7)
    world.do(c.Downgrade(member_id=ID, plan="gold"))
    assert shown(world)[0] == 0
    world.do(c.UndoChange(member_id=ID))
    assert shown(world)[0] == 13
    world.do(c.Downgrade(member_id=ID, plan="gold"))
    world.pass_time(days=2)
    world.do(c.Upgrade(member_id=ID, plan="diamond"))
    assert shown(world)[0] == 13


def test_an_undone_cancellation_gives_and_takes_nothing() -> None:
    world = member()
    use(world, 2)
    world.do(c.Cancel(member_id=ID))
    with pytest.raises(NotAllowed):
        use(world)
    world.do(c.UndoChange(member_id=ID))
    assert shown(world)[0] == 3


def test_a_freeze_stops_use_and_puts_the_new_beginning_off_with_the_period() -> None:
    world = member()
    use(world, 5)
    world.at(START + 10 * DAY)
    world.do(c.Freeze(member_id=ID, hours=20 * 24))
    with pytest.raises(NotAllowed):
        use(world)
    world.at(START + 30 * DAY)
    assert shown(world) == (0, START + 50 * DAY)
    world.at(START + 50 * DAY)
    assert shown(world) == (5, START + 80 * DAY)


def test_a_remedy_gives_everything_back() -> None:
    world = member()
    use(world, 5)
    world.do(
        c.ApplyRemedy(
            member_id=ID,
            remedy_id="r",
            appeal_number="a",
            kind=RemedyKind.EXTEND,
            loss_cause=Cause.DATA_FAULT,
            lost_at=world.now,
            days=3,
            reason="ours",
        )
    )
    assert shown(world) == (5, START + 33 * DAY)


def test_a_use_is_taken_back_within_its_period() -> None:
    world = member()
    world.do(c.UseBenefit(member_id=ID, benefit=QUOTA, count=2, use_id="gift-1"), HOST)
    use(world, 3)
    assert world.do(c.ReturnBenefit(member_id=ID, use_id="gift-1"), HOST) == ["BenefitReturned"]
    assert shown(world)[0] == 2
    with pytest.raises(NotFound):
        world.do(c.ReturnBenefit(member_id=ID, use_id="gift-2"), HOST)


def test_a_use_of_an_earlier_period_is_not_given_back_into_this_one() -> None:
    world = member()
    world.do(c.UseBenefit(member_id=ID, benefit=QUOTA, count=2, use_id="gift-1"), HOST)
    world.at(START + 31 * DAY)
    use(world, 4)
    with pytest.raises(NotAllowed):
        world.do(c.ReturnBenefit(member_id=ID, use_id="gift-1"), HOST)
    assert shown(world)[0] == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"benefit": "member_discount"}, "benefit"),
        ({"benefit": "no_such"}, "benefit"),
        ({"count": 0}, "count"),
        ({"use_id": ""}, "useId"),
        ({"use_id": "li lei"}, "useId"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_field(wrong: dict[str, object], field: str) -> None:
    command = c.UseBenefit(member_id=ID, benefit=QUOTA, use_id="u", count=1)
    with pytest.raises(InvalidInput) as refused:
        member().do(replace(command, **wrong), PROVEN)
    assert refused.value.field == field


def test_a_use_is_told_in_both_languages() -> None:
    world = member()
    use(world, 2)
    told = Reader(world).entries()[-1].summary
    assert told.en == "2 of your Free transfers a month used; 3 left in this period."
    assert told.zh == "使用「每月免费转赠次数」2，本期还剩 3。"


def test_as_of_an_instant_it_is_what_was_left_then() -> None:
    world = member()
    use(world, 2)
    then = world.now
    world.at(START + 31 * DAY)
    left = {one.code: one.left for one in Reader(world).view(then).benefits}
    assert left[QUOTA] == 3
