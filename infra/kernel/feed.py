"""The one sequence of a service's events, as others read it."""

import msgspec

from infra.kernel.events import NumberedEvent


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Events numbered `after + 1, after + 2, …`; `head` is the highest number given so far."""

    events: tuple[NumberedEvent, ...]
    head: int
