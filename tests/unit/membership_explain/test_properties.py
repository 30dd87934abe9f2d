"""What holds of every explanation, over histories that the domain itself decides."""

import ast
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.kernel.errors import AppError
from infra.kernel.events import NEW, Actor, EventEnvelope, Head, Origin, chain, event_id
from infra.kernel.text import LocalText
from services.membership.contract import commands as c
from services.membership.contract import event_types, events
from services.membership.contract.explanations import Explanation
from services.membership.contract.provisional_commands import (
    EndProvisional,
    RestoreProvisionally,
)
from services.membership.contract.provisional_words import ProvisionalEnd
from services.membership.contract.staff_commands import (
    AdjustBalance,
    CancelMembership,
    GrantDays,
    GrantPlan,
)
from services.membership.contract.words import Cause, HoldKind, Lifecycle, RemedyKind
from services.membership.domain import explain as explain_room
from services.membership.domain.aggregate.catalog import (
    Catalog,
    ClauseVersion,
    first_versions,
)
from services.membership.domain.aggregate.lifecycle import entitled, live
from services.membership.domain.conditions.inactivity import warning_received
from services.membership.domain.decide import decide
from services.membership.domain.explain import (
    ExplainInput,
    explain,
    losses,
    seconds_lost,
)
from services.membership.domain.explain.telling import NEVER_LOOKED_AT, telling
from services.membership.domain.folding.evolve import fold
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.standing import standings
from services.membership.domain.tick import next_due, pass_time
from services.membership.domain.view import view_of
from services.shared.callers import SYSTEM, ActorKind, Caller
from tests.unit.membership_explain.histories import MEMBER, START
from tests.unit.membership_explain.inputs import PLANS
from tests.unit.membership_explain.languages import assert_each_in_its_language
from tests.unit.membership_explain.reported import login, order, payment

INACTIVITY = ClauseVersion(
    clause="inactivity",
    version=1,
    title=LocalText(zh="长期未登录", en="Inactivity"),
    text=LocalText(zh="连续30天未登录的，等级下调一级。", en="After 30 days, one plan lower."),
    parameters={"inactivity_days": 30, "warn_days": 7},
    parameters_before={},
    published_at=START - timedelta(days=90),
    effective_at=START - timedelta(days=90),
    adverse=False,
)
CATALOG = Catalog(plans=first_versions(PLANS.values()), clauses={"inactivity": (INACTIVITY,)})
BY_MEMBER = Actor(kind=ActorKind.MEMBER, id=MEMBER)
BY_STAFF = Actor(kind=ActorKind.STAFF, id="s-1", name="S1")

COMMANDS = st.sampled_from(
    [
        c.Enrol(member_id=MEMBER, plan="GOLD"),
        c.Enrol(member_id=MEMBER, plan="SILVER", auto_renew=False),
        c.TopUp(member_id=MEMBER, amount=3000, reference="t"),
        c.Renew(member_id=MEMBER),
        c.SetAutoRenew(member_id=MEMBER, on=False),
        c.Upgrade(member_id=MEMBER, plan="GOLD"),
        c.Downgrade(member_id=MEMBER, plan="BASIC"),
        c.Cancel(member_id=MEMBER),
        c.UndoChange(member_id=MEMBER),
        c.Freeze(member_id=MEMBER, hours=100),
        c.ReleaseHold(member_id=MEMBER, kind=HoldKind.MEMBER_FREEZE),
        c.ReleaseHold(member_id=MEMBER, kind=HoldKind.NEW_DEVICE),
        c.PlaceStaffHold(member_id=MEMBER, reason="R1"),
        c.ReleaseHold(member_id=MEMBER, kind=HoldKind.STAFF, reason="R2"),
        GrantDays(member_id=MEMBER, days=2, reason="R4"),
        GrantPlan(member_id=MEMBER, plan="GOLD", reason="R5"),
        AdjustBalance(member_id=MEMBER, amount=1000, reason="R6"),
        CancelMembership(member_id=MEMBER, reason="R7"),
        c.ReportLogin(member_id=MEMBER, login_id="l", at=START),
        c.ReportOrder(member_id=MEMBER, order_id="o", at=START, full_price=9999, paid_price=9999),
        c.ReportPayment(member_id=MEMBER, order_id="p", amount=3000, paid_at=START),
        c.ApplyRemedy(
            member_id=MEMBER,
            remedy_id="r",
            appeal_number="AP-20260203-0001",
            kind=RemedyKind.RESTORE,
            loss_cause=Cause.STAFF_ACTION,
            lost_at=START,
            days=3,
            reason="R3",
        ),
        RestoreProvisionally(
            member_id=MEMBER, restoration_id="r-1", appeal_number="AP-20260203-0001", lost_at=START
        ),
        EndProvisional(
            member_id=MEMBER,
            restoration_id="r-1",
            appeal_number="AP-20260203-0001",
            how=ProvisionalEnd.LIFTED,
        ),
    ]
)
STEPS = st.lists(
    st.tuples(
        COMMANDS,
        st.floats(min_value=0, max_value=12),
        st.floats(min_value=0, max_value=4),
        st.sampled_from(["d-1", "d-2"]),
    ),
    max_size=14,
)


