"""A member's own proof of payment. Silver costs 990; grace ends on day 31."""

from datetime import datetime, timedelta

import pytest

from infra.kernel.errors import AppError, Conflict, NotAllowed, NotFound
from services.membership.contract.claim_commands import (
    ClaimPayment,
    RefuseClaim,
    ReportUnpaidRenewal,
)
from services.membership.contract.commands import Cancel, UndoChange
from services.membership.contract.words import Cause, Lifecycle, PaymentPurpose
from services.membership.domain.aggregate.evidence import Payment
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.decide import decide
from services.membership.domain.recording.recorder import Recorder
from services.membership.entitlement.domain.answer import EntitlementAnswers
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOST, HOUR, ID, MEMBER, PLANS, STAFF, START, World

PRICE = PLANS["silver"].price
GRACE_END = START + 31 * DAY


def lapsed(late: timedelta = 2 * DAY) -> World:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(GRACE_END + late)
    return world


def claimed(world: World, paid_at: datetime, amount: int = PRICE, order: str = "o-1") -> list[str]:
    command = ClaimPayment(member_id=ID, order_id=order, amount=amount, paid_at=paid_at)
    return [type for type in world.do(command) if type != "ActivitySeen"]


def refused(world: World) -> list[str]:
    return world.do(RefuseClaim(member_id=ID, order_id="o-1", reason="No such order."), STAFF)


def test_it_gives_access_at_once_and_the_report_makes_it_as_if_in_time() -> None:
    world = lapsed()
    assert claimed(world, GRACE_END - HOUR) == ["PaymentClaimed"]
    assert entitled(world.state)
    told = Reader(world).explained(world.now)
    assert (told.cause, told.certainty, told.entitled) == (Cause.SYNC_DELAY, "LIKELY", True)
    assert not {"RENEW", "TOP_UP"} & {step.action for step in told.next_steps}
    world.at(world.now + DAY)
    types = world.pay("o-1", PRICE, paid_at=GRACE_END - HOUR)
    assert types[-2:] == ["MembershipRenewed", "ClaimClosed"]
    renewed = world.last("MembershipRenewed").body
    assert (renewed["continuous"], renewed["gap_since"]) == (True, None)
    assert world.state.period_end == START + 60 * DAY + 2 * DAY, "out for two days, until the claim"
    assert world.state.claim is None


def test_cancelled_and_undone_the_days_out_are_given_back_all_the_same() -> None:
    world = lapsed()
    claimed(world, GRACE_END - HOUR)
    world.do(Cancel(member_id=ID))
    world.do(UndoChange(member_id=ID))
    assert world.state.ended_at == GRACE_END
    world.pay("o-1", PRICE, paid_at=GRACE_END - HOUR)
    assert world.state.period_end == START + 60 * DAY + 2 * DAY


def test_paid_after_grace_it_counts_from_the_payment() -> None:
    world = lapsed()
    paid_at = GRACE_END + DAY
    claimed(world, paid_at)
    world.at(world.now + 3 * DAY)
    world.pay("o-1", PRICE, paid_at=paid_at)
    assert world.state.period_start == paid_at
    assert world.state.period_end == paid_at + 31 * DAY, "with the day until the claim"


def test_in_grace_nothing_runs_out_while_it_is_checked() -> None:
    world = lapsed(-HOUR)
    assert world.state.lifecycle is Lifecycle.GRACE
    claimed(world, world.now)
    world.at(GRACE_END + 2 * DAY)
    assert entitled(world.state)
    assert refused(world)[-2:] == ["ClaimClosed", "MembershipExpired"]
    assert world.state.cause is Cause.LAPSED


def test_overdue_it_opens_a_case_and_goes_on() -> None:
    world = lapsed()
    claimed(world, GRACE_END - HOUR)
    types = world.at(world.now + 30 * DAY)
    assert types == ["ClaimOverdue", "CaseWanted"]
    overdue = world.last("ClaimOverdue")
    assert (overdue.cause, overdue.happened_at) == ("SYNC_DELAY", GRACE_END + 5 * DAY)
    assert world.last("CaseWanted").body["reason"] == "OVERDUE_RECONCILIATION"
    assert entitled(world.state)


def test_refused_it_ends_with_the_reason_and_gives_none_for_a_year() -> None:
    world = lapsed()
    claimed(world, GRACE_END - HOUR)
    world.at(world.now + DAY)
    assert refused(world) == ["ClaimClosed"]
    assert (world.state.lifecycle, entitled(world.state)) == (Lifecycle.EXPIRED, False)
    told = Reader(world).explained(world.now)
    assert told.rules[0] == "claim_refused"
    assert "No such order" in told.summary.en
    assert {"PAY", "APPEAL"} <= {step.action for step in told.next_steps}
    claimed(world, GRACE_END - HOUR, order="o-2")
    assert not entitled(world.state), "checked all the same"
    assert world.state.claim is not None
    world.now += DAY
    assert world.pay("o-2", PRICE, paid_at=GRACE_END - HOUR)[-1] == "ClaimClosed"
    assert entitled(world.state)


