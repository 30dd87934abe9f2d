"""A renewal through an unofficial channel: held, looked at, and never longer than promised."""

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from services.membership.contract.hold_commands import (
    ReportThirdPartyRenewal,
    ReviewThirdPartyRenewal,
)
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.lifecycle import entitled
from tests.unit.membership.world import DAY, HOST, ID, STAFF, START, World


def flag(order: str = "R-7", channel: str = "某代充小店") -> ReportThirdPartyRenewal:
    return ReportThirdPartyRenewal(member_id=ID, order_id=order, channel=channel)


def review(
    *, confirmed: bool, order: str = "R-7", reason: str = "Checked."
) -> ReviewThirdPartyRenewal:
    return ReviewThirdPartyRenewal(member_id=ID, order_id=order, confirmed=confirmed, reason=reason)


def flagged() -> World:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.do(flag(), HOST)
    return world


def test_it_is_held_with_its_order_and_channel() -> None:
    world = flagged()
    placed = world.last("HoldPlaced")
    assert placed.cause == Cause.THIRD_PARTY_RENEWAL
    assert (placed.body["hold"]["order_id"], placed.body["hold"]["channel"]) == (
        "R-7",
        "某代充小店",
    )
    assert not entitled(world.state)


def test_nobody_looked_at_it_so_it_ends_and_gives_the_time_back() -> None:
    world = flagged()
    assert world.pass_time(days=6, hours=23) == []
    assert world.pass_time(hours=1) == ["HoldReleased"]
    assert world.state.period_end == START + 37 * DAY


@pytest.mark.parametrize(("confirmed", "days"), [(False, 32), (True, 30)])
def test_its_time_is_given_back_unless_the_check_confirms_it(confirmed: bool, days: int) -> None:
    world = flagged()
    world.pass_time(days=2)
    world.do(review(confirmed=confirmed), STAFF)
    assert world.state.period_end == START + days * DAY
    assert world.last("HoldReleased").body["confirmed"] is confirmed
    assert entitled(world.state)


def test_a_confirmed_check_that_ends_after_the_period_leaves_the_whole_grace() -> None:
    world = World()
    world.enrol("gold", auto_renew=False)
    world.pass_time(days=29)
    world.do(flag(), HOST)
    world.pass_time(days=3)
    world.do(review(confirmed=True), STAFF)
    assert world.types()[-1] == "GraceStarted"
    assert world.state.grace_until == world.now + DAY


def test_what_is_reviewed_is_what_was_flagged() -> None:
    world = flagged()
    with pytest.raises(NotAllowed, match="R-8"):
        world.do(review(confirmed=False, order="R-8"), STAFF)
    for reason in (" ", "call +86 138 0000 0000"):
        with pytest.raises(InvalidInput):
            world.do(review(confirmed=False, reason=reason), STAFF)


@pytest.mark.parametrize(
    ("order", "channel", "field"),
    [
        ("", "shop", "orderId"),
        ("a b", "shop", "orderId"),
        ("R-7", " ", "channel"),
        ("R-7", "x" * 41, "channel"),
        ("R-7", "QQ +86 138 0000 0000", "channel"),
    ],
)
def test_bad_reports_name_the_field(order: str, channel: str, field: str) -> None:
    world = World()
    world.enrol("gold")
    with pytest.raises(InvalidInput) as refused:
        world.do(flag(order, channel), HOST)
    assert refused.value.field == field
