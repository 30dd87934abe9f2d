"""Money that goes back, against histories written by hand. Silver costs 990 for 30 days."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.kernel.errors import AppError, InvalidInput, NotFound
from infra.kernel.events import EventEnvelope
from services.membership.contract import commands as c
from services.membership.contract.errors import InsufficientBalance
from services.membership.contract.words import (
    Cause,
    Lifecycle,
    PaymentPurpose,
    RefundKind,
)
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.periods.bought_periods import bought_periods
from services.membership.domain.recording.journal import (
    journal,
)
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOST, HOUR, ID, PLANS, STAFF, START, World

PRICE = PLANS["silver"].price
SECOND = timedelta(seconds=1)


def refund(
    world: World, amount: int = PRICE, order: str = "o-1", id: str = "r-1", **more: Any
) -> list[str]:
    fields: dict[str, Any] = {"kind": RefundKind.CHARGEBACK, "refunded_at": world.now} | more
    command = c.ReportRefund(member_id=ID, order_id=order, refund_id=id, amount=amount, **fields)
    return world.do(command, HOST)


def won(world: World, id: str = "r-1") -> list[str]:
    return world.do(c.ReportChargebackWon(member_id=ID, refund_id=id), HOST)


def outcome(world: World) -> str:
    found: str = world.last("PaymentRefunded").body["outcome"]
    return found


def left(ended: EventEnvelope) -> timedelta:
    period_end, since = (
        datetime.fromisoformat(ended.body[name]) for name in ("period_end", "left_from")
    )
    return period_end - since


def accounts(world: World) -> dict[str, int]:
    """What each account was debited in all, less what it was credited."""
    sums: dict[str, int] = {}
    for entry in journal(world.history):
        assert sum(entry.postings.values()) == 0
        for account, amount in entry.postings.items():
            sums[account] = sums.get(account, 0) + amount
    return {account: amount for account, amount in sums.items() if amount}


def renewed() -> World:
    """Enrolled from the balance on day 0; renewed by the order o-1 at the end of day 30."""
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(START + 30 * DAY)
    world.pay("o-1", PRICE)
    world.at(START + 40 * DAY)
    return world


def paid_ahead() -> World:
    """Renewed by o-1 in the first period, on day 10."""
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(START + 10 * DAY)
    world.pay("o-1", PRICE)
    return world


def test_a_part_leaves_the_period_alone() -> None:
    world = renewed()
    assert refund(world, 400) == ["PaymentRefunded"]
    assert (outcome(world), entitled(world.state)) == ("PART", True)
    assert world.state.period_end == START + 60 * DAY
    assert accounts(world) == {"cash": 2 * PRICE - 400, "revenue": 400 - 2 * PRICE}


def test_the_last_part_of_the_whole_ends_it() -> None:
    world = renewed()
    refund(world, 400)
    assert refund(world, PRICE - 400, id="r-2") == ["PaymentRefunded", "MembershipReversed"]
    assert accounts(world) == {"cash": PRICE, "revenue": -PRICE}


def test_the_whole_of_a_past_period_changes_nothing_now() -> None:
    world = renewed()
    world.pay("o-2", PRICE)
    world.at(START + 61 * DAY)
    before = world.state
    assert refund(world) == ["PaymentRefunded"]
    assert outcome(world) == "PAST"
    assert world.state.period_end == before.period_end == START + 90 * DAY
    assert (world.state.balance, world.state.owed) == (0, 0)


def test_so_does_that_of_the_last_period_in_grace_and_after_it() -> None:
    for late, lifecycle in ((HOUR, Lifecycle.GRACE), (2 * DAY, Lifecycle.EXPIRED)):
        world = renewed()
        world.at(START + 60 * DAY + late)
        assert refund(world) == ["PaymentRefunded"]
        assert (outcome(world), world.state.lifecycle) == ("PAST", lifecycle)


def test_the_whole_of_the_running_period_ends_it_and_says_the_way_back() -> None:
    world = renewed()
    assert refund(world) == ["PaymentRefunded", "MembershipReversed"]
    state, ended = world.state, world.last("MembershipReversed")
    assert (state.lifecycle, state.cause, state.ended_at) == (
        Lifecycle.EXPIRED,
        Cause.PAYMENT_REVERSED,
        world.now,
    )
    assert (ended.cause, left(ended)) == ("PAYMENT_REVERSED", 20 * DAY)
    assert ended.body["benefits_before"] != {} == ended.body["benefits_after"]
    told = Reader(world).explained(world.now)
    assert (told.cause, told.responsible) == (Cause.PAYMENT_REVERSED, "EXTERNAL")
    assert told.rules[0] == "payment_reversed"
    ids = {piece.id for piece in told.evidence}
    assert {world.last("PaymentRefunded").id, world.last("MembershipRenewed").id} <= ids
    steps = {step.action: step for step in told.next_steps}
    assert steps["PAY"].until == world.now + 7 * DAY
    assert "APPEAL" in steps
    world.now += 2 * DAY
    assert world.pay("o-2", PRICE)[-1] == "MembershipRenewed"
    assert world.state.period_end == world.now + 30 * DAY


def test_what_the_balance_had_paid_for_it_is_there_again() -> None:
    world = World()
    world.enrol("silver", left=600, auto_renew=False)
    world.at(START + 30 * DAY)
    world.pay("o-1", PRICE - 600)
    assert world.state.balance == 0
    refund(world, PRICE - 600)
    assert (world.state.balance, world.last("MembershipReversed").body["credited"]) == (600, 600)
    assert accounts(world) == {"cash": PRICE + 600, "revenue": -PRICE, f"balance:{ID}": -600}


def test_an_upgrade_within_it_is_given_back_for_the_time_that_was_left() -> None:
    world = renewed()
    world.top_up(2000)
    world.at(START + 45 * DAY)
    world.do(c.Upgrade(member_id=ID, plan="gold"))
    paid = world.last("MembershipUpgraded").body["paid"]
    world.at(START + 52 * DAY + 12 * HOUR)  # half of what was left
    refund(world)
    assert world.last("BalanceCredited").body["amount"] == paid // 2


def test_where_a_period_is_paid_ahead_it_begins_in_its_place() -> None:
    world = renewed()
    world.pay("o-2", PRICE)
    world.at(START + 45 * DAY)
    assert refund(world) == ["PaymentRefunded", "PeriodTakenBack"]
    assert (outcome(world), entitled(world.state)) == ("NEXT_BEGAN", True)
    assert world.state.period_start == START + 45 * DAY
    assert world.state.period_end == START + 75 * DAY


def test_of_a_period_paid_ahead_it_takes_that_one_only() -> None:
    world = paid_ahead()
    assert refund(world) == ["PaymentRefunded", "PeriodTakenBack"]
    assert (outcome(world), world.state.period_end) == ("AHEAD", START + 30 * DAY)
    assert world.state.period_start == START
    reminded = world.at(START + 27 * DAY)
    assert reminded == ["RenewalComing"]


def test_a_freeze_moves_the_periods_that_are_paid_for() -> None:
    world = paid_ahead()
    world.do(c.Freeze(member_id=ID, hours=48))
    world.at(START + 31 * DAY)
    assert world.state.period_end == START + 62 * DAY
    refund(world)
    assert (outcome(world), world.state.period_end) == ("AHEAD", START + 32 * DAY)


def test_what_stands_still_is_ended_with_all_that_is_left() -> None:
    world = renewed()
    world.do(c.Freeze(member_id=ID, hours=72))
    world.at(START + 41 * DAY)
    refund(world)
    assert left(world.last("MembershipReversed")) == 20 * DAY
    won(world)
    world.at(START + 43 * DAY)  # the freeze ends by itself
    assert world.state.period_end == START + 63 * DAY


def test_a_top_up_is_taken_from_the_balance_and_what_is_missing_is_owed() -> None:
    world = World()
    world.do(c.TopUp(member_id=ID, amount=PRICE + 10, reference="t-1"), HOST)
    world.do(c.Enrol(member_id=ID, plan="silver", auto_renew=False))
    assert refund(world, PRICE + 10, order="t-1") == ["PaymentRefunded"]
    assert (outcome(world), entitled(world.state)) == ("BALANCE", True)
    assert (world.state.balance, world.state.owed) == (0, PRICE)
    assert accounts(world) == {f"owed:{ID}": PRICE, "revenue": -PRICE}
    assert world.do(c.TopUp(member_id=ID, amount=300, reference="t-2"), HOST) == [
        "BalanceToppedUp",
        "OwedSettled",
    ]
    assert (world.state.balance, world.state.owed) == (0, PRICE - 300)


def test_a_payment_for_a_renewal_renews_before_it_settles() -> None:
    world = paid_ahead()
    world.do(c.TopUp(member_id=ID, amount=500, reference="t-1"), HOST)
    world.at(START + 40 * DAY)
    world.do(c.WithdrawBalance(member_id=ID, amount=400, reason="asked for it"), STAFF)
    refund(world, 500, order="t-1")
    assert (world.state.balance, world.state.owed) == (0, 400)
    types = world.pay("o-2", PRICE + 150)
    assert types == ["BalanceToppedUp", "BalanceDebited", "MembershipRenewed", "OwedSettled"]
    assert (world.state.balance, world.state.owed) == (0, 250)
    kept = world.pay("o-3", PRICE)
    assert kept == ["BalanceToppedUp", "OwedSettled", "PaymentKept"]
    assert world.history[-1].body["balance"] == world.state.balance == PRICE - 250


def test_more_was_paid_than_the_price_then_the_rest_goes_back_first() -> None:
    world = World()
    world.enrol("silver", auto_renew=False)
    world.at(START + 30 * DAY)
    world.pay("o-1", PRICE + 300)
    assert world.state.balance == 300
    refund(world, 300)
    assert (outcome(world), world.state.balance) == ("PART", 0)
    refund(world, PRICE, id="r-2")
    assert (outcome(world), world.state.balance, world.state.owed) == ("ENDED", 0, 0)


def test_of_a_cancelled_membership_the_undoing_ends() -> None:
    world = renewed()
    world.do(c.Cancel(member_id=ID))
    assert refund(world) == ["PaymentRefunded"]
    assert (outcome(world), world.state.undo) == ("UNDO_ENDED", None)
    with pytest.raises(AppError):
        world.do(c.UndoChange(member_id=ID))


def test_undoing_a_cancellation_gives_no_period_back_that_is_not_paid_for() -> None:
    world = paid_ahead()
    world.do(c.Cancel(member_id=ID))
    refund(world)
    world.do(c.UndoChange(member_id=ID))
    assert world.state.period_end == START + 30 * DAY


@pytest.mark.parametrize("after", [HOUR, 25 * DAY])
def test_a_chargeback_that_is_won_gives_back_money_and_time(after: timedelta) -> None:
    world = renewed()
    before, books = world.state, accounts(world)
    refund(world)
    world.at(world.now + after)
    assert won(world) == ["ChargebackWon", "MembershipReinstated"]
    state = world.state
    assert entitled(state)
    assert (state.plan, state.price) == (before.plan, before.price)
    assert state.period_end - world.now == before.period_end - (START + 40 * DAY)
    assert accounts(world) == books
    assert won(world) == [], "once"


def test_what_the_balance_had_got_back_is_taken_again() -> None:
    world = World()
    world.enrol("silver", left=600, auto_renew=False)
    world.at(START + 30 * DAY)
    world.pay("o-1", PRICE - 600)
    books = accounts(world)
    refund(world, PRICE - 600)
    world.do(c.WithdrawBalance(member_id=ID, amount=500, reason="asked for it"), STAFF)
    won(world)
    assert (world.state.balance, world.state.owed) == (0, 500)
    owed = {f"owed:{ID}": 500, "cash": books["cash"] - 500}
    assert accounts(world) == books | owed


def test_won_back_a_period_ahead_follows_on_the_running_one() -> None:
    world = paid_ahead()
    before = world.state.period_end
    refund(world)
    world.at(START + 20 * DAY)
    won(world)
    assert world.state.period_end == before


def test_won_after_joining_again_the_time_is_added() -> None:
    world = renewed()
    refund(world)
    world.top_up(PRICE)
    world.do(c.Enrol(member_id=ID, plan="silver"))
    ends = world.state.period_end
    won(world)
    assert world.state.period_end == ends + 20 * DAY


def test_won_after_a_cancellation_it_is_money() -> None:
    world = renewed()
    refund(world)
    world.top_up(PRICE)
    world.do(c.Enrol(member_id=ID, plan="silver"))
    world.do(c.Cancel(member_id=ID))
    assert won(world) == ["ChargebackWon"]
    assert world.state.balance == PRICE


def test_one_of_two_chargebacks_won_leaves_a_part() -> None:
    world = renewed()
    refund(world, 400)
    refund(world, PRICE - 400, id="r-2")
    assert won(world, "r-1") == ["ChargebackWon", "MembershipReinstated"]
    assert entitled(world.state)
    assert won(world, "r-2") == ["ChargebackWon"]
    assert accounts(world) == {"cash": 2 * PRICE, "revenue": -2 * PRICE}


def test_what_cannot_be_is_said() -> None:
    world = renewed()
    before = len(world.history)
    tomorrow = world.now + DAY
    for wrong, field, kind in (
        ({"order": "o-9"}, "orderId", NotFound),
        ({"order": ""}, "orderId", NotFound),
        ({"amount": PRICE + 1}, "amount", InvalidInput),
        ({"amount": 0}, "amount", InvalidInput),
        ({"id": "of a@b.cn"}, "refundId", InvalidInput),
        ({"refunded_at": tomorrow}, "refundedAt", InvalidInput),
    ):
        with pytest.raises(kind) as refused:
            refund(world, **wrong)  # type: ignore[arg-type]  # mixed
        assert refused.value.field == field
    with pytest.raises(NotFound):
        won(world)
    assert len(world.history) == before
    refund(world, 10, kind=RefundKind.REFUND)
    with pytest.raises(InvalidInput):
        won(world)
    with pytest.raises(InvalidInput) as refused:
        refund(world, PRICE, id="r-2")
    assert refused.value.details["left"] == PRICE - 10


def test_staff_pay_out_what_there_is_with_a_reason() -> None:
    world = World()
    world.top_up(500)
    for amount, reason, kind in ((0, "x", InvalidInput), (501, "x", InsufficientBalance),
                                 (5, " ", InvalidInput)):  # fmt: skip
        with pytest.raises(kind):
            world.do(c.WithdrawBalance(member_id=ID, amount=amount, reason=reason), STAFF)
    world.do(c.WithdrawBalance(member_id=ID, amount=200, reason="asked for it"), STAFF)
    assert (world.state.balance, accounts(world)) == (300, {"cash": 300, f"balance:{ID}": -300})


def last_paid_end(world: World) -> datetime | None:
    periods = bought_periods(world.history)
    return periods[-1].end if periods else None


def test_the_periods_paid_for_end_where_the_membership_does() -> None:
    world = paid_ahead()
    assert last_paid_end(world) == world.state.period_end
    assert [one.order_id for one in bought_periods(world.history)] == ["", "o-1"]


def test_a_kept_payment_is_on_the_balance_and_goes_back_from_there() -> None:
    world = paid_ahead()
    world.pay("o-2", PRICE)
    assert refund(world, order="o-2") == ["PaymentRefunded"]
    assert (outcome(world), world.state.balance) == ("BALANCE", 0)


def test_a_top_up_by_payment_counts_as_one() -> None:
    world = paid_ahead()
    payment = c.ReportPayment(
        member_id=ID, order_id="o-2", amount=70, paid_at=world.now, purpose=PaymentPurpose.TOP_UP
    )
    world.do(payment, HOST)
    refund(world, 70, order="o-2")
    assert (outcome(world), world.state.balance) == ("BALANCE", 0)
