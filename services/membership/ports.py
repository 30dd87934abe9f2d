"""What the handlers and queries need of the world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import msgspec

from infra.concurrency.turns import Turns
from infra.kernel import idempotency
from infra.kernel.clock import Clock
from infra.kernel.events import Draft, EventEnvelope, Head
from infra.outbox.record import Position
from infra.storage.changes import GuardedUpdate, Inserts
from services.membership.contract.clause_events import ClausePublished
from services.membership.contract.money_events import Refund
from services.membership.contract.remedies import RemedyGiven
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.evidence import (
    Login,
    Order,
    Payment,
    ReportedRefund,
)
from services.membership.domain.aggregate.losses import AutomaticLoss, KnownLoss
from services.membership.domain.aggregate.state import EPOCH, Membership
from services.membership.domain.folding.shapes import Fields
from services.membership.domain.folding.sharing import Shown
from services.shared.callers import SYSTEM, Caller


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A membership as loaded: `head` is where its history ended then, `next_due` when time changes
    it next, as was known when it was stored. `known`: to the release that stored it."""

    head: Head
    state: Membership
    next_due: datetime | None = EPOCH
    known: Fields = frozenset()


class Done(idempotency.Done, frozen=True, kw_only=True):
    """With what came of it. `key_id`: of a partner's key that it made or was about."""

    member_id: str
    version: int
    renewed: bool = False
    missing: int = 0
    refund: Refund | None = None
    remedy: RemedyGiven | None = None
    key_id: str = ""


class OriginDetails(msgspec.Struct, frozen=True, kw_only=True):
    """Where an event came from: personal data, kept apart from the history."""

    ip: str = ""
    device_label: str = ""


@dataclass(frozen=True, kw_only=True)
class StateChange:
    """One membership's next step. `shown`: what it shows to partners. `risk`: points of lapse risk.
    `losses`: what time or a rule takes by it; `known`: what it lets know of those to come. `by`:
    whose doing it is, where that is not the same of all that are saved together."""

    loaded: Loaded
    state: Membership
    drafts: Sequence[Draft]
    next_due: datetime | None
    shown: Sequence[Shown] = ()
    risk: int = 0
    losses: Sequence[AutomaticLoss] = ()
    known: Sequence[KnownLoss] = ()
    by: Caller | None = None


@dataclass(frozen=True, kw_only=True)
class ExtraRows:
    """Written in the same commit. `guards`: counts that have to stand as they were read; `rows`: of
    rooms, by collection."""

    done: Sequence[Done] = ()
    payments: Sequence[Payment] = ()
    orders: Sequence[Order] = ()
    logins: Sequence[Login] = ()
    refunds: Sequence[ReportedRefund] = ()
    position: Position | None = None
    guards: Sequence[GuardedUpdate] = ()
    rows: Inserts = field(default_factory=dict)


NOTHING = ExtraRows()
BY_TIME = Caller(actor=SYSTEM)


def clause_aggregate(clause: str) -> str:
    """Whose history has what was published of it."""
    return f"clause-{clause}"


class AsOf(NamedTuple):
    """A membership as it was. `hash`: of the last event that led to it."""

    state: Membership
    hash: str


class Told(NamedTuple):
    """What an explanation is made of. `hash`: as in `AsOf`. `history`: without gaps but before
    `whole_until`, up to where only what can matter is there."""

    state: Membership
    hash: str
    history: tuple[EventEnvelope, ...]
    whole_until: Head | None = None


class Remembers(Protocol):
    """What is kept of earlier commands and reports, by their keys and ids."""

    async def done(self, key: str) -> Done | None: ...

    async def histories(self, member_ids: Sequence[str]) -> dict[str, list[EventEnvelope]]:
        """Whole histories, oldest first; empty for members who have none."""
        ...

    async def payments(self, order_ids: Sequence[str]) -> dict[str, Payment]: ...

    async def orders(self, order_ids: Sequence[str]) -> dict[str, Order]: ...

    async def refunds(self, refund_ids: Sequence[str]) -> dict[str, ReportedRefund]: ...

    async def logins(self, login_ids: Sequence[str]) -> dict[str, Login]: ...


class MembershipStore(Remembers, Protocol):
    """Every save writes all or nothing; it raises VersionConflict when somebody was faster and
    DuplicateInsert when a row of `ExtraRows` is there already."""

    async def load(self, member_ids: Sequence[str]) -> dict[str, Loaded]: ...

    async def save(
        self,
        state_changes: Sequence[StateChange],
        now: datetime,
        by: Caller = BY_TIME,
        extra: ExtraRows = NOTHING,
    ) -> Mapping[str, str]:
        """By member, the hash in which each history that went on ends now."""
        ...

    async def publish(
        self,
        events: Sequence[ClausePublished],
        now: datetime,
        by: Caller,
        done: Sequence[Done] = (),
    ) -> None:
        """One version of each clause named."""
        ...

    async def versions(self, member_ids: Sequence[str]) -> dict[str, int]:
        """Up to which their histories are stored."""
        ...

    async def done_under(self, keys: Sequence[str]) -> dict[str, Done]: ...

    async def as_of(
        self, member_id: str, at: datetime | None, known_at: datetime | None
    ) -> AsOf | None:
        """As it happened by `at`, as far as it was recorded by `known_at`; none: no limit. None
        where the member has no history."""
        ...

    async def told(
        self, member_id: str, at: datetime | None, known_at: datetime | None
    ) -> Told | None:
        """The same with the events that tell why."""
        ...

    async def places(self, origin_ids: Sequence[str]) -> dict[str, OriginDetails]: ...

    async def payments_of(self, member_ids: Sequence[str]) -> dict[str, list[Payment]]: ...

    async def orders_of(self, member_ids: Sequence[str]) -> dict[str, list[Order]]: ...

    async def refunds_of(self, member_ids: Sequence[str]) -> dict[str, list[ReportedRefund]]: ...

    async def logins_of(self, member_ids: Sequence[str]) -> dict[str, list[Login]]: ...


class CatalogSource(Protocol):
    async def current(self) -> Catalog:
        """Plans and clauses; what another process published is at most a second old."""
        ...

    def forget(self) -> None:
        """The next `current` reads afresh."""
        ...


class Zones(Protocol):
    async def of(self, member_ids: Sequence[str]) -> dict[str, str]:
        """The time zones (IANA) in which members live, as far as they are known just now."""
        ...


class Reaches(Protocol):
    async def of(self, member_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The channels on which members have a verified address, as far as that can be learnt
        just now."""
        ...


class KnownPartners(Protocol):
    async def name_of(self, partner_id: str) -> str:
        """
        Raises:
            NotFound: no such partner, or it is cut off.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Context:
    """What handlers and queries work with. `zone`: the operator's; times in sentences are told in
    the member's own, of `zones`, where it is known. `erasure_waits`: so long an erasure that was
    asked for can be taken back; none where the operator has not made ready for any.
    `rectification_within`: in what time a rectification is promised to be answered."""

    store: MembershipStore
    catalog: CatalogSource
    zones: Zones
    reaches: Reaches
    partners: KnownPartners
    clock: Clock
    currency: str
    zone: str = field(default="Asia/Shanghai")
    erasure_waits: timedelta | None = None
    rectification_within: timedelta = timedelta(days=30)
    turns: Turns = field(default_factory=Turns)

    def now(self) -> datetime:
        return self.clock.now()
