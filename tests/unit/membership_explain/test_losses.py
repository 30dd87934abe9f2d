"""From when to when a member was out, or on a lower plan."""

from services.membership.contract.words import Cause, HoldKind, Lifecycle, RenewedVia
from services.membership.domain.explain.losses import days_lost, losses, seconds_lost
from tests.unit.membership_explain.histories import GRACE_UNTIL, History, day, hold


def test_a_membership_that_runs_lost_nothing() -> None:
    history = History()
    history.enrolled()
    assert losses(history) == []
    assert days_lost(history, day(0), day(20)) == 0


def test_grace_is_no_loss_and_expiry_is_one_until_it_was_known_that_it_was_paid() -> None:
    history = History()
    history.enrolled()
    history.graced()
    history.expired()
    history.renewed(
        day(34), via=RenewedVia.HOST_PAYMENT, paid_at=day(30.5), before=Lifecycle.EXPIRED
    )
    [loss] = losses(history)
    assert (loss.since, loss.until, loss.cause) == (GRACE_UNTIL, day(34), Cause.LAPSED)
    assert (loss.began_by, loss.ended_by) == ("m-1:3", "m-1:4")
    assert seconds_lost(history, GRACE_UNTIL, day(60)) == 3 * 86_400


def test_a_loss_that_lasts_is_open_and_counts_until_asked() -> None:
    history = History()
    history.enrolled()
    history.cancelled(day(3))
    [loss] = losses(history)
    assert loss.until is None
    assert days_lost(history, day(3), day(5.1)) == 3
    assert days_lost(history, day(4), day(5)) == 1


def test_holds_within_a_loss_belong_to_it() -> None:
    history = History()
    history.enrolled()
    history.held(hold(HoldKind.MEMBER_FREEZE, day(1), latest=day(4)))
    history.held(hold(HoldKind.STAFF, day(2)))
    history.released(HoldKind.MEMBER_FREEZE, day(3))
    history.released(HoldKind.STAFF, day(6))
    [loss] = losses(history)
    assert (loss.since, loss.until, loss.cause) == (day(1), day(6), Cause.MEMBER_FROZE)


def test_a_downgrade_lasts_until_its_plan_is_back() -> None:
    history = History()
    history.enrolled()
    history.downgraded(day(1), to_plan="SILVER")
    history.downgraded(day(2), from_plan="SILVER", to_plan="BASIC", cause=Cause.INACTIVITY)
    history.undone(day(3), undone_type="MembershipDowngraded", plan="SILVER")
    first, second = losses(history)
    assert (first.plan_before, first.plan_after, first.until) == ("GOLD", "SILVER", None)
    assert (second.plan_before, second.plan_after, second.until) == ("SILVER", "BASIC", day(3))
    assert not first.out
    assert days_lost(history, day(0), day(9)) == 0
