"""Whatever is published and retired while members, staff, hosts and time do anything in any order:
nobody's terms change without an event, and nothing worse binds without its notice."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from infra.kernel.errors import AppError
from services.membership.contract.event_types import body_of
from services.membership.contract.terms_events import TermsBound, TermsReceived
from services.membership.domain.aggregate.lifecycle import live
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.evolve import evolve, fact_of
from tests.unit.membership.plans_published import Shop, quota
from tests.unit.membership.test_any_history import AnyHistory
from tests.unit.membership.world import DAY, ID, PLANS

codes = st.sampled_from(sorted(PLANS))
MOVES_TERMS = frozenset(
    {
        "MembershipEnrolled", "MembershipUpgraded", "MembershipDowngraded", "ChangeUndone",
        "RemedyApplied", "TakeoverReversed", "MembershipReinstated", "PlanGranted", "TermsBound",
    }
)  # fmt: skip


class AnyCatalogue(AnyHistory):
    def __init__(self) -> None:
        super().__init__()
        self.world: Shop = Shop()

    @rule(
        code=codes,
        price=st.integers(-400, 900),
        transfers=st.integers(0, 6),
        lead=st.integers(0, 70),
        adverse=st.booleans(),
    )
    def publish_plan(self, code: str, price: int, transfers: int, lead: int, adverse: bool) -> None:
        shop, latest = self.world, self.world.latest(code)
        new = {"price": latest.price + price, **quota(latest, "free_transfers", transfers)}
        shop.at(shop.now)
        before = held(shop)
        try:
            shop.publish_plan(shop.now + lead * DAY, code, adverse=adverse, **new)
        except AppError:
            refused = True
        else:
            refused = False
        assert held(shop) == before, "nothing changes by what was published"
        assert not (refused and lead >= 30 and new["price"] >= 0 and code not in retired(shop))
        assert refused or lead >= 30 or not adverse

    @rule(code=codes, moves_to=codes, lead=st.integers(30, 60))
    def retire_plan(self, code: str, moves_to: str, lead: int) -> None:
        self.world.at(self.world.now)
        before = held(self.world)
        try:
            self.world.retire_plan(code, moves_to, self.world.now + lead * DAY)
        except AppError:
            fallen_to = {plan.falls_to for plan in PLANS.values()}
            assert code in fallen_to | {moves_to} | retired(self.world) or moves_to in retired(
                self.world
            )
        assert held(self.world) == before

    @initialize(plan=codes)
    def a_member_with_means(self, plan: str) -> None:
        self.world.enrol(plan, left=20 * PLANS[plan].price)

    @rule(after=st.integers(0, 40), then=st.integers(0, 40))
    def what_is_held_gets_dearer(self, after: int, then: int) -> None:
        """The notice arrives some days later; then time passes."""
        shop = self.world
        if not live(shop.state) or shop.state.plan in retired(shop):
            return
        code = shop.state.plan
        shop.publish_plan(code=code, price=shop.latest(code).price + 500)
        shop.pass_time(days=after)
        self.announcement_arrives()
        shop.pass_time(days=then)

    @rule()
    def announcement_arrives(self) -> None:
        if "TermsAnnounced" in self.world.types():
            self.world.receive()

    @invariant()
    def terms_change_by_events_that_say_so(self) -> None:
        state = Membership(member_id=ID)
        for envelope in self.world.history:
            after = evolve(state, fact_of(envelope))
            if terms_of(after) != terms_of(state):
                assert envelope.type in MOVES_TERMS, envelope.type
            state = after

    @invariant()
    def nothing_worse_binds_without_a_notice_of_thirty_days(self) -> None:
        received: dict[tuple[str, int], datetime] = {}
        for event in self.world.history:
            body = body_of(event)
            if isinstance(body, TermsReceived):
                received[body.plan, body.plan_version] = body.received_at
            if isinstance(body, TermsBound) and is_worse(event.body):
                told_at = received[body.plan, body.plan_version]
                assert event.happened_at - told_at >= timedelta(days=30)

    @invariant()
    def a_renewal_costs_what_its_version_costs(self) -> None:
        for event in self.world.history:
            if event.type == "MembershipRenewed":
                plan = self.world.catalog.plans.of(event.body["plan"], event.body["plan_version"])
                assert event.body["price"] == plan.price


def held(shop: Shop) -> Any:
    return terms_of(shop.state), shop.state.period_end, shop.state.balance, shop.state.lifecycle


def terms_of(state: Membership) -> tuple[str, int, int]:
    return state.plan, state.plan_version, state.price


def retired(shop: Shop) -> set[str]:
    return set(shop.catalog.plans.retired)


def is_worse(body: dict[str, Any]) -> bool:
    """By what the member pays and may use, apart from how the catalogue reckons it."""
    before, after = body["benefits_before"], body["benefits_after"]
    fewer = before.get("free_transfers", 0) > after.get("free_transfers", 0)
    return bool(body["price"] > body["price_before"] or fewer)


TestAnyCatalogue = AnyCatalogue.TestCase
TestAnyCatalogue.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
