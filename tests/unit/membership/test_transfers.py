"""A membership is given to another: at one end at a time, undone at no cost, within the limit."""

from datetime import timedelta

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, SecondFactorRequired
from infra.kernel.events import Actor
from services.membership.contract import commands as c
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.words import Cause, Disowned, Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from services.membership.domain.transfers import transfers
from services.membership.domain.transfers.course import Ends, handed_over_at
from services.shared.callers import ActorKind, Caller
from tests.unit.membership.world import DAY, HOUR, ID, PROVEN, START, World

OTHER = "m-2"
RECEIVER = Caller(actor=Actor(kind=ActorKind.MEMBER, id=OTHER))


class Two:
    """Two members and one clock; every step ends up in both histories or in none."""

    def __init__(self) -> None:
        self.giver, self.receiver = World(), World()
        self.receiver.state = Membership(member_id=OTHER)
        self.giver.enrol("gold", auto_renew=False)

    def step(self, act: str, by: Caller = PROVEN) -> None:
        now = self.giver.now
        gives = by.actor.id == ID
        own, other = (self.giver, self.receiver) if gives else (self.receiver, self.giver)
        asks = Recorder(own.state, own.catalog, now, by)
        answers = Recorder(other.state, other.catalog, now)
        ends = Ends(*((asks, answers) if gives else (answers, asks)))
        match act:
            case "offer":
                transfers.offer(ends, "t-1")
            case "accept":
                transfers.accept(ends)
            case "end":
                transfers.end(ends, asks)
        own._keep(asks, by.actor)
        other._keep(answers, by.actor)

    def pass_time(self, by: timedelta) -> None:
        """As the sweeper would: the giver's tick hands over what is due."""
        self.giver.now = self.receiver.now = self.giver.now + by
        ends = Ends(
            *(Recorder(one.state, one.catalog, one.now) for one in (self.giver, self.receiver))
        )
        due = handed_over_at(self.giver.state.transfer)
        if due is not None and due <= self.giver.now:
            transfers.hand_over(ends)
        for world, recorder in zip((self.giver, self.receiver), ends, strict=True):
            pass_time(recorder)
            world._keep(recorder, recorder.actor)

    def agreed(self) -> "Two":
        self.step("offer")
        self.step("accept", RECEIVER)
        return self

    def types(self) -> tuple[list[str], list[str]]:
        return self.giver.types(), self.receiver.types()


def test_a_day_after_both_agreed_it_is_at_the_other_end() -> None:
    two = Two().agreed()
    two.pass_time(23 * HOUR)
    assert entitled(two.giver.state)
    assert not entitled(two.receiver.state)
    two.pass_time(HOUR)
    giver, receiver = two.giver.state, two.receiver.state
    assert (giver.lifecycle, giver.cause) == (Lifecycle.CANCELLED, Cause.MEMBER_CANCELLED)
    assert entitled(receiver)
    assert (receiver.plan, receiver.price) == (giver.plan, giver.price)
    assert receiver.period_end == START + 30 * DAY
    assert not receiver.auto_renew
    assert two.giver.last("MembershipGiven").body["benefits_before"]
    assert two.receiver.last("MembershipReceived").body["benefits_after"]
    assert two.giver.last("MembershipGiven").body["other"] == OTHER
    assert two.receiver.last("MembershipReceived").body["other"] == ID


@pytest.mark.parametrize("by", [PROVEN, RECEIVER], ids=["giver", "receiver"])
def test_until_then_either_undoes_it_and_nothing_was_lost(by: Caller) -> None:
    two = Two()
    before = two.giver.state
    two.agreed()
    two.pass_time(23 * HOUR)
    two.step("end", by)
    for world in (two.giver, two.receiver):
        assert world.last("TransferEnded").body["how"] == "UNDONE"
        assert world.state.transfer is None
    two.pass_time(2 * DAY)
    state = two.giver.state
    assert (state.plan, state.period_end) == (before.plan, before.period_end)
    assert entitled(state)
    with pytest.raises(NotAllowed):
        two.step("end", by)


@pytest.mark.parametrize(("by", "how"), [(PROVEN, "WITHDRAWN"), (RECEIVER, "REFUSED")])
def test_without_consent_there_is_no_transfer(by: Caller, how: str) -> None:
    two = Two()
    two.step("offer")
    two.step("end", by)
    assert two.receiver.last("TransferEnded").body["how"] == how
    with pytest.raises(NotAllowed):
        two.step("accept", RECEIVER)
    two.step("offer")
    two.pass_time(3 * DAY)
    for world in (two.giver, two.receiver):
        assert world.last("TransferEnded").body["how"] == "EXPIRED"


def test_the_giver_proves_it_and_gives_to_somebody_else_who_has_none() -> None:
    two = Two()
    with pytest.raises(SecondFactorRequired) as refused:
        two.step("offer", Caller(actor=PROVEN.actor))
    assert refused.value.field == "code"
    own = Recorder(two.giver.state, two.giver.catalog, two.giver.now, PROVEN)
    with pytest.raises(InvalidInput):
        transfers.offer(Ends(own, own), "t-1")
    two.receiver.enrol("silver")
    with pytest.raises(NotAllowed) as busy:
        two.step("offer")
    assert busy.value.field == "to"


def test_the_clause_says_how_often() -> None:
    two = Two().agreed()
    two.pass_time(DAY)
    two.giver.enrol("gold")
    two.receiver.do(c.Cancel(member_id=OTHER), RECEIVER)
    with pytest.raises(NotAllowed, match="At most 1"):
        two.step("offer")
    two.pass_time(30 * DAY)
    two.giver.top_up(2000)
    two.giver.do(c.Renew(member_id=ID))
    two.step("offer")


def test_when_it_is_due_both_must_still_allow_it() -> None:
    two = Two().agreed()
    two.giver.do(c.Freeze(member_id=ID))
    two.pass_time(DAY)
    for world in (two.giver, two.receiver):
        assert world.last("TransferEnded").body["how"] == "NOT_POSSIBLE"
    assert two.giver.state.lifecycle is Lifecycle.ACTIVE
    assert not entitled(two.receiver.state)


def test_a_thief_gives_nothing_away_once_it_is_reported() -> None:
    two = Two().agreed()
    report = ReportTakeover(member_id=ID, what=Disowned.CONTACT, at=two.giver.now)
    two.giver.do(report)
    assert two.giver.last("TransferEnded").body["how"] == "UNDONE"
    two.pass_time(DAY)
    assert two.giver.state.lifecycle is Lifecycle.ACTIVE
    two.pass_time(HOUR)
    assert two.receiver.last("TransferEnded").body["how"] == "NOT_POSSIBLE"
    assert not entitled(two.receiver.state)
