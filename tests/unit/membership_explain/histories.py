"""Builds sealed histories event by event, so that tests read like what happened."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from infra.kernel.events import GENESIS, Actor, EventEnvelope, Origin, event_id, sealed
from services.membership.contract import events, hold_events
from services.membership.contract.words import Cause, HoldKind, Lifecycle, ReleaseBy, RenewedVia
from services.shared.callers import SYSTEM

MEMBER = "m-1"
START = datetime(2026, 1, 1, tzinfo=UTC)
PERIOD_END = datetime(2026, 1, 31, tzinfo=UTC)
GRACE_UNTIL = PERIOD_END + timedelta(hours=24)
GOLD = {"member_discount": "0.80", "exclusive_offers": True, "dedicated_support": True}
BASIC = {"member_discount": "0.90", "exclusive_offers": True}


def day(number: float) -> datetime:
    """That many days after the start."""
    return START + timedelta(days=number)


class History(list[EventEnvelope]):
    """A chain of one member's events."""

    def add(
        self,
        body: events.Event,
        at: datetime,
        cause: Cause | None = None,
        *,
        actor: Actor = SYSTEM,
        device_id: str = "",
        recorded_at: datetime | None = None,
    ) -> EventEnvelope:
        version = len(self) + 1
        envelope = sealed(
            EventEnvelope(
                id=event_id(MEMBER, version),
                aggregate=MEMBER,
                version=version,
                type=type(body).__name__,
                schema_version=1,
                actor=actor,
                cause=cause,
                happened_at=at,
                recorded_at=recorded_at or at,
                origin=Origin(device_id=device_id),
                body=msgspec.to_builtins(body),
                prev_hash=self[-1].hash if self else GENESIS,
            )
        )
        self.append(envelope)
        return envelope

    def enrolled(
        self, at: datetime = START, *, plan: str = "GOLD", auto_renew: bool = False
    ) -> None:
        self.add(
            events.MembershipEnrolled(
                plan=plan,
                price=3000,
                period_start=at,
                period_end=at + timedelta(days=30),
                auto_renew=auto_renew,
                clauses={"inactivity": 1},
                benefits_after=GOLD,
            ),
            at,
        )

    def graced(self, *, auto_renew: bool = False, balance: int = 0) -> None:
        self.add(
            events.GraceStarted(
                period_end=PERIOD_END,
                grace_until=GRACE_UNTIL,
                price=3000,
                balance=balance,
                auto_renew=auto_renew,
            ),
            PERIOD_END,
            Cause.PAYMENT_FAILED if auto_renew else Cause.LAPSED,
        )

    def charge_failed(self, attempt: int, hours: float, *, balance: int = 1000) -> None:
        self.add(
            events.AutoRenewFailed(
                attempt=attempt,
                price=3000,
                balance=balance,
                missing=3000 - balance,
                next_attempt_at=None,
                grace_until=GRACE_UNTIL,
            ),
            PERIOD_END + timedelta(hours=hours),
            Cause.PAYMENT_FAILED,
        )

    def expired(self, *, auto_renew: bool = False, balance: int = 0) -> None:
        self.add(
            events.MembershipExpired(
                plan="GOLD",
                price=3000,
                period_end=PERIOD_END,
                grace_until=GRACE_UNTIL,
                balance=balance,
                auto_renew=auto_renew,
                benefits_before=GOLD,
                benefits_after={},
            ),
            GRACE_UNTIL,
            Cause.PAYMENT_FAILED if auto_renew else Cause.LAPSED,
        )

    def renewed(
        self,
        at: datetime,
        *,
        via: RenewedVia = RenewedVia.MEMBER,
        paid_at: datetime | None = None,
        before: Lifecycle = Lifecycle.ACTIVE,
    ) -> None:
        self.add(
            events.MembershipRenewed(
                via=via,
                plan="GOLD",
                price=3000,
                order_id="o-1",
                period_start=PERIOD_END,
                period_end=PERIOD_END + timedelta(days=30),
                continuous=True,
                credited_seconds=0,
                lifecycle_before=before,
                paid_at=paid_at or at,
                benefits_before={},
                benefits_after=GOLD,
            ),
            paid_at or at,
            recorded_at=at,
        )

    def cancelled(self, at: datetime, *, device_id: str = "device-1") -> None:
        self.add(
            events.MembershipCancelled(
                plan="GOLD",
                undo_until=at + timedelta(hours=24),
                period_end=PERIOD_END,
                benefits_before=GOLD,
                benefits_after={},
            ),
            at,
            Cause.MEMBER_CANCELLED,
            device_id=device_id,
        )

    def undone(self, at: datetime, *, undone_type: str, plan: str = "GOLD") -> None:
        self.add(
            events.ChangeUndone(
                undone_type=undone_type,
                undone_version=len(self),
                plan=plan,
                lifecycle=Lifecycle.ACTIVE,
                price=3000,
                period_end=PERIOD_END,
                benefits_before={},
                benefits_after=GOLD,
            ),
            at,
        )

    def downgraded(self, at: datetime, **changes: Any) -> None:
        fields: dict[str, Any] = {
            "from_plan": "GOLD",
            "to_plan": "BASIC",
            "price": 1000,
            "undo_until": at + timedelta(hours=24),
            "clause": "",
            "clause_version": 0,
            "last_login_at": None,
            "benefits_before": GOLD,
            "benefits_after": BASIC,
        }
        cause = changes.pop("cause", Cause.MEMBER_DOWNGRADED)
        device_id = changes.pop("device_id", "")
        self.add(events.MembershipDowngraded(**fields | changes), at, cause, device_id=device_id)

    def held(self, hold: hold_events.Hold, *, actor: Actor = SYSTEM, device_id: str = "") -> None:
        self.add(
            hold_events.HoldPlaced(hold=hold, benefits_before=GOLD, benefits_after={}),
            hold.placed_at,
            hold.cause,
            actor=actor,
            device_id=device_id,
        )

    def released(self, kind: HoldKind, at: datetime) -> None:
        self.add(
            hold_events.HoldReleased(
                kind=kind,
                how="SECOND_FACTOR",
                held_seconds=0,
                credited_seconds=0,
                period_end=PERIOD_END,
                grace_until=None,
                reason="",
                benefits_before={},
                benefits_after=GOLD,
            ),
            at,
        )


def hold(
    kind: HoldKind,
    at: datetime,
    *,
    latest: datetime | None = None,
    reason: str = "",
) -> hold_events.Hold:
    causes = {
        HoldKind.MEMBER_FREEZE: Cause.MEMBER_FROZE,
        HoldKind.NEW_DEVICE: Cause.NEW_DEVICE,
        HoldKind.STAFF: Cause.STAFF_ACTION,
    }
    return hold_events.Hold(
        kind=kind,
        cause=causes[kind],
        owner={"MEMBER_FREEZE": "member", "NEW_DEVICE": "security", "STAFF": "staff"}[kind],
        released_by=ReleaseBy.STAFF if kind is HoldKind.STAFF else ReleaseBy.SECOND_FACTOR,
        placed_at=at,
        latest_release=latest,
        stops_period=kind is HoldKind.MEMBER_FREEZE,
        reason=reason,
    )
