"""Uses of a quota are given to another: counted once, undone at no cost, within the limit. Gold has
five free transfers a period, silver one."""

from datetime import timedelta

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, SecondFactorRequired
from infra.kernel.events import Actor
from services.membership.contract import commands as c
from services.membership.contract.gift_commands import OfferGift
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.words import Disowned
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.gifts import gifts
from services.membership.domain.periods.quotas import held_benefits
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import look_ahead, pass_time
from services.membership.domain.transfers.course import Ends, handed_over_at
from services.shared.callers import ActorKind, Caller
from tests.unit.membership.world import DAY, HOUR, ID, MEMBER, PROVEN, World

OTHER, QUOTA = "m-2", "free_transfers"
RECEIVER = Caller(actor=Actor(kind=ActorKind.MEMBER, id=OTHER))


class Pair:
    """A giver on gold and a receiver on silver, with one clock."""

    def __init__(self) -> None:
        self.giver, self.receiver = World(), World()
        self.receiver.state = Membership(member_id=OTHER)
        for world, plan in ((self.giver, "gold"), (self.receiver, "silver")):
            world.enrol(plan, left=100_000)

    def step(self, act: str, by: Caller = PROVEN, count: int = 1, to: str = OTHER) -> None:
        gives = by.actor.id == ID
        own, other = (self.giver, self.receiver) if gives else (self.receiver, self.giver)
        asks = Recorder(own.state, own.catalog, own.now, by)
        answers = Recorder(other.state, other.catalog, own.now)
        ends = Ends(asks, answers) if gives else Ends(answers, asks)
        match act:
            case "offer":
                offered = OfferGift(member_id=ID, to=to, benefit=QUOTA, count=count)
                gifts.offer(ends, f"g-{len(self.giver.history)}", offered)
            case "accept":
                gifts.accept(ends)
            case "end":
                gifts.end(ends, asks)
        own._keep(asks, by.actor)
        other._keep(answers, by.actor)

    def pass_time(self, by: timedelta) -> None:
        """As the sweeper would: the giver's tick hands over what is due."""
        self.giver.now = self.receiver.now = self.giver.now + by
        ends = Ends(*(Recorder(one.state, one.catalog, one.now) for one in self.worlds))
        due = handed_over_at(self.giver.state.gift)
        if due is not None and due <= self.giver.now:
            gifts.hand_over(ends)
        for world, recorder in zip(self.worlds, ends, strict=True):
            pass_time(recorder)
            world._keep(recorder, recorder.actor)

    @property
    def worlds(self) -> tuple[World, World]:
        return self.giver, self.receiver

    def left(self) -> tuple[int | None, int | None]:
        giver, receiver = (left(world) for world in self.worlds)
        return giver, receiver

    def given(self, count: int = 1) -> "Pair":
        self.step("offer", count=count)
        self.step("accept", RECEIVER)
        self.pass_time(24 * HOUR)
        return self


def left(world: World) -> int | None:
    plan = world.catalog.held(world.state)
    return next(
        one.left for one in held_benefits(world.state, plan, world.now) if one.code == QUOTA
    )


def use(world: World, count: int = 1, use_id: str = "u") -> list[str]:
    command = c.UseBenefit(
        member_id=world.state.member_id, benefit=QUOTA, use_id=use_id, count=count
    )
    return world.do(command, Caller(actor=Actor(kind=ActorKind.HOST, id="shop")))


def test_who_found_nothing_due_still_wakes_up_to_hand_it_over() -> None:
    pair = Pair()
    pair.step("offer")
    pair.step("accept", RECEIVER)
    giver = pair.giver
    recorder = Recorder(giver.state, giver.catalog, giver.now)
    pass_time(recorder)
    ahead = look_ahead(recorder.state, giver.catalog, giver.now, recorder.quiet)
    assert recorder.quiet is not None
    assert ahead.next_due == giver.now + 24 * HOUR


def test_it_is_the_others_24_hours_after_the_consent_and_on_both_chains() -> None:
    pair = Pair()
    pair.step("offer", count=2)
    pair.step("accept", RECEIVER)
    pair.pass_time(23 * HOUR)
    assert pair.left() == (5, 1)
    pair.pass_time(HOUR)
    assert pair.left() == (3, 3)
    told = [
        (world.last("GiftMade").body["giving"], world.last("GiftMade").body["left"])
        for world in pair.worlds
    ]
    assert told == [(True, 3), (False, 3)]
    assert pair.giver.state.gift is pair.receiver.state.gift is None


