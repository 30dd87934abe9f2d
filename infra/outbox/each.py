"""What is done for each event of one type."""

from collections.abc import Awaitable, Callable

from infra.kernel.events import EventEnvelope, NumberedEvent
from infra.outbox.record import Position
from infra.outbox.subscription import Handle
from infra.storage.unit_of_work import Commits


def on_each(kind: str, do: Callable[[EventEnvelope], Awaitable[None]], commits: Commits) -> Handle:
    """A subscription's handler. `do` has to bear repetition: killed before the position is written,
    it is called again."""

    async def handle(events: list[NumberedEvent], position: Position) -> None:
        for one in events:
            if one.event.type == kind:
                await do(one.event)
        await commits.commit(position=position)

    return handle
