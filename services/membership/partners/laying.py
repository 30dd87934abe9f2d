"""Follows membership's own feed, which knows the order of commits, and lays down what they show."""

from infra.kernel.clock import Clock
from infra.kernel.events import NumberedEvent
from infra.kernel.feed import Place
from infra.outbox.record import Position
from services.membership.partners.item_store import ItemStore
from services.membership.partners.shop import ShopShowing

NAME = "shared items"
_UNSAVED = 50


class Laying:
    """Handles pages of the feed. A page that shows nothing to anybody costs one read: where it
    ended is written down with the next one that does, or after some pages. What was read twice
    shows nothing the second time."""

    def __init__(self, items: ItemStore, shop: ShopShowing, clock: Clock) -> None:
        self._items = items
        self._shop = shop
        self._clock = clock
        self._saved: Place | None = None
        self._unsaved = 0

    async def handle(self, events: list[NumberedEvent], position: Position) -> None:
        before = self._saved or position.before
        self._saved = None  # until what follows has gone well
        ids = [numbered.event.id for numbered in events if numbered.owner]
        shown = await self._items.shown_by(ids) + await self._shop.shown_by(events)
        self._unsaved += 1
        if shown or self._unsaved >= _UNSAVED:
            step = Position(name=position.name, before=before, after=position.after)
            traces = {one.event.id: one.trace for one in events if one.trace}
            await self._items.lay(shown, ids, self._clock.now(), step, traces)
            before, self._unsaved = position.after, 0
        self._saved = before
