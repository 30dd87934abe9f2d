"""What whoever is on duty looks at: what waits, which provider works, what needs a person."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Trouble(StrEnum):
    """What needs a person."""

    ALERTS_LATE = "ALERTS_LATE"
    PROVIDER_DOWN = "PROVIDER_DOWN"
    CREDENTIALS_REFUSED = "CREDENTIALS_REFUSED"
    DEAD_LETTERS = "DEAD_LETTERS"
    WEBHOOK_KEY_LOST = "WEBHOOK_KEY_LOST"
    MASS_LOSS = "MASS_LOSS"
    RECORDS_DAMAGED = "RECORDS_DAMAGED"
    LOSSES_ALIKE = "LOSSES_ALIKE"


class GetOperations(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """-> OperationsView."""


class ProviderStanding(msgspec.Struct, frozen=True, kw_only=True):
    """`open_seconds`: for how long nothing is sent by it, 0 while it works; `reason`: of its last
    failure. `refused_at`: when it last refused our account, if it does."""

    name: str
    open: bool
    open_seconds: float
    reason: str
    refused_at: datetime | None


class OpenTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator was told of and is not over. `subject`: the provider, the cause or the
    incident that it is about; `detail`: in English, as it is logged."""

    kind: Trouble
    subject: str
    detail: str
    since: datetime


class OperationsView(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """`oldest_due`: when the work for members was due that waits the longest, of which
    `late_after_seconds` is too long. `broker_reached`: without it no provider's standing is known.
    `webhooks_waiting`: queues with something in them, 10,000 at most."""

    at: datetime
    oldest_due: datetime | None
    late_after_seconds: int
    dead_letters: int
    open_tasks: int
    webhooks_waiting: int
    broker_reached: bool
    providers: tuple[ProviderStanding, ...]
    troubles: tuple[OpenTrouble, ...]
