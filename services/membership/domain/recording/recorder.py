"""Collects what is decided: each event moves the state at once, so the next one sees it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from infra.kernel.events import NEW, Actor, Draft, EventEnvelope, Head, Origin, chain
from services.membership.contract.events import ChangesBenefits, Event, GivesBenefits
from services.membership.contract.words import Cause
from services.membership.domain.aggregate.catalog import Catalog
from services.membership.domain.aggregate.covering import benefits_in_force
from services.membership.domain.aggregate.losses import AutomaticLoss
from services.membership.domain.aggregate.outlook import Outlook
from services.membership.domain.aggregate.state import Membership
from services.membership.domain.folding.effects import Fact
from services.membership.domain.folding.evolve import evolve
from services.membership.domain.folding.sharing import Shown, shown_between
from services.shared.callers import SYSTEM, ActorKind, Caller

E = TypeVar("E", bound=Event)


class Recorded(NamedTuple):
    """What was decided by some moment."""

    state: Membership
    drafts: tuple[Draft, ...]
    shown: tuple[Shown, ...]


class Quiet(NamedTuple):
    """A state that time does not change before `until`; none: never by itself. `coming`: what
    threatens it."""

    state: Membership
    until: datetime | None
    coming: Outlook


class Recorder:
    """`state` is as it will be; `drafts` are the events that lead there, `shown` is what they show
    to partners.

    `by` none: nobody gave a command, time passed. `zone`: by whose clock a series of periods is
    counted that begins now, where it was asked for.
    """

    def __init__(
        self,
        state: Membership,
        catalog: Catalog,
        now: datetime,
        by: Caller | None = None,
        zone: str = "",
    ) -> None:
        self.state = state
        self.catalog = catalog
        self.now = max(now, state.happened_at)  # a clock beside this one may be ahead
        self.by = by
        self._zone = zone
        self.drafts: list[Draft] = []
        self.shown: list[Shown] = []
        self.losses: list[AutomaticLoss] = []
        """What time or a rule takes from the member by these events."""
        self.released: frozenset[Cause] = frozenset()
        """Causes of which a person said that what was deferred happens."""
        self.quiet: Quiet | None = None
        """As it was found when time was let pass last."""
        self.ticking = by is None
        """Whether time decides; what it brings about is not the caller's doing."""

    def record(
        self,
        event: E,
        *,
        cause: Cause | None = None,
        at: datetime | None = None,
        actor: Actor | None = None,
    ) -> E:
        """Adds the event, with the benefits before and after it. `at`: when it was due or came
        about; none: now."""
        happened_at = self.happens_at(at or self.now)
        after = self._evolved(event, cause, happened_at)
        if isinstance(event, GivesBenefits):
            event = msgspec.structs.replace(event, **self._benefits(event, after))
        self.shown += shown_between(self.state, after)
        self.state = after
        self.drafts.append(
            Draft(
                event=event,
                happened_at=happened_at,
                cause=cause.value if cause else None,
                actor=actor or (SYSTEM if self.ticking else None),
                due_at=at if at and at < happened_at else None,
            )
        )
        return event

    def mark(self) -> Recorded:
        return Recorded(self.state, tuple(self.drafts), tuple(self.shown))

    def return_to(self, mark: Recorded) -> None:
        """As if nothing had been recorded since."""
        self.state = mark.state
        self.drafts, self.shown = list(mark.drafts), list(mark.shown)

    def happens_at(self, due: datetime) -> datetime:
        """When what was due then happens: a history is one line of time, so never before what
        is recorded already."""
        return max(due, self.state.happened_at)

    def _benefits(self, event: GivesBenefits, after: Membership) -> dict[str, Any]:
        filled = {"benefits_after": benefits_in_force(after, self.catalog)}
        if isinstance(event, ChangesBenefits):
            filled["benefits_before"] = benefits_in_force(self.state, self.catalog)
        return filled

    def _evolved(self, event: Event, cause: Cause | None, at: datetime) -> Membership:
        fact = Fact(
            event=event,
            version=self.state.version + 1,
            cause=cause.value if cause else None,
            happened_at=at,
            recorded_at=self.now,
        )
        return evolve(self.state, fact)

    @property
    def zone(self) -> str:
        """The member's, else that of the series that runs, else the operator's."""
        anchor = self.state.anchor
        return self._zone or (anchor.zone if anchor else self.catalog.zone)

    def history_after(self, before: Sequence[EventEnvelope]) -> list[EventEnvelope]:
        """The history with what was recorded so far; `before`: as it was loaded."""
        last = before[-1] if before else None
        head = Head(version=last.version, hash=last.hash, commit=None) if last else NEW
        new = chain(
            head,
            self.state.member_id,
            self.drafts,
            actor=self.actor,
            origin=Origin(),
            recorded_at=self.now,
        )
        return [*before, *new]

    @property
    def actor(self) -> Actor:
        return self.by.actor if self.by else SYSTEM

    @property
    def by_member(self) -> bool:
        return self.actor.kind == ActorKind.MEMBER
