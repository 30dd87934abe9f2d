"""Data that have to be verified: who was told may be held, and one code ends it."""

from datetime import datetime

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed, SecondFactorRequired
from services.membership.contract.hold_commands import AskVerification, VerifyContacts
from services.membership.contract.words import Cause, HoldKind
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.holds import verification
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.tick import pass_time
from tests.unit.membership.world import DAY, HOST, ID, MEMBER, PROVEN, START, World

ASK, VERIFY = AskVerification(member_id=ID), VerifyContacts(member_id=ID)


def asked() -> World:
    world = World()
    world.enrol("gold", left=10_000)
    world.do(ASK, HOST)
    return world


def receive(world: World, at: datetime | None = None, asked_id: str = "") -> None:
    """Notification says that the notice arrived."""
    recorder = Recorder(world.state, world.catalog, world.now)
    asked_id = asked_id or world.last("VerificationAsked").id
    verification.notice_received(recorder, asked_id, "SMS", at or world.now)
    pass_time(recorder)
    world._keep(recorder, recorder.actor)


def test_who_was_told_in_time_is_held_at_the_promised_time() -> None:
    world = asked()
    world.pass_time(days=1)
    receive(world)
    assert world.at(START + 14 * DAY)[-1] == "HoldPlaced"
    placed = world.last("HoldPlaced")
    assert (placed.cause, placed.happened_at) == (Cause.CONTACT_OUTDATED, START + 14 * DAY)
    assert not entitled(world.state)


def test_a_notice_that_came_late_leaves_a_week() -> None:
    world = asked()
    world.pass_time(days=12)
    receive(world)
    world.at(START + 19 * DAY - DAY / 24)
    assert entitled(world.state)
    world.at(START + 19 * DAY)
    assert not entitled(world.state)


def test_whom_no_notice_reached_loses_nothing() -> None:
    world = asked()
    receive(world, asked_id="m-1:1")  # of something else
    world.at(START + 28 * DAY)
    assert entitled(world.state)
    assert "HoldPlaced" not in world.types()


@pytest.mark.parametrize(("by", "how"), [(PROVEN, "SECOND_FACTOR"), (HOST, "HOST")])
def test_verified_before_nothing_is_held(by: object, how: str) -> None:
    world = asked()
    receive(world)
    with pytest.raises(SecondFactorRequired):
        world.do(VERIFY, MEMBER)
    world.do(VERIFY, by)  # type: ignore[arg-type]  # callers
    assert world.last("ContactsVerified").body["how"] == how
    world.at(START + 28 * DAY)
    assert entitled(world.state)
    with pytest.raises(NotAllowed):
        world.do(VERIFY, PROVEN)


def test_verified_afterwards_the_benefits_are_back_and_the_period_ran() -> None:
    world = asked()
    receive(world)
    world.at(START + 15 * DAY)
    assert world.state.hold(HoldKind.CONTACT_CHECK)
    world.do(VERIFY, PROVEN)
    assert world.last("HoldReleased").body["how"] == "SECOND_FACTOR"
    assert entitled(world.state)
    assert world.state.period_end == START + 30 * DAY
    world.at(START + 29 * DAY)
    assert entitled(world.state)


@pytest.mark.parametrize("days", [13.9, 366])
def test_two_weeks_at_least_are_given(days: float) -> None:
    world = World()
    world.enrol("gold")
    with pytest.raises(InvalidInput) as refused:
        world.do(AskVerification(member_id=ID, hold_from=world.now + days * DAY), HOST)
    assert refused.value.field == "holdFrom"
    world.do(ASK, HOST)
    with pytest.raises(NotAllowed, match="already"):
        world.do(ASK, HOST)
