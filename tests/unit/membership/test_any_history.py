"""Whatever members, staff, hosts and time do in whatever order, these things hold."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from infra.kernel.errors import AppError
from infra.kernel.events import verify_chain
from services.membership.contract import commands as c
from services.membership.contract.breaker_words import LossKind
from services.membership.contract.claim_commands import ClaimPayment, RefuseClaim
from services.membership.contract.provisional_commands import (
    EndProvisional,
    RestoreProvisionally,
)
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.contract.rectification_commands import (
    MOST_OPEN,
    AskRectification,
    DecideRectification,
    WithdrawRectification,
)
from services.membership.contract.rectification_words import RectifiedSubject
from services.membership.contract.staff_commands import (
    AdjustBalance,
    CancelMembership,
    GrantDays,
    GrantPlan,
)
from services.membership.contract.words import Cause, HoldKind, Lifecycle, RefundKind, RemedyKind
from services.membership.domain.aggregate.lifecycle import (
    SECURITY_HOLDS,
    entitled,
    live,
    restored_for_now,
)
from services.membership.domain.aggregate.parts import (
    DeferredChange,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.deferral.deferring import discard
from services.membership.domain.deferral.deferring import release as let_happen
from services.membership.domain.folding.evolve import fold
from services.membership.domain.money.claims import provisional
from services.membership.domain.periods.bought_periods import bought_periods
from services.membership.domain.recording.journal import (
    balance_account,
    journal,
    owed_account,
)
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.risk.assessing import risk_of
from services.membership.domain.tick import look_ahead, next_due
from services.shared.callers import SYSTEM, Caller
from tests.unit.membership.test_changes import without_bookkeeping
from tests.unit.membership.world import (
    DAY,
    HOST,
    ID,
    MEMBER,
    PLANS,
    PROVEN,
    STAFF,
    World,
    on_device,
)

plans = st.sampled_from(sorted(PLANS))
kinds = st.sampled_from([RefundKind.CHARGEBACK, RefundKind.REFUND])
causes = st.sampled_from([Cause.LAPSED, Cause.PAYMENT_FAILED, Cause.INACTIVITY])
Decide = Callable[[Recorder, DeferredChange, str], None]
callers = st.sampled_from([MEMBER, PROVEN, STAFF, HOST, on_device("d-2")])


class AnyHistory(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.orders = self.refunds = self.looked_at = 0

    def try_to(self, command: c.MembershipCommand, by: Caller = MEMBER) -> bool:
        """A refusal leaves no trace."""
        before = len(self.world.history)
        try:
            self.world.do(command, by)
        except AppError:
            done = False
        else:
            done = True
        assert done or len(self.world.history) == before
        return done

    @rule(hours=st.integers(0, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self.world.pass_time(hours=hours)
        assert self.world.at(self.world.now) == []

    @rule(minutes=st.integers(1, 90))
    def a_moment_passes(self, minutes: int) -> None:
        self.world.now += timedelta(minutes=minutes)

    @rule(amount=st.integers(-1, 9000))
    def top_up(self, amount: int) -> None:
        self.try_to(c.TopUp(member_id=ID, amount=amount, reference="r"))

    @rule(plan=plans, auto=st.booleans())
    def enrol(self, plan: str, auto: bool) -> None:
        self.try_to(c.TopUp(member_id=ID, amount=PLANS[plan].price, reference="r"))
        self.try_to(c.Enrol(member_id=ID, plan=plan, auto_renew=auto))

    @rule()
    def renew(self) -> None:
        self.try_to(c.Renew(member_id=ID))

    @rule(on=st.booleans())
    def set_auto_renew(self, on: bool) -> None:
        self.try_to(c.SetAutoRenew(member_id=ID, on=on))

    @rule(plan=plans, by=callers)
    def upgrade(self, plan: str, by: Caller) -> None:
        self.try_to(c.Upgrade(member_id=ID, plan=plan), by)

    @rule(plan=plans, by=callers)
    def downgrade(self, plan: str, by: Caller) -> None:
        self._reversible(c.Downgrade(member_id=ID, plan=plan), by)

    @rule(by=callers)
    def cancel(self, by: Caller) -> None:
        self._reversible(c.Cancel(member_id=ID), by)

    def _reversible(self, command: c.MembershipCommand, by: Caller) -> None:
        self.world.at(self.world.now)
        before = self.world.state
        if self.try_to(command, by):
            at_once = World()
            at_once.__dict__ |= self.world.__dict__ | {"history": list(self.world.history)}
            at_once.do(c.UndoChange(member_id=ID))
            if self._was_decided_of_others(before):
                assert entitled(at_once.state) is entitled(before)
                return
            undone = msgspec.structs.replace(without_bookkeeping(at_once.state), warned=None)
            assert undone == msgspec.structs.replace(without_bookkeeping(before), warned=None)

    def _was_decided_of_others(self, state: Membership) -> bool:
        """The breaker is closed, and this one still waits: grace then comes back whole."""
        tripped = self.world.catalog.tripped
        return any(tripped.get(one.cause) != one.incident_id for one in state.deferred)

    @rule()
    def undo(self) -> None:
        was = self.world.state.undo
        if self.try_to(c.UndoChange(member_id=ID)):
            assert was is not None
            assert (self.world.state.plan, self.world.state.price) == (was.plan, was.price)
            assert live(self.world.state)

    @rule(hours=st.integers(0, 800))
    def freeze(self, hours: int) -> None:
        self.try_to(c.Freeze(member_id=ID, hours=hours))

    @rule(hours=st.integers(0, 100))
    def extend(self, hours: int) -> None:
        self.try_to(c.ExtendFreeze(member_id=ID, hours=hours))

    @rule(kind=st.sampled_from(list(HoldKind)), by=callers)
    def release(self, kind: HoldKind, by: Caller) -> None:
        self.try_to(c.ReleaseHold(member_id=ID, kind=kind, reason="checked"), by)

    @rule(days=st.none() | st.integers(1, 40))
    def staff_hold(self, days: int | None) -> None:
        until = self.world.now + days * DAY if days else None
        self.try_to(c.PlaceStaffHold(member_id=ID, reason="check", until=until), STAFF)

    @rule(amount=st.integers(1, 5000), ago=st.integers(0, 24 * 10))
    def host_payment(self, amount: int, ago: int) -> None:
        self.orders += 1
        payment = c.ReportPayment(
            member_id=ID,
            order_id=f"o-{self.orders}",
            amount=amount,
            paid_at=self.world.now - timedelta(hours=ago),
        )
        assert self.try_to(payment, HOST)

    @rule(order=st.integers(1, 6), share=st.sampled_from([0.3, 1.0, 1.0, 1.2]), kind=kinds)
    def refund(self, order: int, share: float, kind: RefundKind) -> None:
        amounts = [
            event.body["amount"]
            for event in self.world.history
            if event.type == "BalanceToppedUp" and event.body["reference"] == f"o-{order}"
        ]
        self.refunds += 1
        report = c.ReportRefund(
            member_id=ID,
            order_id=f"o-{order}",
            refund_id=f"re-{self.refunds}",
            amount=int(sum(amounts) * share),
            refunded_at=self.world.now,
            kind=kind,
        )
        self.try_to(report, HOST)

    @rule(refund=st.integers(1, 6))
    def chargeback_won(self, refund: int) -> None:
        self.try_to(c.ReportChargebackWon(member_id=ID, refund_id=f"re-{refund}"), HOST)

    @rule(amount=st.sampled_from([500, 4000]), ago=st.integers(0, 24 * 10), ahead=st.integers(0, 2))
    def claim(self, amount: int, ago: int, ahead: int) -> None:
        """Of a payment that the host may report next."""
        paid_at = self.world.now - timedelta(hours=ago)
        order = f"o-{self.orders + ahead}"
        self.try_to(
            ClaimPayment(member_id=ID, order_id=order, amount=amount, paid_at=paid_at), MEMBER
        )

    @rule()
    def refuse_claim(self) -> None:
        if (claim := self.world.state.claim) is not None:
            refusal = RefuseClaim(member_id=ID, order_id=claim.order_id, reason="None such.")
            assert self.try_to(refusal, STAFF)

    @rule(version=st.integers(0, 8), days=st.integers(1, 30))
    def ask_rectification(self, version: int, days: int) -> None:
        """Of the record where it is 0, else of that event."""
        subject = RectifiedSubject.EVENT if version else RectifiedSubject.RECORD
        ask = AskRectification(
            member_id=ID,
            subject=subject,
            about=f"{ID}:{version}" if version else "",
            wrong="this",
            right="that",
            answer_by=self.world.now + days * DAY,
        )
        self.try_to(ask, MEMBER)
        waiting = self.world.state.rectifications
        assert len({(one.subject, one.about) for one in waiting}) == len(waiting) <= MOST_OPEN

    @rule(taken_back=st.booleans())
    def end_rectification(self, taken_back: bool) -> None:
        for one in self.world.state.rectifications[:1]:
            withdraw = WithdrawRectification(member_id=ID, rectification_id=one.id)
            refuse = DecideRectification(
                member_id=ID, rectification_id=one.id, accepted=False, reason="It is right."
            )
            assert self.try_to(withdraw if taken_back else refuse, MEMBER if taken_back else STAFF)

    @rule(amount=st.integers(1, 3000))
    def withdraw(self, amount: int) -> None:
        self.try_to(c.WithdrawBalance(member_id=ID, amount=amount, reason="asked for"), STAFF)

    @rule(days=st.integers(1, 40))
    def grant_days(self, days: int) -> None:
        self.try_to(GrantDays(member_id=ID, days=days, reason="sorry"), STAFF)

    @rule(plan=st.sampled_from(["silver", "gold", "diamond"]), days=st.none() | st.integers(1, 40))
    def grant_plan(self, plan: str, days: int | None) -> None:
        self.try_to(GrantPlan(member_id=ID, plan=plan, days=days, reason="sorry"), STAFF)

    @rule(amount=st.integers(-3000, 3000))
    def adjust(self, amount: int) -> None:
        self.try_to(AdjustBalance(member_id=ID, amount=amount, reason="mended"), STAFF)

    @rule()
    def cancelled_by_staff(self) -> None:
        self.try_to(CancelMembership(member_id=ID, reason="asked for"), STAFF)

    @rule(device=st.sampled_from(["d-1", "d-2", "d-3"]), passed=st.booleans())
    def login(self, device: str, passed: bool) -> None:
        self.world.login(device, passed_second_factor=passed)

    @rule(
        kind=st.sampled_from([RemedyKind.RESTORE, RemedyKind.EXTEND]),
        days=st.none() | st.integers(1, 40),
        cause=st.sampled_from([Cause.LAPSED, Cause.STAFF_ACTION, Cause.INACTIVITY]),
        ago=st.integers(0, 40),
    )
    def remedy(self, kind: RemedyKind, days: int | None, cause: Cause, ago: int) -> None:
        command = c.ApplyRemedy(
            member_id=ID,
            remedy_id=f"r-{len(self.world.history)}",
            appeal_number="AP-20260101-0001",
            kind=kind,
            loss_cause=cause,
            lost_at=self.world.now - ago * DAY,
            days=days,
            reason="decided",
        )
        self.world.at(self.world.now)
        before = self.world.state
        if self.world.history and self.try_to(command, STAFF):
            after = self.world.state
            assert after.lifecycle in {Lifecycle.ACTIVE, Lifecycle.GRACE}
            assert after.period_end >= before.period_end or not live(before)

    @rule(ago=st.integers(0, 2), appeal=st.integers(1, 3))
    def an_answer_is_late(self, ago: int, appeal: int) -> None:
        """Whoever is restored for now was out, and nothing stands that protects the account."""
        command = RestoreProvisionally(
            member_id=ID,
            restoration_id=f"r-{appeal}",
            appeal_number="AP-1",
            lost_at=self.world.now - ago * DAY,
        )
        self.world.at(self.world.now)
        before = self.world.state
        if self.world.history and self.try_to(command, Caller(actor=SYSTEM)):
            after = self.world.state
            assert entitled(after) is not entitled(before) or after == before or after.holds
            kept = (after.lifecycle, after.balance, after.period_end, after.plan)
            assert kept == (before.lifecycle, before.balance, before.period_end, before.plan)

    @rule(appeal=st.integers(1, 3), how=st.sampled_from(ProvisionalEnd))
    def the_appeal_is_over(self, appeal: int, how: ProvisionalEnd) -> None:
        if self.world.history:
            self.try_to(
                EndProvisional(
                    member_id=ID, restoration_id=f"r-{appeal}", appeal_number="AP-1", how=how
                ),
                Caller(actor=SYSTEM),
            )
            given = self.world.state.provisional
            assert given is None or given.id != f"r-{appeal}"

    @rule(days=st.integers(1, 60), lead=st.integers(0, 40), warn=st.integers(1, 10))
    def publish(self, days: int, lead: int, warn: int) -> None:
        parameters = {"inactivity_days": days, "warn_days": warn}
        at = self.world.now + lead * DAY
        try:
            self.world.publish("inactivity", parameters, effective_at=at)
        except AppError:
            refused = True
        else:
            refused = False
        assert not refused or lead < 30 or warn >= days
        assert refused or warn < days

    @rule(causes=st.sets(causes))
    def breaker_trips(self, causes: set[Cause]) -> None:
        """Or is closed; what was deferred waits on."""
        self.world.trip(*causes)

    @rule(decide=st.sampled_from([let_happen, discard]))
    def somebody_decides(self, decide: Decide) -> None:
        if self.world.state.deferred:
            was_entitled = entitled(self.world.state)
            self.world.trip()
            self.world.settle(decide)
            assert decide is let_happen or entitled(self.world.state) is was_entitled

    @rule()
    def warning_arrives(self) -> None:
        if self.world.state.warned is not None:
            self.world.receive_warning()

    @rule(version=st.integers(1, 5))
    def notice(self, version: int) -> None:
        if version <= len(self.world.catalog.versions("inactivity")):
            self.world.notice(version)

    @invariant()
    def state_is_the_fold_of_a_history_that_holds(self) -> None:
        world = self.world
        assert fold(ID, world.history) == world.state
        assert verify_chain(world.history) is None

    @invariant()
    def state_survives_being_stored(self) -> None:
        plain = msgspec.to_builtins(self.world.state)
        assert msgspec.convert(plain, Membership) == self.world.state

    @invariant()
    def points_of_lapse_risk_change_only_with_an_event_or_when_it_is_due(self) -> None:
        state, catalog, now = self.world.state, self.world.catalog, self.world.now
        ahead = look_ahead(state, catalog, now)
        before = (ahead.next_due or now + 1_000 * DAY) - timedelta(microseconds=1)
        if before > now:
            assert risk_of(state, catalog, before).points == ahead.risk

    @invariant()
    def books_balance(self) -> None:
        lines = [line for entry in journal(self.world.history) for line in entry.lines()]
        assert sum(line.debit for line in lines) == sum(line.credit for line in lines)
        own = [line for line in lines if line.account == balance_account(ID)]
        assert sum(line.credit - line.debit for line in own) == self.world.state.balance >= 0
        owed = [line for line in lines if line.account == owed_account(ID)]
        assert sum(line.debit - line.credit for line in owed) == self.world.state.owed >= 0
        assert not (self.world.state.balance and self.world.state.owed), "sides of one account"

    @invariant()
    def no_more_goes_back_than_was_paid(self) -> None:
        for event in self.world.history:
            if event.type == "PaymentRefunded":
                assert 0 < event.body["refunded"] <= event.body["paid"]

    @invariant()
    def the_last_period_that_is_paid_for_ends_with_the_membership(self) -> None:
        if live(self.world.state) and provisional(self.world.state) is None:
            assert bought_periods(self.world.history)[-1].end == self.world.state.period_end

    @invariant()
    def entitlement_and_holds_are_as_defined(self) -> None:
        state = self.world.state
        lifecycle_allows = state.lifecycle in {Lifecycle.ACTIVE, Lifecycle.GRACE}
        own = lifecycle_allows and state.holds == ()
        assert entitled(state) is (own or restored_for_now(state))
        assert not (own and state.provisional), "who is entitled anyway has nothing for now"
        if restored_for_now(state):
            assert not {hold.kind for hold in state.holds} & SECURITY_HOLDS
        kinds = [hold.kind for hold in state.holds]
        assert len(kinds) == len(set(kinds))
        standing_still = any(hold.stops_period for hold in state.holds)
        assert (state.clock_stopped_at is not None) is standing_still

    @invariant()
    def a_live_membership_always_has_an_end(self) -> None:
        state = self.world.state
        endless = any(hold.latest_release is None for hold in state.holds)
        endless = endless or (state.claim is not None and state.claim.access)  # until it is settled
        endless = endless or state.defers(LossKind.LAPSE)  # until somebody decides
        if live(state) and not endless:
            assert next_due(state, self.world.catalog) is not None

    @invariant()
    def nothing_is_lost_by_itself_while_the_breaker_is_tripped(self) -> None:
        tripped = {cause.value for cause in self.world.catalog.tripped}
        new = self.world.history[self.looked_at :]
        by_itself = {("SYSTEM", "MembershipExpired"), ("CLAUSE", "MembershipDowngraded")}
        lost = [event for event in new if (event.actor.kind, event.type) in by_itself]
        self.looked_at = len(self.world.history)
        assert not [event for event in lost if event.cause in tripped]

    @invariant()
    def nobody_is_downgraded_by_a_clause_whom_no_warning_reached_in_time(self) -> None:
        warned = received = None
        for event in self.world.history:
            if event.type == "InactivityWarned":
                warned, received = event, None
            if event.type == "WarningReceived" and warned and received is None:
                received = event
            if event.type == "MembershipDowngraded" and event.body["clause"]:
                assert warned is not None
                assert received is not None
                versions = self.world.catalog.versions("inactivity")
                days = versions[warned.body["clause_version"] - 1].parameters["warn_days"]
                assert event.happened_at >= received.recorded_at + days * DAY

    @invariant()
    def who_was_charged_while_warned_keeps_the_plan_for_the_period(self) -> None:
        paid_until = None
        warned = False
        for event in self.world.history:
            if event.type == "InactivityWarned":
                warned = True
            if event.type == "ActivitySeen":
                warned = False
            if event.type == "MembershipRenewed":
                paid_until = datetime.fromisoformat(event.body["period_end"]) if warned else None
                warned = False
            if event.type in {"HoldReleased", "RemedyApplied", "ChangeUndone", "ClauseBound"}:
                paid_until, warned = None, False
            if event.type in {"PlanGranted", "DaysGranted"}:
                paid_until, warned = None, False
            if event.type == "MembershipDowngraded" and event.body["clause"] and paid_until:
                assert event.happened_at >= paid_until

    @invariant()
    def adverse_versions_bind_thirty_days_after_the_notice(self) -> None:
        told = {
            event.body["clause_version"]: event.happened_at
            for event in reversed(self.world.history)
            if event.type == "NoticeDelivered"
        }
        enrolled = [e.happened_at for e in self.world.history if e.type == "MembershipEnrolled"]
        versions = self.world.catalog.versions("inactivity")
        for event in self.world.history:
            if event.type != "ClauseBound":
                continue
            version = versions[event.body["clause_version"] - 1]
            before = versions[event.body["version_before"] - 1]
            accepted = any(version.published_at <= at <= event.recorded_at for at in enrolled)
            days = version.parameters["inactivity_days"] < before.parameters["inactivity_days"]
            if days and not accepted:
                assert event.happened_at >= told[version.version] + 30 * DAY


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
