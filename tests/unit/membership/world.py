"""One member, a clock, and a history that grows as it would in the service."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import msgspec

from infra.kernel.events import NEW, Actor, EventEnvelope, Head, Origin, chain
from infra.kernel.text import LocalText
from services.membership.contract import commands as c
from services.membership.contract.clause_events import NoticeDelivered
from services.membership.contract.plans import Plan
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.catalog import (
    Catalog,
    ClauseVersion,
    Plans,
    PlanVersion,
    first_versions,
)
from services.membership.domain.aggregate.evidence import Order
from services.membership.domain.aggregate.parts import (
    DeferredChange,
)
from services.membership.domain.aggregate.state import (
    Membership,
)
from services.membership.domain.conditions import inactivity
from services.membership.domain.decide import decide
from services.membership.domain.folding.sharing import Shown
from services.membership.domain.recording.recorder import Recorder
from services.membership.domain.terms.plans import parse_plans
from services.membership.domain.terms.publishing import publish
from services.membership.domain.tick import next_due, pass_time
from services.shared.callers import ActorKind, Caller

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
PLANS_FILE = Path("services/membership/plans.json")
PLANS = parse_plans(PLANS_FILE.read_bytes())
ID = "m-1"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

MEMBER = Caller(actor=Actor(kind=ActorKind.MEMBER, id=ID))
PROVEN = Caller(actor=Actor(kind=ActorKind.MEMBER, id=ID), second_factor=True, device_id="d-1")
HOST = Caller(actor=Actor(kind=ActorKind.HOST, id="shop"))
STAFF = Caller(actor=Actor(kind=ActorKind.STAFF, id="s-1", name="Lin"))

FIRST_CLAUSES: Mapping[str, dict[str, Any]] = {
    "inactivity": {"inactivity_days": 30, "warn_days": 7},
    "renewal": {"reminder_days": 3, "late_payment_days": 7},
    "changes": {"undo_hours": 24},
    "pause": {"pause_days": 90},
    "transfers": {"transfers_per_month": 1, "gifts_per_month": 3},
    "points": {
        "points_per_hundred": 1,
        "span_days": 366,
        "warn_days": 14,
        "threshold_black": 1200,
    },
}


def on_device(device: str, **more: Any) -> Caller:
    return Caller(actor=MEMBER.actor, device_id=device, **more)


def host_on(device: str) -> Caller:
    return Caller(actor=HOST.actor, device_id=device)


def clause(
    code: str, version: int, parameters: dict[str, Any], at: datetime, **more: Any
) -> ClauseVersion:
    fields: dict[str, Any] = {"effective_at": at, "adverse": False, "parameters_before": {}}
    return ClauseVersion(
        clause=code,
        version=version,
        title=LocalText(zh=code, en=code),
        text=LocalText(zh=code, en=code),
        parameters=parameters,
        published_at=at,
        **(fields | more),
    )


def with_version(plans: Plans, plan: Plan, **more: Any) -> Plans:
    """The plans with one more version, in force since ever unless said otherwise."""
    known = plans.versions.get(plan.code, ())
    new = PlanVersion(plan=plan, version=len(known) + 1, **more)
    return msgspec.structs.replace(plans, versions=plans.versions | {plan.code: (*known, new)})


def first_catalog() -> Catalog:
    return Catalog(
        plans=first_versions(PLANS.values()),
        clauses={code: (clause(code, 1, p, START),) for code, p in FIRST_CLAUSES.items()},
    )


class World:
    def __init__(self) -> None:
        self.now = START
        self.catalog = first_catalog()
        self.state = Membership(member_id=ID)
        self.history: list[EventEnvelope] = []
        self.shown: list[Shown] = []
        self.orders: list[Order] = []

    def branched(self) -> Self:
        """As it is now; what happens to it from here on happens to no other."""
        one = copy(self)
        one.history = [*self.history]
        return one

    def do(self, command: c.MembershipCommand, by: Caller = MEMBER) -> list[str]:
        """Gives the types of the new events; a refused command leaves everything as it was."""
        recorder = Recorder(self.state, self.catalog, self.now, by)
        decide(recorder, command, self.history, orders=self.orders)
        return self._keep(recorder, by.actor, by.device_id)

    def pass_time(self, **by: float) -> list[str]:
        return self.at(self.now + timedelta(**by))

    def at(self, instant: datetime) -> list[str]:
        """Until then everything happened at its time."""
        before = len(self.history)
        while (due := next_due(self.state, self.catalog)) is not None and due <= instant:
            self.wake(max(due, self.now))
        self.wake(instant)
        return [event.type for event in self.history[before:]]

    def outage(self, **by: float) -> list[str]:
        """Nobody was there for so long."""
        return self.wake(self.now + timedelta(**by))

    def wake(self, instant: datetime) -> list[str]:
        """Nobody looked before."""
        self.now = instant
        recorder = Recorder(self.state, self.catalog, instant)
        pass_time(recorder)
        return self._keep(recorder, Actor(kind=ActorKind.SYSTEM))

    def record(self, event: Any, **more: Any) -> None:
        """An event that no command of this module makes, such as a delivered notice."""
        recorder = Recorder(self.state, self.catalog, self.now)
        pass_time(recorder)
        recorder.record(event, **more)
        pass_time(recorder)
        self._keep(recorder, Actor(kind=ActorKind.SYSTEM))

    def publish(self, code: str, parameters: dict[str, Any], **more: Any) -> ClauseVersion:
        fields = {"effective_at": self.now + 30 * DAY} | more
        text = LocalText(zh=code, en=code)
        command = c.PublishClause(
            clause=code, title=text, text=text, parameters=parameters, **fields
        )
        event = publish(command, self.catalog, self.now)
        version = clause(
            code,
            event.clause_version,
            parameters,
            self.now,
            effective_at=event.effective_at,
            adverse=event.adverse,
            parameters_before=event.parameters_before,
        )
        clauses = {**self.catalog.clauses, code: (*self.catalog.versions(code), version)}
        self.catalog = Catalog(plans=self.catalog.plans, clauses=clauses)
        return version

    def notice(self, version: int, clause: str = "inactivity") -> None:
        """The member is told of a version now."""
        event = NoticeDelivered(
            clause=clause,
            clause_version=version,
            notice_id="n",
            delivered_at=self.now,
            binds_at=self.now,
        )
        self.record(event)

    def top_up(self, amount: int) -> None:
        self.do(c.TopUp(member_id=ID, amount=amount, reference="r"))

    def enrol(self, plan: str = "gold", left: int = 0, auto_renew: bool = True) -> None:
        """Enrolled, with `left` on the balance."""
        self.top_up(PLANS[plan].price + left)
        self.do(c.Enrol(member_id=ID, plan=plan, auto_renew=auto_renew))

    def login(self, device: str = "d-1", **more: Any) -> list[str]:
        login = c.ReportLogin(member_id=ID, login_id=f"l-{len(self.history)}", at=self.now, **more)
        return self.do(login, host_on(device))

    def pay(
        self, order_id: str, amount: int, paid_at: datetime | None = None, **more: Any
    ) -> list[str]:
        payment = c.ReportPayment(
            member_id=ID, order_id=order_id, amount=amount, paid_at=paid_at or self.now, **more
        )
        return self.do(payment, HOST)

    def _keep(self, recorder: Recorder, actor: Actor, device: str = "") -> list[str]:
        new: list[EventEnvelope] = []
        for draft in recorder.drafts:
            own = Origin(device_id=device) if draft.actor in (None, actor) else Origin()
            new += chain(self._head(), ID, [draft], actor=actor, origin=own, recorded_at=self.now)
            self.history += new[-1:]
        self.state = recorder.state
        self.shown = [*self.shown, *recorder.shown]
        return [event.type for event in new]

    def _head(self) -> Head:
        if not self.history:
            return NEW
        last = self.history[-1]
        return Head(version=last.version, hash=last.hash, commit=None)

    def trip(self, *causes: Cause) -> None:
        """The breaker defers losses of these causes, and of no other."""
        tripped = dict.fromkeys(causes, "i-1")
        self.catalog = msgspec.structs.replace(self.catalog, tripped=tripped)

    def settle(self, decide: Callable[[Recorder, DeferredChange, str], None]) -> list[str]:
        """A person decided on the change that waits."""
        recorder = Recorder(self.state, self.catalog, self.now, STAFF)
        decide(recorder, self.state.deferred[0], "Looked at.")
        pass_time(recorder)
        return self._keep(recorder, STAFF.actor)

    def receive_warning(self, warning_id: str = "") -> list[str]:
        """Notification says that the warning arrived just now."""
        recorder = Recorder(self.state, self.catalog, self.now)
        warning_id = warning_id or self.last("InactivityWarned").id
        inactivity.warning_received(recorder, warning_id, "SMS", self.now)
        return self._keep(recorder, Actor(kind=ActorKind.SYSTEM))

    def last(self, type: str) -> EventEnvelope:
        return next(event for event in reversed(self.history) if event.type == type)

    def types(self) -> list[str]:
        return [event.type for event in self.history]
