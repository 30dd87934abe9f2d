"""Automatic renewal asks the shop to charge; what expires or is refused is told while it helps."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.kernel.errors import InvalidInput, NotFound
from services.membership.contract import commands as c
from services.membership.contract import method_commands as m
from services.membership.contract.method_words import ChargeEnd, RefusalReason
from services.membership.contract.words import Cause, Lifecycle
from services.membership.domain.charging.card_numbers import looks_whole
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOST, HOUR, ID, PLANS, World

GOLD = PLANS["gold"].price
VISA = "Visa •••• 4242"


def bind(world: World, expires: str = "", masked: str = VISA) -> list[str]:
    command = m.ReportPaymentMethod(member_id=ID, masked=masked, expires=expires)
    return world.do(command, HOST)


def refuse(world: World, reason: RefusalReason, **more: Any) -> list[str]:
    refused = {"refusal_id": f"r-{len(world.history)}", "refused_at": world.now} | more
    return world.do(m.ReportChargeRefused(member_id=ID, reason=reason, **refused), HOST)


def bound(expires: str = "", left: int = 0) -> World:
    world = World()
    world.enrol("gold", left=left)
    bind(world, expires)
    return world


def asked(left: int = 500) -> World:
    """At the last minute of the day before the period ends."""
    world = bound(left=left)
    world.at(world.state.period_end - 24 * HOUR)
    assert world.types()[-1] == "ChargeRequested"
    return world


def request_id(world: World) -> str:
    return world.last("ChargeRequested").id


def test_the_shop_is_asked_a_day_ahead_for_what_the_balance_lacks() -> None:
    world = asked(left=500)
    request = world.last("ChargeRequested")
    assert request.happened_at == world.state.period_end - timedelta(hours=24)
    told = {name: request.body[name] for name in ("amount", "price", "masked")}
    assert told == {"amount": 1490, "price": 1990, "masked": VISA}
    assert datetime.fromisoformat(request.body["answer_by"]) == world.state.period_end


def test_the_reminder_says_that_it_will_be_charged_and_no_shortfall_is_told() -> None:
    world = asked(left=500)
    assert "BalanceLow" not in world.types()
    reminder = world.last("RenewalComing").body
    assert (reminder["charged"], reminder["ending"]) == (1490, "4242")


def test_who_has_enough_on_the_balance_is_not_charged() -> None:
    world = bound(left=GOLD)
    world.at(world.state.period_end)
    assert "ChargeRequested" not in world.types()
    assert world.types()[-1] == "MembershipRenewed"


def test_the_payment_that_answers_renews_without_a_gap_and_closes_the_request() -> None:
    world = asked(left=500)
    end = world.state.period_end
    world.pass_time(hours=3)
    assert world.pay("o-1", 1490)[-2:] == ["MembershipRenewed", "ChargeClosed"]
    assert world.last("ChargeClosed").body == {
        "charge_id": request_id(world),
        "how": ChargeEnd.NOT_NEEDED,
    }
    world.at(end + DAY)
    assert world.state.lifecycle is Lifecycle.ACTIVE
    assert world.types().count("ChargeRequested") == 1


def test_a_refusal_is_told_a_day_ahead_and_named_when_the_renewal_fails() -> None:
    world = asked(left=500)
    world.pass_time(hours=1)
    refuse(world, RefusalReason.EXPIRED, charge_id=request_id(world))
    refusal = world.last("ChargeRefused").body
    assert (refusal["missing"], refusal["reason"]) == (1490, "EXPIRED")
    world.at(world.state.period_end)
    grace = world.last("GraceStarted")
    assert (grace.body["charge"], grace.body["refusal"]) == ("REFUSED", "EXPIRED")
    world.pass_time(hours=25)
    assert world.last("MembershipExpired").cause == Cause.PAYMENT_FAILED
    said = Reader(world).explained(world.now)
    assert said.cause is Cause.PAYMENT_FAILED
    assert "Charging Visa •••• 4242 was refused, too" in said.summary.en
    assert "it has expired" in said.summary.en
    assert world.last("ChargeRefused").id in {one.id for one in said.evidence}


def test_no_answer_is_not_the_members_fault() -> None:
    world = asked(left=500)
    end = world.state.period_end
    types = world.at(end)
    assert types == ["ChargeClosed", "AutoRenewFailed", "GraceStarted"]
    assert world.last("ChargeClosed").body["how"] == ChargeEnd.UNANSWERED
    world.pass_time(hours=25)
    assert world.last("MembershipExpired").cause == Cause.SYNC_DELAY
    said = Reader(world).explained(world.now)
    assert (said.cause, said.responsible) == (Cause.SYNC_DELAY, "PLATFORM")
    assert "had no answer by" in said.summary.en


def test_an_answer_that_comes_in_grace_counts_all_the_same() -> None:
    world = asked(left=500)
    end = world.state.period_end
    world.at(end + 2 * HOUR)
    assert "MembershipRenewed" in world.pay("o-1", 1490)
    assert world.last("MembershipRenewed").body["continuous"] is True
    late = asked(left=500)
    late.at(late.state.period_end + 2 * HOUR)
    refuse(late, RefusalReason.DECLINED, charge_id=request_id(late))
    late.pass_time(hours=25)
    assert late.last("MembershipExpired").cause == Cause.PAYMENT_FAILED


@pytest.mark.parametrize("reason", [RefusalReason.INSUFFICIENT_FUNDS, RefusalReason.INVALID])
def test_at_most_once_a_period_and_again_in_the_next_unless_it_is_of_no_use(
    reason: RefusalReason,
) -> None:
    world = asked(left=500)
    refuse(world, reason, charge_id=request_id(world))
    world.top_up(1490)
    world.at(world.state.period_end)
    assert world.types().count("ChargeRequested") == 1
    world.at(world.state.period_end)
    again = 2 if reason is RefusalReason.INSUFFICIENT_FUNDS else 1
    assert world.types().count("ChargeRequested") == again


@pytest.mark.parametrize(
    "do",
    [
        lambda world: world.top_up(1490),
        lambda world: world.do(c.SetAutoRenew(member_id=ID, on=False)),
        lambda world: world.do(c.Cancel(member_id=ID)),
        lambda world: world.do(m.RemovePaymentMethod(member_id=ID), HOST),
        lambda world: world.do(c.Freeze(member_id=ID)),
    ],
)
def test_a_request_is_dropped_as_soon_as_nothing_is_to_be_charged(do: Any) -> None:
    world = asked(left=500)
    do(world)
    assert world.types()[-1] == "ChargeClosed"
    assert world.state.charge is not None
    assert world.state.charge.open_until is None


def test_after_an_outage_nothing_is_charged_for_a_period_that_is_over() -> None:
    world = bound(left=500)
    world.at(world.state.period_end - 25 * HOUR)
    assert "ChargeRequested" not in world.outage(hours=26)
    soon = bound(left=500)
    soon.at(soon.state.period_end - 25 * HOUR)
    assert "ChargeRequested" in soon.outage(hours=20)


def test_who_binds_a_method_late_leaves_the_shop_an_hour() -> None:
    world = World()
    world.enrol("gold")
    world.at(world.state.period_end - timedelta(minutes=10))
    bind(world)
    by = datetime.fromisoformat(world.last("ChargeRequested").body["answer_by"])
    assert by == world.now + HOUR


def test_a_card_that_expires_before_it_is_charged_is_told_a_week_ahead_and_once() -> None:
    """Joined on 1 January for 30 days: charged on 31 January; valid to the end of December 2025 it
    would not be, to the end of January it is. The operator's clock is UTC."""
    world = bound(expires="2026-01")
    world.at(world.state.period_end)
    assert "MethodExpiring" not in world.types()
    world = bound(expires="2025-12", left=500)
    assert world.at(world.state.period_end - 7 * DAY)[-1] == "MethodExpiring"
    told = world.last("MethodExpiring").body
    assert datetime.fromisoformat(told["expires_at"]) == datetime(2026, 1, 1, tzinfo=UTC)
    assert told["missing"] == 1490
    later = world.at(world.state.period_end)
    assert "BalanceLow" in later
    assert not {"MethodExpiring", "ChargeRequested"} & set(later)


