"""What a decision gives beside time: the discount that was missed, a renewal, an end of a hold. The
amounts are worked out by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from infra.kernel.errors import Forbidden, InvalidInput, NotAllowed
from services.membership.contract import commands as c
from services.membership.contract.errors import InsufficientBalance
from services.membership.contract.hold_commands import ReportTakeover
from services.membership.contract.money_events import PaymentRefunded
from services.membership.contract.remedies import RemedyPart
from services.membership.contract.words import (
    Cause,
    Disowned,
    HoldKind,
    Lifecycle,
    PaymentPurpose,
    RefundKind,
    RefundOutcome,
    RemedyKind,
)
from services.membership.domain.aggregate.evidence import Order
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.recording.journal import journal
from services.shared.callers import SYSTEM, Caller, StaffKind
from tests.unit.membership.world import DAY, HOST, HOUR, ID, MEMBER, STAFF, START, World

LAPSED = START + 31 * DAY
"""Gold is 30 days, and a day of grace."""
GOLD = 19_90
SPECIALIST = Caller(actor=STAFF.actor, staff_kind=StaffKind.SPECIALIST, second_factor=True)
REVIEWER = Caller(actor=STAFF.actor, staff_kind=StaffKind.REVIEWER, second_factor=True)


def lapsed(*, days: float, left: int = 0) -> World:
    world = World()
    world.enrol("gold", auto_renew=False, left=left)
    world.login()
    world.at(LAPSED + timedelta(days=days))
    assert world.state.lifecycle is Lifecycle.EXPIRED
    return world


def ordered(world: World, id: str, at: datetime, full: int, paid: int | None = None) -> None:
    price = full if paid is None else paid
    world.orders.append(Order(order_id=id, member_id=ID, at=at, full_price=full, paid_price=price))


def remedy(world: World, *parts: RemedyPart, by: Caller = STAFF, **more: Any) -> list[str]:
    first, *further = parts
    fields: dict[str, Any] = {
        "remedy_id": "r-1",
        "lost_at": LAPSED,
        "loss_cause": Cause.SYNC_DELAY,
    }
    command = c.ApplyRemedy(
        member_id=ID,
        appeal_number="AP-20260201-0001",
        reason="It had been paid",
        kind=first.kind,
        days=first.days,
        hold=first.hold,
        order_id=first.order_id,
        also=tuple(further),
        **(fields | more),
    )
    return world.do(command, by)


CREDIT = RemedyPart(kind=RemedyKind.CREDIT)
RESTORE = RemedyPart(kind=RemedyKind.RESTORE)
RENEW = RemedyPart(kind=RemedyKind.RENEW)
LIFT = RemedyPart(kind=RemedyKind.LIFT_HOLD)


def test_restored_with_the_discount_of_the_orders_made_meanwhile() -> None:
    """Gold pays 90 %: 10.00 of 100.00, and of 45.50, for which a sale asked 43.00, 2.05."""
    world = lapsed(days=3)
    ordered(world, "O-before", LAPSED - HOUR, 50_00)
    ordered(world, "O-1", LAPSED + HOUR, 100_00)
    ordered(world, "O-2", LAPSED + DAY, 45_50, paid=43_00)
    ordered(world, "O-cheap", LAPSED + DAY, 20_00, paid=18_00)
    assert remedy(world, RESTORE, CREDIT)[:2] == ["RemedyApplied", "DiscountCredited"]
    body = world.last("DiscountCredited").body
    credited = [(one["order_id"], one["amount"]) for one in body["orders"]]
    assert credited == [("O-1", 10_00), ("O-2", 2_05)]
    assert (body["amount"], world.state.balance) == (12_05, 12_05)
    assert entitled(world.state)
    [entry] = [one for one in journal(world.history) if one.purpose == "COMPENSATION"]
    assert entry.postings == {"compensation": 12_05, f"balance:{ID}": -12_05}


def test_an_order_is_made_good_once_however_many_decisions_there_are() -> None:
    world = lapsed(days=3)
    ordered(world, "O-1", LAPSED + HOUR, 100_00)
    remedy(world, CREDIT)
    with pytest.raises(NotAllowed, match="nothing to credit"):
        remedy(world, CREDIT, remedy_id="r-2")
    ordered(world, "O-2", LAPSED + DAY, 10_00)
    remedy(world, CREDIT, remedy_id="r-3")
    assert world.state.balance == 11_00


def test_an_order_after_the_return_missed_nothing() -> None:
    world = lapsed(days=3)
    remedy(world, RESTORE)
    ordered(world, "O-1", world.now + HOUR, 100_00)
    world.pass_time(days=1)
    with pytest.raises(NotAllowed):
        remedy(world, CREDIT)


def test_what_one_part_does_not_allow_no_part_gives() -> None:
    world = lapsed(days=3)
    with pytest.raises(NotAllowed, match="nothing to credit"):
        remedy(world, RESTORE, CREDIT)
    assert world.state.lifecycle is Lifecycle.EXPIRED


def test_a_credit_settles_what_is_owed() -> None:
    world = lapsed(days=3)
    world.record(gone_back(20_00))
    ordered(world, "O-1", LAPSED + HOUR, 100_00)
    assert remedy(world, CREDIT) == ["DiscountCredited", "OwedSettled"]
    assert (world.state.balance, world.state.owed) == (0, 10_00)


def gone_back(amount: int) -> PaymentRefunded:
    """Of which nothing was on the balance any more."""
    return PaymentRefunded(
        order_id="P-1", refund_id="R-1", kind=RefundKind.REFUND, outcome=RefundOutcome.BALANCE,
        amount=amount, refunded=amount, paid=amount, from_revenue=0, balance_change=0,
        owed_change=amount, balance_after=0, owed_after=amount, refunded_at=START,
    )  # fmt: skip


def test_renewed_at_the_price_held_without_a_gap() -> None:
    world = lapsed(days=2, left=25_00)
    assert remedy(world, RENEW) == ["BalanceDebited", "MembershipRenewed"]
    assert world.state.balance == 25_00 - GOLD
    renewed = world.last("MembershipRenewed").body
    assert renewed["continuous"]
    assert (world.state.period_start, world.state.period_end) == (
        START + 30 * DAY,
        START + 60 * DAY,
    )


def test_long_after_the_end_nobody_pays_for_time_that_is_over() -> None:
    world = lapsed(days=8, left=25_00)
    remedy(world, RENEW)
    assert world.state.period_end == world.now + 30 * DAY
    assert world.last("MembershipRenewed").body["gap_since"] is not None


def test_what_the_balance_lacks_is_offered_and_taken_up_by_itself() -> None:
    world = lapsed(days=2, left=5_00)
    assert remedy(world, RENEW) == ["RenewalOffered"]
    offered = world.last("RenewalOffered").body
    assert (offered["price"], offered["missing"]) == (GOLD, 14_90)
    assert world.state.offered_until == world.now + 7 * DAY
    world.pass_time(days=6)
    world.do(c.TopUp(member_id=ID, amount=14_89, reference="t-1"), HOST)
    assert world.state.lifecycle is Lifecycle.EXPIRED
    world.do(c.TopUp(member_id=ID, amount=1, reference="t-2"), HOST)
    assert (world.state.balance, world.state.offered_until) == (0, None)
    assert world.state.period_end == START + 60 * DAY


def test_a_payment_for_the_renewal_takes_the_offer_up() -> None:
    world = lapsed(days=20)
    remedy(world, RENEW)
    world.pass_time(days=1)
    world.pay("P-9", GOLD)
    assert world.state.period_end == START + 60 * DAY
    assert world.last("MembershipRenewed").body["order_id"] == "P-9"


def test_an_offer_ends() -> None:
    world = lapsed(days=2)
    remedy(world, RENEW)
    assert world.pass_time(days=7)[-1] == "RenewalOfferEnded"
    world.do(c.TopUp(member_id=ID, amount=GOLD, reference="t-1"), HOST)
    assert world.state.lifecycle is Lifecycle.EXPIRED


def test_a_credit_before_it_pays_for_the_renewal() -> None:
    world = lapsed(days=2, left=10_00)
    ordered(world, "O-1", LAPSED + HOUR, 99_00)
    assert remedy(world, CREDIT, RENEW)[0] == "DiscountCredited"
    assert world.state.balance == 10_00 + 9_90 - GOLD
    assert entitled(world.state)


def test_a_payment_that_was_misread_gives_its_period_and_the_time_out() -> None:
    """Paid as a top-up on the last day; three days out: 60 days from the start, and those three."""
    world = World()
    world.enrol("gold", auto_renew=False)
    world.login()
    world.at(LAPSED - HOUR)
    world.pay("P-1", GOLD, purpose=PaymentPurpose.TOP_UP)
    world.at(LAPSED + 3 * DAY)
    paid = RemedyPart(kind=RemedyKind.RESTORE, order_id="P-1")
    assert remedy(world, paid) == ["BalanceDebited", "MembershipRenewed"]
    assert (world.state.balance, world.state.price) == (0, GOLD)
    assert world.state.period_end == START + 63 * DAY
    with pytest.raises(NotAllowed, match="has paid for a period already"):
        remedy(world, paid, remedy_id="r-2")


def test_of_a_payment_that_is_not_on_record_or_was_spent_no_period_is_given() -> None:
    world = lapsed(days=3)
    paid = RemedyPart(kind=RemedyKind.RESTORE, order_id="P-1")
    with pytest.raises(NotAllowed, match="No payment P-1"):
        remedy(world, paid)
    world.pay("P-1", GOLD, purpose=PaymentPurpose.TOP_UP)
    world.do(c.WithdrawBalance(member_id=ID, amount=90, reason="Asked for"), STAFF)
    with pytest.raises(InsufficientBalance):
        remedy(world, paid)


def held_by_staff() -> World:
    world = World()
    world.enrol("gold")
    world.do(c.PlaceStaffHold(member_id=ID, reason="Check"), STAFF)
    world.do(c.Freeze(member_id=ID), MEMBER)
    world.pass_time(hours=30)
    return world


def test_a_hold_that_was_wrong_is_lifted_and_no_other() -> None:
    world = held_by_staff()
    assert remedy(world, LIFT, loss_cause=Cause.STAFF_ACTION, lost_at=START) == ["HoldReleased"]
    assert [hold.kind for hold in world.state.holds] == [HoldKind.MEMBER_FREEZE]
    with pytest.raises(NotAllowed, match="no hold"):
        remedy(world, LIFT, loss_cause=Cause.STAFF_ACTION, lost_at=START)


def test_what_the_member_or_security_placed_needs_a_specialist() -> None:
    world = held_by_staff()
    freeze = RemedyPart(kind=RemedyKind.LIFT_HOLD, hold=HoldKind.MEMBER_FREEZE)
    for by in (REVIEWER, Caller(actor=SYSTEM)):
        with pytest.raises(Forbidden, match="specialist"):
            remedy(world, freeze, by=by, lost_at=START)
    remedy(world, freeze, by=SPECIALIST, lost_at=START)
    assert [hold.kind for hold in world.state.holds] == [HoldKind.STAFF]


def test_after_a_break_in_only_a_specialist_restores_and_everything_is_put_back() -> None:
    world = World()
    world.enrol("gold")
    world.pass_time(days=1)
    world.do(c.Cancel(member_id=ID))
    cancelled = world.now
    world.pass_time(hours=2)
    stolen = ReportTakeover(member_id=ID, what=Disowned.LOGIN, id="l-1", at=cancelled)
    world.do(stolen)
    given = {"loss_cause": Cause.COMPROMISE, "lost_at": cancelled}
    with pytest.raises(Forbidden):
        remedy(world, LIFT, by=REVIEWER, **given)
    events = remedy(world, LIFT, by=SPECIALIST, **given)
    assert events == ["HoldReleased", "TakeoverReversed"]
    assert entitled(world.state)


@pytest.mark.parametrize(
    "parts",
    [
        (RESTORE, RENEW),
        (CREDIT, CREDIT),
        (CREDIT, RemedyPart(kind=RemedyKind.APOLOGY)),
        (RemedyPart(kind=RemedyKind.CREDIT, days=3),),
        (RemedyPart(kind=RemedyKind.RENEW, hold=HoldKind.STAFF),),
        (RemedyPart(kind=RemedyKind.RESTORE, days=3, order_id="P-1"),),
        (RemedyPart(kind=RemedyKind.APOLOGY),),
    ],
)
def test_parts_that_do_not_go_together_are_refused(parts: tuple[RemedyPart, ...]) -> None:
    with pytest.raises(InvalidInput):
        remedy(lapsed(days=3), *parts)
