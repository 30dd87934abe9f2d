"""A new version of a plan binds at the first renewal after it takes effect; what is worse, only who
received an own notice 30 days before that renewal."""

from datetime import timedelta

import pytest

from infra.kernel.errors import InvalidInput, NotAllowed
from services.membership.catalogue.domain.standing import holder
from services.membership.contract import commands as c
from services.membership.contract.catalogue_views import TermsStanding
from services.membership.contract.words import Cause, Lifecycle, Responsible
from services.membership.domain.folding.evolve import fold
from services.membership.domain.terms.terms import renewal_terms
from tests.unit.membership.plans_published import Shop, quota
from tests.unit.membership.reading import Reader
from tests.unit.membership.world import DAY, HOUR, ID, PROVEN, START

OLD, NEW = 1990, 2990
SECOND = timedelta(seconds=1)


def gold(left: int = 20 * NEW, auto_renew: bool = True) -> Shop:
    """A member of gold from START on, whose periods of 30 days end at noon."""
    shop = Shop()
    shop.enrol("gold", left=left, auto_renew=auto_renew)
    shop.login()
    return shop


def stay(shop: Shop, until: int) -> None:
    """Until so many days after START, signing in so that no clause takes anything."""
    while shop.now < START + until * DAY:
        shop.at(min(shop.now + 5 * DAY, START + until * DAY))
        shop.login()


def test_dearer_with_ten_days_is_refused_with_the_earliest_date() -> None:
    shop = gold()
    with pytest.raises(InvalidInput) as refused:
        shop.publish_plan(START + 10 * DAY, price=NEW)
    assert refused.value.details["earliest"] == (START + 30 * DAY).isoformat()
    assert refused.value.field == "effectiveAt"


def test_dearer_binds_with_the_first_period_that_begins_30_days_after_the_own_notice() -> None:
    shop = gold()
    shop.publish_plan(price=NEW)  # in force on day 30
    assert shop.types()[-1] == "TermsAnnounced"
    stay(shop, 5)
    shop.receive()  # on day 5: 25 days before the renewal of day 30
    stay(shop, 31)
    assert shop.held == ("gold", 1, OLD)
    assert shop.last("MembershipRenewed").body["price"] == OLD
    stay(shop, 61)
    assert shop.held == ("gold", 2, NEW)
    renewed = shop.last("MembershipRenewed")
    assert (renewed.body["price"], renewed.body["plan_version"]) == (NEW, 2)
    bound = shop.last("TermsBound")
    assert (bound.cause, bound.happened_at) == ("CLAUSE_CHANGED", START + 60 * DAY)
    assert bound.body["price_before"] == OLD


def test_received_exactly_30_days_before_binds_a_second_later_does_not() -> None:
    for late, held in ((timedelta(0), 2), (SECOND, 1)):
        shop = gold()
        shop.publish_plan(price=NEW)
        shop.at(START + late)
        shop.receive()
        stay(shop, 31)
        assert shop.state.plan_version == held


def test_who_was_not_reached_keeps_the_old_terms_and_staff_see_why() -> None:
    shop = gold()
    shop.publish_plan(price=NEW)
    stay(shop, 100)
    assert shop.held == ("gold", 1, OLD)
    seen = holder(shop.state, shop.catalog, "gold", 2)
    assert (seen.standing, seen.binds_from) == (TermsStanding.UNRECEIVED, None)
    shop.receive()
    seen = holder(shop.state, shop.catalog, "gold", 2)
    assert (seen.standing, seen.binds_from) == (TermsStanding.TOO_RECENT, shop.now + 30 * DAY)


def test_what_is_better_needs_no_notice_and_never_falls_into_a_paid_period() -> None:
    shop = gold()
    shop.publish_plan(START + 3 * DAY, price=1500)
    assert "TermsAnnounced" not in shop.types()
    stay(shop, 10)
    assert shop.held == ("gold", 1, OLD)
    stay(shop, 31)
    assert shop.held == ("gold", 2, 1500)


def test_a_smaller_quota_is_worse_and_a_larger_one_is_not() -> None:
    shop = gold()
    assert shop.publish_plan(**quota(shop.latest(), "free_transfers", 4)).adverse
    assert not shop.publish_plan(START, **quota(shop.latest(), "free_transfers", 6)).adverse
    with pytest.raises(InvalidInput):
        shop.publish_plan(START, **quota(shop.latest(), "free_transfers", 5))


def test_in_grace_it_is_renewed_as_held_and_told_before_that_the_price_goes() -> None:
    shop = gold(auto_renew=False)
    shop.publish_plan(price=NEW)
    shop.receive()
    shop.at(START + 30 * DAY + HOUR)
    assert shop.last("GraceStarted").body["price_anew"] == NEW
    assert renewal_terms(shop.state, shop.catalog).price == OLD
    shop.do(c.Renew(member_id=ID, expected_price=OLD))
    assert shop.held == ("gold", 1, OLD)


def test_paid_after_grace_it_goes_on_as_held_and_joined_anew_it_is_the_new_price() -> None:
    shop = gold(left=0, auto_renew=False)
    shop.publish_plan(price=NEW)
    shop.receive()
    shop.at(START + 33 * DAY)
    assert shop.state.lifecycle is Lifecycle.EXPIRED
    shop.pay("o-1", OLD)
    assert shop.held == ("gold", 1, OLD)
    shop.do(c.Cancel(member_id=ID))
    shop.top_up(NEW)
    shop.do(c.Enrol(member_id=ID, plan="gold"))
    assert shop.held == ("gold", 2, NEW)


