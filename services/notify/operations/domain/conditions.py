"""What an operator would want to know of: alerts late, a provider away, credentials refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from services.appeals.contract.incident_views import LossIncidentView
from services.appeals.contract.incident_words import IncidentState
from services.membership.contract.breaker_views import MassLossView
from services.membership.contract.breaker_words import MassLossState
from services.notify.contract.operations import Trouble
from services.notify.core.gates.refusal import REFUSED_FOR, WEBHOOK_SECRETS, Refusal

DEAD_LETTERS_MANY = 50
DEAD_LETTERS_WITHIN = timedelta(minutes=10)


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """Holds now. `subject`: the provider, if it is about one."""

    kind: Trouble
    since: datetime
    detail: str
    subject: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.subject}" if self.subject else str(self.kind)


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """A breaker that is open. `seconds`: for how long by now."""

    provider: str
    seconds: float
    reason: str


def late(oldest_due: datetime | None, now: datetime, after: timedelta) -> list[Condition]:
    """`oldest_due`: when the longest waiting work was due."""
    if oldest_due is None or now - oldest_due <= after:
        return []
    age = int((now - oldest_due).total_seconds())
    detail = f"the oldest due alert has waited for {age} s"
    return [Condition(kind=Trouble.ALERTS_LATE, since=oldest_due, detail=detail)]


def down(outages: Sequence[Outage], now: datetime, after: timedelta) -> list[Condition]:
    return [
        Condition(
            kind=Trouble.PROVIDER_DOWN,
            subject=outage.provider,
            since=now - timedelta(seconds=outage.seconds),
            detail=outage.reason or "it fails",
        )
        for outage in outages
        if outage.seconds > after.total_seconds()
    ]


_REFUSED = {WEBHOOK_SECRETS: Trouble.WEBHOOK_KEY_LOST}


def refused(refusals: Sequence[Refusal], now: datetime) -> list[Condition]:
    return [
        Condition(
            kind=_REFUSED.get(each.provider, Trouble.CREDENTIALS_REFUSED), subject=each.provider,
            since=each.since, detail=each.reason,
        )
        for each in refusals
        if now - each.seen_at <= REFUSED_FOR
    ]  # fmt: skip


def undecided(losses: Sequence[MassLossView]) -> list[Condition]:
    """Changes of members that wait for a decision; `subject`: their cause."""
    return [
        Condition(
            kind=Trouble.MASS_LOSS,
            subject=one.cause.value,
            since=one.opened_at,
            detail=f"{one.coming} members would have lost something within an hour",
        )
        for one in losses
        if one.state in {MassLossState.OPEN, MassLossState.PROPOSED}
    ]


def damaged(opened_at: datetime, repaired: int, beyond_repair: int) -> Condition:
    """Of an incident that nobody closed yet."""
    detail = f"{repaired} times a member's stored record was put right"
    if beyond_repair:
        detail += f", and too little is left of those of {beyond_repair} members"
    return Condition(kind=Trouble.RECORDS_DAMAGED, since=opened_at, detail=detail)


def alike(incidents: Sequence[LossIncidentView]) -> list[Condition]:
    """Suspected by themselves, and looked at by nobody yet; `subject`: the incident."""
    return [
        Condition(
            kind=Trouble.LOSSES_ALIKE,
            subject=one.id,
            since=one.opened_at,
            detail=f"{one.losses} members lost something for {one.traits.cause.value}, alike",
        )
        for one in incidents
        if one.state is IncidentState.SUSPECTED and one.opened_by is None
    ]


def growing(dead_letters: Mapping[datetime, int], now: datetime) -> list[Condition]:
    """`dead_letters`: how many there were at some instants."""
    recent = {at: n for at, n in dead_letters.items() if now - at <= DEAD_LETTERS_WITHIN}
    if not recent:
        return []
    since = min(recent)
    more = recent[max(recent)] - recent[since]
    if more < DEAD_LETTERS_MANY:
        return []
    minutes = int(DEAD_LETTERS_WITHIN.total_seconds() // 60)
    detail = f"{more} more dead letters within {minutes} minutes"
    return [Condition(kind=Trouble.DEAD_LETTERS, since=since, detail=detail)]
