"""What a decision about an appeal adds: events, and the texts that go beside them."""

from datetime import datetime
from typing import TypedDict

import msgspec
from msgspec.structs import replace

from infra.kernel.events import Actor, Draft
from infra.kernel.text import LocalText
from services.appeals.contract.event import Event
from services.appeals.contract.quotes import Quote
from services.appeals.domain.aggregate.fact import Fact
from services.appeals.domain.aggregate.state import Appeal
from services.appeals.domain.clocks.clocks import promise
from services.appeals.domain.clocks.timing import timed
from services.appeals.domain.folding.evolve import evolve


class ByTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """What a template says about an appeal. `template`: such as "late-payment/3"; empty for a text
    that is not saved. `language`: the member's, zh or en."""

    template: str
    both: LocalText
    language: str

    @property
    def to_member(self) -> str:
        return self.both.zh if self.language == "zh" else self.both.en


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A text of one person; it may be empty where files come with it. `staff_only`: the member
    never sees it. `id`: empty where nothing else refers to it."""

    text: str
    orders: tuple[str, ...] = ()
    staff_only: bool = False
    id: str = ""
    quotes: tuple[Quote, ...] = ()
    said: ByTemplate | None = None


class About(TypedDict):
    """What every event of one appeal begins with; the promise is filled in when it is added."""

    member_id: str
    number: str
    promised_at: None


class Recorder:
    """Collects events in order and evolves the appeal along, so that each later event is decided
    on what the earlier ones made of it. Every event gets the promise that holds after it."""

    def __init__(self, appeal: Appeal | None, actor: Actor, now: datetime) -> None:
        self.before = appeal
        self.actor = actor
        self.now = now
        self.drafts: list[Draft] = []
        self.messages: list[NewMessage] = []
        self._appeal = appeal

    @property
    def appeal(self) -> Appeal:
        if self._appeal is None:
            raise ValueError("nothing has happened yet")
        return self._appeal

    @property
    def about(self) -> About:
        return About(member_id=self.appeal.member_id, number=self.appeal.number, promised_at=None)

    def add(
        self,
        event: Event,
        *,
        cause: str | None = None,
        happened_at: datetime | None = None,
        by: Actor | None = None,
    ) -> None:
        """`by`: another than whoever does the rest, such as a rule."""
        at, actor = happened_at or self.now, by or self.actor
        event = timed(event, self._appeal, at)
        fact = Fact(event=self._promising(event, self._appeal), at=at, by=actor)
        after = evolve(self._appeal, fact)
        promised_at = promise(self._appeal, after, self.now)
        self._appeal = replace(after, promised_at=promised_at)
        self.drafts.append(
            Draft(
                event=replace(event, promised_at=promised_at),
                cause=cause,
                happened_at=at,
                actor=actor,
            )
        )

    def say(self, message: NewMessage) -> None:
        self.messages.append(message)

    def complete(self, quotes: tuple[Quote, ...], said: ByTemplate | None) -> None:
        """With what stands beside what was said last, and the template that said it."""
        if quotes or said:
            self.messages[-1] = replace(self.messages[-1], quotes=quotes, said=said)

    @staticmethod
    def _promising(event: Event, appeal: Appeal | None) -> Event:
        return replace(event, promised_at=appeal.promised_at if appeal else None)