@dataclass
class Life:
    """One member, carried through commands while time passes."""

    now: datetime = START
    history: list[EventEnvelope] = field(default_factory=list)
    records: dict[str, list[Any]] = field(
        default_factory=lambda: {"payments": [], "orders": [], "logins": []}
    )

    def give(self, command: c.MembershipCommand, late: timedelta, device: str) -> None:
        """Carries the command out, or leaves it when it is refused."""
        command = self._dated(command, late)
        staff = isinstance(command, c.PlaceStaffHold | c.ApplyRemedy) or (
            isinstance(command, c.ReleaseHold) and command.kind is HoldKind.STAFF
        )
        by = Caller(actor=BY_STAFF if staff else BY_MEMBER, second_factor=True, device_id=device)
        recorder = Recorder(fold(MEMBER, self.history), CATALOG, self.now, by)
        try:
            decide(recorder, command, self.history)
        except AppError:
            return
        self._keep(command, device)
        self._append(recorder, by, device)

    def pass_time(self, by: timedelta, *, present: bool) -> None:
        """Everything happens on the way, or nobody is there until the end."""
        until = self.now + by
        while present and (due := next_due(fold(MEMBER, self.history), CATALOG)) is not None:
            if due > until:
                break
            self.now = max(due, self.now)
            recorder = Recorder(fold(MEMBER, self.history), CATALOG, self.now)
            pass_time(recorder)
            if not recorder.drafts:
                break
            self._append(recorder, Caller(actor=SYSTEM), "")
            self.receive_warnings()
        self.now = until

    def receive_warnings(self) -> None:
        """Whatever the member is warned of arrives, unless it says otherwise."""
        state = fold(MEMBER, self.history)
        if state.warned is not None and state.warned.received_at is None:
            recorder = Recorder(state, CATALOG, self.now)
            warning = event_id(MEMBER, state.warned.version)
            warning_received(recorder, warning, "SMS", self.now)
            self._append(recorder, Caller(actor=SYSTEM), "")

    def _dated(self, command: c.MembershipCommand, late: timedelta) -> c.MembershipCommand:
        name = {
            "ReportPayment": "paid_at", "ReportLogin": "at", "ReportOrder": "at",
            "RestoreProvisionally": "lost_at",
        }  # fmt: skip
        moment = name.get(type(command).__name__)
        changes = {moment: self.now - late} if moment else {}
        return msgspec.structs.replace(command, **changes)

    def _append(self, recorder: Recorder, by: Caller, device: str) -> None:
        last = self.history[-1] if self.history else None
        head = Head(version=last.version, hash=last.hash, commit=None) if last else NEW
        self.history += chain(
            head,
            MEMBER,
            recorder.drafts,
            actor=by.actor,
            origin=Origin(device_id=device),
            recorded_at=self.now,
        )

    def _keep(self, command: c.MembershipCommand, device: str) -> None:
        number = str(sum(map(len, self.records.values())))
        match command:
            case c.ReportPayment(amount=amount, paid_at=paid_at):
                self.records["payments"].append(payment(number, amount, paid_at, self.now))
            case c.ReportOrder(at=at, full_price=full, paid_price=paid):
                self.records["orders"].append(order(number, at, full, paid))
            case c.ReportLogin(at=at):
                seen = login(number, at, known=device == "d-1", device=device)
                self.records["logins"].append(seen)

    def inputs(self) -> ExplainInput | None:
        state = fold(MEMBER, self.history)
        if state.lifecycle is None:
            return None
        return ExplainInput(
            member_id=MEMBER,
            at=self.now,
            history=tuple(self.history),
            membership=view_of(state, CATALOG, "CNY", self.history[-1].hash, self.now),
            plans=first_versions(PLANS.values()),
            currency="CNY",
            clauses=tuple(standings(state, CATALOG, {})),
            payments=tuple(self.records["payments"]),
            orders=tuple(self.records["orders"]),
            logins=tuple(self.records["logins"]),
        )


