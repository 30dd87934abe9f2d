"""What an import would change, and who would be told what: counts and a sample."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

SAMPLES = 20
"""Of members whom the import would tell something, or leave to a person, or change."""


class MessageReach(msgspec.Struct, kw_only=True):
    """How many messages of a kind; how many of them to somebody with a phone, with an e-mail
    address, and with neither, whose inbox alone has them."""

    messages: int = 0
    with_phone: int = 0
    with_email: int = 0
    inbox_only: int = 0


class RehearsedMember(msgspec.Struct, frozen=True, kw_only=True):
    """`before`: empty where nothing is known yet. `events`: what would be recorded."""

    member_id: str
    before: str
    after: str
    events: tuple[str, ...]
    messages: tuple[str, ...]


class Rehearsal(msgspec.Struct, kw_only=True):
    """`statuses`: of those changed, afterwards. `events`: what would be recorded, by type.
    `messages`: by type of event. `reviews`: cases that would open by themselves, by reason."""

    members: int = 0
    new: int = 0
    told: int = 0
    statuses: dict[str, int] = {}
    events: dict[str, int] = {}
    messages: dict[str, MessageReach] = {}
    reviews: dict[str, int] = {}
    sample: list[RehearsedMember] = []


@runtime_checkable
class Rehearses(Protocol):
    async def rehearsed(self) -> Rehearsal: ...


def write(rehearsal: Rehearsal, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rehearsal, order="sorted")) + b"\n")


def lines(rehearsal: Rehearsal) -> Iterator[str]:
    yield (
        f"Nothing was written. It would change {rehearsal.members:,} members, "
        f"{rehearsal.new:,} of them new: {_counts(rehearsal.statuses)}."
    )
    yield f"Recorded: {_counts(rehearsal.events)}."
    yield f"Told: {rehearsal.told:,} members."
    for kind, reached in sorted(rehearsal.messages.items()):
        yield (
            f"  {kind}: {reached.messages:,} ({reached.with_phone:,} have a phone, "
            f"{reached.with_email:,} an e-mail address, {reached.inbox_only:,} neither)"
        )
    if rehearsal.reviews:
        yield f"Left to a person, as cases: {_counts(rehearsal.reviews)}."


def _counts(by_name: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in sorted(by_name.items())) or "nothing"