def test_a_new_card_mends_it() -> None:
    world = bound(expires="2025-12")
    world.at(world.state.period_end - 7 * DAY)
    bind(world, "2028-01", masked="Visa •••• 1881")
    assert world.at(world.state.period_end - 24 * HOUR)[-1] == "ChargeRequested"


def test_the_same_reported_every_night_changes_nothing() -> None:
    world = bound(expires="2028-01")
    assert bind(world, "2028-01") == []
    assert world.do(m.RemovePaymentMethod(member_id=ID), HOST) == ["MethodRemoved"]
    assert world.do(m.RemovePaymentMethod(member_id=ID), HOST) == []


@pytest.mark.parametrize(
    "text",
    [
        "4242424242424242",
        "Visa 4242 4242 4242 4242",
        "4242-4242-4242-4242 exp 12/27",
        "3782 822463 10005",
        "６２２２０２１２３４５６７８９０",
        "62220212345678901",
        "42424242 / 42424242",
    ],
)
def test_a_whole_number_is_refused_with_what_to_report_instead(text: str) -> None:
    assert looks_whole(text)
    world = World()
    world.enrol("gold")
    with pytest.raises(InvalidInput) as refused:
        bind(world, masked=text)
    assert refused.value.field == "masked"
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    "text", [VISA, "招商银行 622202******1234", "微信支付", "Amex xxxx-xxxxxx-10005", "138****5678"]
)
def test_a_masked_number_is_not(text: str) -> None:
    assert not looks_whole(text)
    world = World()
    world.enrol("gold")
    assert bind(world, masked=text) == ["MethodReported"]


@pytest.mark.parametrize("wrong", ["2027-13", "03/27", "2027-3", "0000-01"])
def test_an_expiry_is_a_month(wrong: str) -> None:
    world = World()
    world.enrol("gold")
    with pytest.raises(InvalidInput) as refused:
        bind(world, wrong)
    assert refused.value.field == "expires"


def test_a_refusal_names_what_is_known() -> None:
    world = World()
    world.enrol("gold")
    with pytest.raises(NotFound):
        refuse(world, RefusalReason.DECLINED)
    bind(world)
    with pytest.raises(NotFound):
        refuse(world, RefusalReason.DECLINED, charge_id="no-such")
    with pytest.raises(InvalidInput):
        refuse(world, RefusalReason.DECLINED, refused_at=world.now + HOUR)


def test_what_is_reported_of_long_ago_is_kept_and_alarms_nobody() -> None:
    world = bound()
    world.pass_time(days=3)
    refuse(world, RefusalReason.DECLINED, refused_at=world.now - 40 * DAY)
    assert world.last("ChargeRefused").body["missing"] == 0
    assert world.at(world.state.period_end - 24 * HOUR)[-1] == "ChargeRequested"