def lived(
    steps: list[tuple[c.MembershipCommand, float, float, str]], *, present: bool = True
) -> Life:
    life = Life()
    life.give(c.TopUp(member_id=MEMBER, amount=4000, reference="t"), timedelta(), "d-1")
    life.give(c.Enrol(member_id=MEMBER, plan="GOLD"), timedelta(), "d-1")
    for command, days, late, device in steps:
        life.pass_time(timedelta(milliseconds=int(days * 86_400_000)), present=present)
        life.give(command, timedelta(milliseconds=int(late * 86_400_000)), device)
        life.receive_warnings()
    return life


def texts(told: Explanation) -> list[LocalText]:
    found = [told.summary, told.prevention]
    found += [piece.says for piece in told.evidence]
    found += [step.says for step in told.next_steps]
    found += [text for b in told.blockers for text in (b.says, b.released_by)]
    return found


@given(STEPS, st.booleans(), st.floats(min_value=0, max_value=1))
@settings(max_examples=30, deadline=None)
def test_what_can_matter_of_long_ago_explains_as_much_as_all_of_it(
    steps: list[Any], present: bool, share: float
) -> None:
    inputs = lived(steps, present=present).inputs()
    assert inputs is not None
    history = inputs.history
    last = history[min(int(share * len(history)), len(history) - 1)]
    versions: dict[str, list[int]] = {}
    for event in history[: last.version]:
        versions.setdefault(event.type, []).append(event.version)
    kept = telling(versions, last.version)
    shorter = msgspec.structs.replace(
        inputs,
        history=tuple(e for e in history if e.version > last.version or e.version in kept),
        whole_until=Head(version=last.version, hash=last.hash, commit=None),
    )
    assert explain(shorter) == explain(inputs)


def test_no_rule_names_what_is_never_looked_at() -> None:
    rooms = Path(explain_room.__file__).parent
    named = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for path in rooms.glob("*.py")
        if path.name != "summaries.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert event_types.EVENT_TYPES.keys() >= NEVER_LOOKED_AT
    assert not NEVER_LOOKED_AT & named
    assert {"HoldPlaced", "MembershipRenewed"} <= named


@given(STEPS, st.booleans())
@settings(max_examples=30, deadline=None)
def test_every_explanation_is_whole(steps: list[Any], present: bool) -> None:
    inputs = lived(steps, present=present).inputs()
    assert inputs is not None
    told = explain(inputs)
    known = {envelope.id for envelope in inputs.history}
    known |= {payment.order_id for payment in inputs.payments}
    known |= {order.order_id for order in inputs.orders}
    known |= {login.login_id for login in inputs.logins}
    known |= {f"{clause.clause}@{clause.version}" for clause in inputs.clauses}
    assert {piece.id for piece in told.evidence} <= known
    hashes = {
        piece.hash for piece in told.evidence if piece.kind != "CLAUSE"
    }  # these have none here
    assert {len(hash) for hash in hashes} <= {64}
    assert msgspec.json.encode(explain(inputs)) == msgspec.json.encode(told)
    assert told.money_lost >= 0
    for text in texts(told):
        assert_each_in_its_language(text)
    if not told.entitled:
        assert told.cause not in {None, Cause.UNKNOWN}
        assert told.next_steps
        assert told.blockers
        assert told.lost_at is not None
        assert told.evidence
    if told.cause is None:
        assert told.lost_at is None
        assert told.benefits_lost == ()