@pytest.mark.parametrize(
    ("paid_at", "amount"),
    [
        (GRACE_END - HOUR, PRICE - 1),
        (GRACE_END + 7 * DAY + HOUR, PRICE),
        (START - DAY, PRICE),
    ],
)
def test_what_could_not_have_renewed_gives_no_access(paid_at: datetime, amount: int) -> None:
    world = lapsed(8 * DAY)
    claimed(world, paid_at, amount)
    assert not entitled(world.state)
    assert world.state.claim is not None


def test_reported_as_too_little_it_ends_and_what_came_is_kept() -> None:
    world = lapsed()
    claimed(world, GRACE_END - HOUR)
    types = world.pay("o-1", PRICE - 100, paid_at=GRACE_END - HOUR)
    assert types == ["BalanceToppedUp", "ClaimClosed", "PaymentKept"]
    assert world.state.lifecycle is Lifecycle.EXPIRED
    assert (world.last("PaymentKept").body["kept"], world.state.balance) == (
        "TOO_LITTLE",
        PRICE - 100,
    )


def test_renewed_meanwhile_from_the_balance_refusing_it_takes_nothing() -> None:
    world = lapsed()
    claimed(world, GRACE_END - HOUR)
    world.now += HOUR
    world.pay("o-2", PRICE)
    assert world.state.lifecycle is Lifecycle.ACTIVE
    refused(world)
    assert entitled(world.state)


def test_cancelled_and_undone_it_is_as_expired_as_it_was_once_refused() -> None:
    world = lapsed()
    claimed(world, GRACE_END - HOUR)
    world.do(Cancel(member_id=ID))
    refused(world)
    assert "MembershipExpired" in world.do(UndoChange(member_id=ID))
    assert world.state.lifecycle is Lifecycle.EXPIRED


@pytest.mark.parametrize("late", [2 * DAY, -HOUR])
def test_the_shop_hears_that_nothing_runs_out_before_it_is_settled(late: timedelta) -> None:
    world = lapsed(late)
    claimed(world, GRACE_END - 2 * HOUR)
    answer = EntitlementAnswers(world.catalog, world.now).of(world.state)
    assert (answer.standing, answer.until) == ("ENTITLED", None)


def test_it_lifts_no_hold() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.login("d-1")
    world.at(GRACE_END - HOUR)
    world.login("d-2")
    world.at(GRACE_END)
    claimed(world, GRACE_END - 2 * HOUR)
    assert world.state.lifecycle is Lifecycle.GRACE
    assert not entitled(world.state)


def test_one_at_a_time_and_none_that_is_on_record() -> None:
    world = lapsed()
    claimed(world, GRACE_END - HOUR)
    assert claimed(world, GRACE_END - HOUR) == [], "the same again"
    with pytest.raises(NotAllowed):
        claimed(world, GRACE_END - HOUR, order="o-2")
    with pytest.raises(NotAllowed):
        world.do(RefuseClaim(member_id=ID, order_id="o-9", reason="x"), STAFF)
    world.pay("o-1", PRICE, paid_at=GRACE_END - HOUR)
    with pytest.raises(NotAllowed):
        claimed(world, GRACE_END - HOUR)
    with pytest.raises(AppError):
        claimed(world, world.now + DAY, order="o-3")


def test_an_order_of_somebody_else_is_none_of_theirs() -> None:
    world = lapsed()
    other = Payment(
        order_id="o-1",
        member_id="m-2",
        amount=PRICE,
        paid_at=world.now,
        recorded_at=world.now,
        purpose=PaymentPurpose.RENEWAL,
    )
    command = ClaimPayment(member_id=ID, order_id="o-1", amount=PRICE, paid_at=world.now)
    with pytest.raises(Conflict):
        decide(
            Recorder(world.state, world.catalog, world.now, MEMBER), command, world.history, other
        )


def test_a_renewal_that_nobody_paid_for_is_held_and_never_lost_in_silence() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(START + 30 * DAY)
    world.pay("o-1", PRICE)
    with pytest.raises(NotFound):
        world.do(ReportUnpaidRenewal(member_id=ID, order_id="o-9"), HOST)
    assert world.do(ReportUnpaidRenewal(member_id=ID, order_id="o-1"), HOST) == ["HoldPlaced"]
    with pytest.raises(NotAllowed):
        world.do(ReportUnpaidRenewal(member_id=ID, order_id="o-1"), HOST)
    assert not entitled(world.state)
    told = Reader(world).explained(world.now)
    assert (told.cause, told.responsible) == (Cause.DATA_FAULT, "PLATFORM")
    assert world.at(world.now + 7 * DAY) == ["HoldReleased"]
    assert entitled(world.state)
    assert world.state.period_end == START + 67 * DAY