def test_it_is_used_like_any_other_and_lasts_as_long_as_the_receivers_period() -> None:
    pair = Pair().given(2)
    use(pair.receiver, 3)
    assert pair.left() == (3, 0)
    pair.receiver.at(pair.receiver.state.period_end + HOUR)
    assert left(pair.receiver) == 1
    pair.giver.at(pair.giver.state.period_end + HOUR)
    assert left(pair.giver) == 5


@pytest.mark.parametrize(("by", "how"), [(PROVEN, "WITHDRAWN"), (RECEIVER, "REFUSED")])
def test_before_the_consent_either_ends_it(by: Caller, how: str) -> None:
    pair = Pair()
    pair.step("offer")
    pair.step("end", by)
    assert {world.last("GiftEnded").body["how"] for world in pair.worlds} == {how}
    assert pair.left() == (5, 1)


@pytest.mark.parametrize("by", [PROVEN, RECEIVER])
def test_for_24_hours_after_it_either_undoes_it(by: Caller) -> None:
    pair = Pair()
    pair.step("offer")
    pair.step("accept", RECEIVER)
    pair.pass_time(23 * HOUR)
    pair.step("end", by)
    pair.pass_time(2 * DAY)
    assert {world.last("GiftEnded").body["how"] for world in pair.worlds} == {"UNDONE"}
    assert pair.left() == (5, 1)


def test_an_offer_that_nobody_answers_ends_at_both_ends() -> None:
    pair = Pair()
    pair.step("offer")
    pair.pass_time(3 * DAY)
    assert {world.last("GiftEnded").body["how"] for world in pair.worlds} == {"EXPIRED"}


def test_what_the_giver_used_up_meanwhile_is_not_given_and_both_are_told() -> None:
    pair = Pair()
    pair.step("offer", count=2)
    pair.step("accept", RECEIVER)
    use(pair.giver, 4)
    pair.pass_time(24 * HOUR)
    assert {world.last("GiftEnded").body["how"] for world in pair.worlds} == {"NOT_POSSIBLE"}
    assert pair.left() == (1, 1)


def test_it_takes_a_second_factor() -> None:
    with pytest.raises(SecondFactorRequired):
        Pair().step("offer", MEMBER)


def test_the_clause_says_how_often() -> None:
    pair = Pair()
    for _ in range(3):
        pair.given()
    with pytest.raises(NotAllowed, match="At most 3 gifts"):
        pair.step("offer")


def test_no_more_than_is_left_is_offered_nor_anything_else_than_a_quota() -> None:
    pair = Pair()
    with pytest.raises(NotAllowed, match="5 of Free transfers"):
        pair.step("offer", count=6)
    with pytest.raises(InvalidInput):
        pair.step("offer", count=0)
    asks = Recorder(pair.giver.state, pair.giver.catalog, pair.giver.now, PROVEN)
    answers = Recorder(pair.receiver.state, pair.receiver.catalog, pair.receiver.now)
    badge = OfferGift(member_id=ID, to=OTHER, benefit="community_badge")
    with pytest.raises(InvalidInput):
        gifts.offer(Ends(asks, answers), "g", badge)


def test_who_has_no_running_membership_receives_nothing() -> None:
    pair = Pair()
    pair.receiver.state = Membership(member_id=OTHER)
    with pytest.raises(NotAllowed) as refused:
        pair.step("offer")
    assert refused.value.field == "to"


def test_one_at_a_time_and_a_thief_gives_nothing() -> None:
    pair = Pair()
    pair.step("offer")
    with pytest.raises(NotAllowed):
        pair.step("offer")
    pair.step("accept", RECEIVER)
    report = ReportTakeover(member_id=ID, what=Disowned.EVENT, at=pair.giver.now)
    pair.giver.do(report)
    pair.pass_time(26 * HOUR)
    assert "GiftMade" not in (*pair.giver.types(), *pair.receiver.types())
    assert pair.receiver.last("GiftEnded").body["how"] == "NOT_POSSIBLE"


def test_a_use_that_is_given_back_leaves_the_gift() -> None:
    pair = Pair().given()
    use(pair.receiver, use_id="u-1")
    back = c.ReturnBenefit(member_id=OTHER, use_id="u-1")
    pair.receiver.do(back, Caller(actor=Actor(kind=ActorKind.HOST, id="shop")))
    assert pair.left() == (4, 2)
    assert pair.receiver.last("BenefitReturned").body["left"] == 2
