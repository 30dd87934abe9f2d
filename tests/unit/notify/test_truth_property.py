"""Whatever happens to a membership, whenever messages of it leave, and whatever fails meanwhile:
none says what does not hold then, and no alarm is left without what takes it back."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from infra.kernel.events import EventEnvelope
from services.membership.contract.words import Lifecycle
from services.membership.domain.aggregate.lifecycle import entitled
from services.membership.domain.tick import next_due
from services.notify.contract.words import Channel, DeliveryState
from services.notify.core.alerts.alert import Alert, alert_for
from services.notify.core.deliveries.journal import Delivery
from services.notify.core.deliveries.ladder import ladders
from services.notify.core.deliveries.policy import Policy
from services.notify.core.recipients.quiet_hours import QuietHours, allowed_at
from services.notify.core.recipients.recipient import Recipient
from services.notify.core.recipients.urgency import waits
from services.notify.core.rules.alert_rules import ALERTS
from services.notify.core.rules.facts import typed_facts
from services.notify.core.still_true import Truth
from services.notify.core.truth.stand import Stand
from services.notify.delivery.domain.leaving import leaves_at
from services.notify.planning.stand_updates import StandUpdates
from services.notify.templates.renderer import Templates
from tests.unit.membership.test_any_history import AnyHistory, plans
from tests.unit.membership.world import ID, START
from tests.unit.membership.world import MEMBER as MEMBER_CALLS

TEMPLATES = Templates("Reinstate", "CNY")
MEMBER = Recipient(id=ID, created_at=START, language="en", phone="+8613800138000")
ZONE = ZoneInfo(MEMBER.time_zone)
POLICY = Policy(ladders("LOSS: SMS 1h > STAFF; DEFAULT: SMS 1h"), QuietHours(), 5)


class Told:
    """What was planned, and what left when, in memory."""

    def __init__(self) -> None:
        self.alerts: dict[str, Alert] = {}
        self.left_at: dict[str, datetime] = {}
        self.dropped: set[str] = set()

    async def get_many(self, ids: Sequence[str]) -> dict[str, Alert]:
        return {id: self.alerts[id] for id in ids if id in self.alerts}

    async def deliveries(self, alerts: Iterable[Alert]) -> dict[str, tuple[Delivery, ...]]:
        return {alert.id: (self.by_sms(alert),) for alert in alerts}

    def by_sms(self, alert: Alert) -> Delivery:
        left = self.left_at.get(alert.id)
        state = DeliveryState.ACCEPTED if left else DeliveryState.PLANNED
        state = DeliveryState.FILTERED if alert.id in self.dropped else state
        return Delivery(
            id=f"{alert.id}.SMS", alert_id=alert.id, channel=Channel.SMS, state=state,
            planned_at=alert.planned_at, sent_at=left,
        )  # fmt: skip

    def pending(self) -> list[Alert]:
        gone = self.left_at.keys() | self.dropped
        return [alert for id, alert in self.alerts.items() if id not in gone]


class Stands:
    def __init__(self) -> None:
        self.rows: dict[str, Stand] = {}

    async def get_many(self, ids: Sequence[str]) -> dict[str, Stand]:
        return {id: self.rows[id] for id in ids if id in self.rows}


class Telling(AnyHistory):
    """`planned`: how far into the history notification has planned."""

    def __init__(self) -> None:
        super().__init__()
        self.told, self.stands, self.planned = Told(), Stands(), 0
        told: Any = self.told
        self.listening = StandUpdates(cast(Any, self.stands), told, told)
        clock: Any = self
        self.truth = Truth(told, self.stands, cast(Any, self), clock)

    def now(self) -> datetime:
        return self.world.now

    async def of(self, _feed: str) -> list[EventEnvelope]:
        """What is not planned yet."""
        return self.world.history[self.planned :]

    @initialize(plan=plans, left=st.sampled_from([0, 1000, 9000]), auto=st.booleans())
    def joins(self, plan: str, left: int, auto: bool) -> None:
        self.world.enrol(plan, left, auto)

    @rule(days=st.integers(1, 730))
    def nobody_was_there(self, days: int) -> None:
        self.world.pass_time(days=days)

    @rule(hours=st.integers(1, 30))
    def the_next_thing_is_due(self, hours: int) -> None:
        """Most happens near the times that are due."""
        due = next_due(self.world.state, self.world.catalog) or self.world.now
        self.world.at(max(self.world.now, due) + timedelta(hours=hours - 1))

    @rule()
    def night_comes(self) -> None:
        self.world.pass_time(hours=(40 - self.world.now.astimezone(ZONE).hour) % 24)

    @rule(refused=st.sets(st.integers(0, 5)))
    def is_planned_and_sent(self, refused: set[int]) -> None:
        """What the provider refused is tried again, whenever that is."""
        self._plan()
        for number, alert in enumerate(self.told.pending()):
            self._send(alert, number in refused)

    @rule(refused=st.sets(st.integers(0, 5)))
    def is_sent_before_all_is_planned(self, refused: set[int]) -> None:
        for number, alert in enumerate(self.told.pending()):
            self._send(alert, number in refused)

    @rule()
    def is_planned(self) -> None:
        self._plan()

    def _plan(self) -> None:
        events = self.world.history[self.planned :]
        hearing = asyncio.run(self.listening.hear(events))
        self.stands.rows |= hearing.stands
        self.planned = len(self.world.history)
        for event in hearing.told:
            alert = alert_for(event, MEMBER, self.world.now)
            self.told.alerts[alert.id] = Alert(
                **{name: getattr(alert, name) for name in alert.__struct_fields__}
                | {"instead_of": hearing.instead_of.get(event.id, ())}
            )

    def _send(self, alert: Alert, refused: bool) -> None:
        now = self.world.now
        held = asyncio.run(self.truth.of([alert]))[alert.id]
        useless = alert.useless_at is not None and now >= alert.useless_at
        if held.overtaken or useless:
            self.told.dropped.add(alert.id)
            return
        alarms = [self.told.alerts[id] for id in alert.instead_of if id in self.told.alerts]
        stand = [self.told.by_sms(alarm) for alarm in alarms]
        if refused or leaves_at(alert, Channel.SMS, MEMBER, POLICY, now, alarms=stand) > now:
            return
        self._rings_by_right(alert, alarms)
        self._is_true(alert, dict(held.facts))
        self.told.left_at[alert.id] = now

    def _rings_by_right(self, alert: Alert, alarms: Sequence[Alert]) -> None:
        """At night only what cannot wait, or what takes back what rang."""
        now = self.world.now
        quiet = allowed_at(now, MEMBER.time_zone, QuietHours()) != now
        if quiet and waits(alert.event_type, alert.topic) and alert.useless_at is None:
            assert any(alarm.id in self.told.left_at for alarm in alarms)

    def _is_true(self, alert: Alert, facts: dict[str, Any]) -> None:
        state, now = self.world.state, self.world.now
        fact: Any = typed_facts(alert.event_type, facts)
        for name in ("lifecycle", "plan", "price", "period_end", "grace_until", "balance"):
            if name in CLAIMS.get(alert.event_type, ()):
                said = getattr(fact, name, LIVES.get(alert.event_type))
                assert said == getattr(state, name), (alert.event_type, name)
        match alert.event_type:
            case "MembershipUpgraded" | "MembershipDowngraded":
                assert (fact.to_plan, fact.price) == (state.plan, state.price)
            case "HoldPlaced":
                assert state.hold(fact.hold.kind) is not None
            case "HoldExtended":
                hold = state.hold(fact.kind)
                assert hold is not None
                assert hold.latest_release == fact.latest_release
            case "HoldReleased":
                assert state.hold(fact.kind) is None
                assert entitled(state) or not fact.benefits_after
            case "LapseRiskWarned":
                assert state.risk_warned is not None
                assert state.risk_warned.reasons
                assert fact.act_by > now
            case "BalanceLow" | "AutoRenewFailed":
                assert fact.missing == state.price - state.balance > 0
        _speaks_of_no_past_date(alert, facts, now)

    @invariant()
    def no_alarm_is_left_behind(self) -> None:
        """What left and holds no longer is taken back by what left, or is still to leave."""
        if self.planned < len(self.world.history):
            return
        open_ones = [a for id, a in self.told.alerts.items() if id not in self.told.dropped]
        answered = {id for alert in open_ones for id in alert.instead_of}
        for id in self.told.left_at:
            alarm = self.told.alerts[id]
            if ALERTS[alarm.event_type].adverse and self._was_overtaken(alarm):
                assert id in answered or self._is_handed_on(id), alarm.event_type

    def _is_handed_on(self, id: str) -> bool:
        """What was to take it back was dropped for a passed date; what comes then takes it over."""
        return any(id in self.told.alerts[other].instead_of for other in self.told.dropped)

    def _was_overtaken(self, alarm: Alert) -> bool:
        stand = self.stands.rows[ID]
        return any(
            seen.event_id == alarm.event_id and seen.corrected for seen in stand.last.values()
        )


def _speaks_of_no_past_date(alert: Alert, facts: dict[str, Any], now: datetime) -> None:
    """Deadlines and promises, by the marks that templates put before them."""
    phrases = TEMPLATES.phrases(alert, facts, "en", now=now)
    said = TEMPLATES.whole_sms(phrases, "en")
    for mark in ("until ", " by ", "try again on ", "falls to Silver on "):
        for piece in said.split(mark)[1:]:
            if (at := _date(piece, alert, now)) is not None:
                assert at > now - timedelta(minutes=1), said


def _date(piece: str, alert: Alert, now: datetime) -> datetime | None:
    words = piece.replace(",", " ").replace(".", " ").replace(":", " ").split()[:5]
    for size, form in ((5, "%d %b %Y %H %M"), (4, "%d %b %H %M")):
        try:
            found = datetime.strptime(" ".join(words[:size]), form)  # noqa: DTZ007 (zone below)
        except ValueError:
            continue
        year = found.year if size == 5 else now.astimezone(ZONE).year
        return found.replace(year=year, tzinfo=ZONE).astimezone(UTC)
    return None


LIVES = {
    "MembershipEnrolled": Lifecycle.ACTIVE,
    "MembershipRenewed": Lifecycle.ACTIVE,
    "GraceStarted": Lifecycle.GRACE,
    "AutoRenewFailed": Lifecycle.GRACE,
    "MembershipExpired": Lifecycle.EXPIRED,
    "MembershipCancelled": Lifecycle.CANCELLED,
    "RenewalComing": Lifecycle.ACTIVE,
    "BalanceLow": Lifecycle.ACTIVE,
}
CLAIMS = {
    "MembershipEnrolled": ("lifecycle", "plan", "period_end"),
    "MembershipRenewed": ("lifecycle", "plan", "period_end"),
    "ChangeUndone": ("lifecycle", "plan", "price", "period_end"),
    "RemedyApplied": ("lifecycle", "plan", "period_end"),
    "HoldReleased": ("period_end",),
    "GraceStarted": ("lifecycle", "price", "grace_until", "balance"),
    "AutoRenewFailed": ("lifecycle", "price", "balance"),
    "MembershipExpired": ("lifecycle", "balance"),
    "MembershipCancelled": ("lifecycle",),
    "RenewalComing": ("lifecycle", "price", "period_end", "balance"),
    "BalanceLow": ("lifecycle", "price", "period_end", "balance"),
}
TestTelling = Telling.TestCase
TestTelling.settings = settings(stateful_step_count=40, deadline=None)
TestTelling.pytestmark = [pytest.mark.soak]


def test_a_renewal_of_the_lower_plan_is_not_told_once_the_downgrade_was_undone() -> None:
    """Found by the property: 'renewed: gold' would have left while diamond was held again."""
    telling = Telling()
    telling.joins(plan="diamond", left=9000, auto=False)
    telling.downgrade(by=MEMBER_CALLS, plan="gold")
    telling.renew()
    telling.undo()
    assert telling.world.types()[-3:] == ["MembershipRenewed", "BalanceDebited", "ChangeUndone"]
    telling.night_comes()
    telling.is_planned_and_sent(refused=set())
    left = {telling.told.alerts[id].event_type for id in telling.told.left_at}
    assert "ChangeUndone" in left
    assert "MembershipRenewed" not in left
