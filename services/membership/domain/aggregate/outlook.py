"""What threatens a membership, whenever that takes effect, and what of it is near at some time."""

from datetime import datetime, timedelta

import msgspec

from services.membership.contract.risk_words import RiskLevel, RiskReason

AHEAD = timedelta(days=14)
HIGH_FROM = 50
MOST = 100

R = RiskReason
POINTS: dict[RiskReason, int] = {
    R.GRACE_RUNS: 60,
    R.BALANCE_SHORT: 50,
    R.METHOD_EXPIRING: 50,
    R.METHOD_REFUSED: 50,
    R.RENEWAL_OFF: 40,
    R.INACTIVITY: 40,
    R.POINTS: 40,
    R.CONTACT_CHECK: 30,
    R.PAYMENT_CHECK: 30,
    R.UNREACHABLE: 20,
}


class Threat(msgspec.Struct, frozen=True):
    """`at`: when it takes effect. `events`: versions of the events that show it. `missing`: the
    money that would mend it, in minor units; `since`: the last activity."""

    reason: RiskReason
    at: datetime
    events: tuple[int, ...] = ()
    missing: int = 0
    since: datetime | None = None

    @property
    def counts_from(self) -> datetime:
        return self.at - AHEAD


class LapseRisk(msgspec.Struct, frozen=True, kw_only=True):
    """`unreachable`: beside the threats, in order of time."""

    threats: tuple[Threat, ...]
    unreachable: bool

    @property
    def reasons(self) -> tuple[RiskReason, ...]:
        own = tuple(threat.reason for threat in self.threats)
        return (*own, R.UNREACHABLE) if self.unreachable else own

    @property
    def points(self) -> int:
        return min(sum(POINTS[reason] for reason in self.reasons), MOST)

    @property
    def level(self) -> RiskLevel:
        if self.points >= HIGH_FROM:
            return RiskLevel.HIGH
        return RiskLevel.LOW if self.points else RiskLevel.NONE

    @property
    def act_by(self) -> datetime | None:
        return min((threat.at for threat in self.threats), default=None)


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """`threats`: whenever they take effect."""

    threats: tuple[Threat, ...]
    unreachable: bool

    def at(self, now: datetime) -> LapseRisk:
        near = [one for one in self.threats if one.counts_from <= now]
        near.sort(key=lambda one: (one.at, one.reason))
        return LapseRisk(threats=tuple(near), unreachable=bool(near) and self.unreachable)

    def grows_after(self, now: datetime) -> datetime | None:
        """When the next threat comes within the time looked at."""
        times = (threat.counts_from for threat in self.threats)
        return min((at for at in times if at > now), default=None)