def test_renewed_ahead_the_new_terms_begin_with_the_new_period() -> None:
    shop = gold()
    shop.publish_plan(price=NEW)
    shop.receive()
    stay(shop, 20)
    shop.do(c.Renew(member_id=ID, expected_price=NEW))
    assert shop.held == ("gold", 1, OLD), "what runs was paid for on the old terms"
    assert shop.last("BalanceDebited").body["amount"] == NEW
    stay(shop, 31)
    assert shop.held == ("gold", 2, NEW)
    assert shop.last("TermsBound").happened_at == START + 30 * DAY


def test_of_several_the_newest_whose_notice_arrived_in_time() -> None:
    shop = gold()
    shop.publish_plan(price=NEW)
    shop.receive()
    stay(shop, 10)
    shop.publish_plan(START + 45 * DAY, price=NEW + 1000)  # told of, and never received
    stay(shop, 61)
    assert shop.held == ("gold", 2, NEW)
    assert shop.last("TermsAnnounced").body["plan_version"] == 3
    assert renewal_terms(shop.state, shop.catalog).version == 2


def test_what_is_replaced_before_it_takes_effect_is_taken_back_and_never_binds() -> None:
    shop = gold()
    shop.publish_plan(price=NEW)
    shop.receive()
    stay(shop, 10)
    shop.publish_plan(START + 20 * DAY, price=OLD)
    assert shop.types()[-1] == "TermsWithdrawn"
    stay(shop, 61)
    assert shop.held == ("gold", 3, OLD)


def test_a_balance_that_covers_only_the_price_held_is_charged_that() -> None:
    shop = gold(left=OLD)
    shop.publish_plan(price=NEW)
    shop.receive()
    stay(shop, 31)
    assert shop.held == ("gold", 1, OLD)
    assert (shop.state.lifecycle, shop.state.balance) == (Lifecycle.ACTIVE, 0)


def test_members_of_a_retired_plan_move_as_they_renew_after_a_notice() -> None:
    shop = gold()
    shop.publish_plan(code="diamond", falls_to="silver")
    shop.retire_plan("gold", "silver")
    assert shop.last("TermsAnnounced").body["plan"] == "silver"
    stay(shop, 31)
    assert shop.held == ("gold", 1, OLD), "nobody received the notice"
    shop.receive()
    stay(shop, 91)
    assert shop.held == ("silver", 1, 990)
    with pytest.raises(InvalidInput) as refused:
        shop.do(c.Downgrade(member_id=ID, plan="gold"))
    assert refused.value.details["allowed"] == ["black", "diamond", "platinum", "silver"]


def test_a_plan_that_another_falls_to_is_not_retired() -> None:
    shop = gold()
    with pytest.raises(NotAllowed) as refused:
        shop.retire_plan("silver", "gold")
    assert refused.value.details["plans"] == ["gold"]
    with pytest.raises(InvalidInput) as unknown:
        shop.retire_plan("diamond", "bronze")
    assert unknown.value.details["allowed"] == ["black", "gold", "platinum", "silver"]


def test_a_renamed_plan_is_called_as_it_was_at_that_time() -> None:
    shop = gold()
    name = type(shop.latest().name)(zh="金卡", en="Gold card")
    shop.publish_plan(START + DAY, name=name)
    stay(shop, 31)
    named = {
        version: shop.catalog.plans.of("gold", version).name.en
        for version in (shop.history[2].body["plan_version"], shop.state.plan_version)
    }
    assert named == {1: "Gold", 2: "Gold card"}
    assert fold(ID, shop.history) == shop.state


def test_undoing_a_downgrade_gives_back_version_price_and_the_notice_received() -> None:
    shop = gold()
    shop.publish_plan(price=NEW)
    shop.receive()
    before = shop.state
    shop.do(c.Downgrade(member_id=ID, plan="silver"), PROVEN)
    assert shop.state.announced == {}
    shop.do(c.UndoChange(member_id=ID))
    assert (shop.held, shop.state.announced) == (("gold", 1, OLD), before.announced)


def test_a_contradiction_is_refused_and_names_the_field() -> None:
    shop = gold()
    for terms, faults in (
        ({"rank": 3}, ["diamond.falls_to", "diamond.rank"]),
        ({"discount": "1.5"}, ["gold.discount"]),
        ({"falls_to": "diamond"}, ["gold.falls_to"]),
        ({"price": -1}, ["gold.price"]),
    ):
        with pytest.raises(InvalidInput) as refused:
            shop.publish_plan(**terms)
        assert sorted(refused.value.details["faults"]) == faults  # type: ignore[call-overload]  # a list


def test_what_new_terms_took_is_explained_with_its_notice_until_renewed_on_them() -> None:
    shop = gold()
    shop.publish_plan(**quota(shop.latest(), "free_transfers", 2))
    received = shop.receive()
    stay(shop, 31)
    told = Reader(shop).explained(shop.now)
    assert (told.cause, told.entitled, received) == (Cause.CLAUSE_CHANGED, True, ["TermsReceived"])
    assert [(one.code, one.value) for one in told.benefits_lost] == [("free_transfers", 5)]
    assert "Free transfers a month: 5 → 2" in told.summary.en
    assert {one.kind for one in told.evidence} == {"EVENT"}
    assert "UPGRADE" not in {step.action for step in told.next_steps}
    stay(shop, 62)
    assert Reader(shop).explained(shop.now).cause is None


def test_terms_bound_without_a_receipt_on_record_are_the_platforms_fault() -> None:
    shop = gold()
    version = shop.publish_plan(**quota(shop.latest(), "free_transfers", 2))
    shop.bind_anyhow(version)
    told = Reader(shop).explained(shop.now)
    assert (told.cause, told.responsible) == (Cause.UNNOTIFIED_CHANGE, Responsible.PLATFORM)