@given(STEPS)
@settings(max_examples=30, deadline=None)
def test_losses_agree_with_the_state(steps: list[Any]) -> None:
    life = lived(steps)
    state = fold(MEMBER, life.history)
    open_losses = [loss for loss in losses(life.history) if loss.out and loss.until is None]
    suffered = [loss for loss in open_losses if loss.bridged_since is None]
    assert len(suffered) == (0 if entitled(state) else 1)
    assert len(open_losses) == (0 if live(state) and not state.holds else 1)
    out = [loss for loss in losses(life.history) if loss.out]
    for before, after in pairwise(out):
        assert before.until is not None
        assert before.until <= after.since
    lost = seconds_lost(life.history, START, life.now)
    assert 0 <= lost <= (life.now - START).total_seconds()


def test_what_was_restored_for_now_bridges_no_later_loss() -> None:
    """Cancelled, restored while an appeal is late, given a plan by staff, and cancelled again."""
    restored = RestoreProvisionally(
        member_id=MEMBER, restoration_id="r-1", appeal_number="AP-1", lost_at=START
    )
    granted = GrantPlan(member_id=MEMBER, reason="Theirs.", plan="GOLD")
    steps = (c.Cancel(member_id=MEMBER), restored, granted, c.Cancel(member_id=MEMBER))
    first, second = losses(lived([(step, 1, 0, "d-1") for step in steps]).history)
    assert (first.since, first.until) == (START + timedelta(days=1), START + timedelta(days=3))
    assert first.bridged == timedelta(days=1)
    assert (second.since, second.until) == (START + timedelta(days=4), None)
    assert second.bridged_since is None


@given(STEPS, st.integers(min_value=0), st.sampled_from(["price", "plan", "x"]))
@settings(max_examples=30, deadline=None)
def test_a_damaged_history_is_the_platforms_fault_and_never_an_error(
    steps: list[Any], which: int, name: str
) -> None:
    inputs = lived(steps).inputs()
    assert inputs is not None
    history = list(inputs.history)
    index = which % len(history)
    history[index] = msgspec.structs.replace(
        history[index], body=history[index].body | {name: "changed"}
    )
    told = explain(msgspec.structs.replace(inputs, history=tuple(history)))
    assert told.cause is Cause.DATA_FAULT
    assert told.next_steps
    if not told.entitled:
        assert told.blockers


def test_the_generator_reaches_every_cause_of_a_living_membership() -> None:
    """Guards the properties above against a generator that has gone dull."""
    ways: dict[Cause, list[tuple[c.MembershipCommand, float, float, str]]] = {
        Cause.MEMBER_CANCELLED: [(c.Cancel(member_id=MEMBER), 1, 0, "d-1")],
        Cause.MEMBER_FROZE: [(c.Freeze(member_id=MEMBER), 1, 0, "d-1")],
        Cause.STAFF_ACTION: [(c.PlaceStaffHold(member_id=MEMBER, reason="R"), 1, 0, "d-1")],
        Cause.MEMBER_DOWNGRADED: [(c.Downgrade(member_id=MEMBER, plan="BASIC"), 1, 0, "d-1")],
        Cause.PAYMENT_FAILED: [(c.TopUp(member_id=MEMBER, amount=1, reference="t"), 33, 0, "d-1")],
        Cause.LAPSED: [
            (c.SetAutoRenew(member_id=MEMBER, on=False), 1, 0, "d-1"),
            (c.TopUp(member_id=MEMBER, amount=1, reference="t"), 33, 0, "d-1"),
        ],
        Cause.INACTIVITY: [
            (c.ReportLogin(member_id=MEMBER, login_id="l", at=START), 0, 0, "d-1"),
            (c.TopUp(member_id=MEMBER, amount=9000, reference="t"), 0, 0, "d-1"),
            (c.TopUp(member_id=MEMBER, amount=1, reference="t"), 30.5, 0, "d-1"),
        ],
        Cause.NEW_DEVICE: [
            (c.ReportLogin(member_id=MEMBER, login_id="l", at=START), 1, 0, "d-1"),
            (c.ReportLogin(member_id=MEMBER, login_id="l", at=START), 1, 0, "d-2"),
        ],
    }
    for cause, steps in ways.items():
        inputs = lived(steps).inputs()
        assert inputs is not None
        assert explain(inputs).cause is cause
        if cause is Cause.LAPSED:
            assert inputs.membership.lifecycle is Lifecycle.EXPIRED
            assert isinstance(event_types.body_of(inputs.history[-2]), events.MembershipExpired)
