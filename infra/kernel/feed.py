"""The one sequence of a service's events, as others read it."""

import msgspec

from infra.kernel.events import NumberedEvent


class FeedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Events numbered `after + 1, after + 2, …`; `head` is the highest number given so far."""

    events: tuple[NumberedEvent, ...]
    head: int


class OwnersPage(msgspec.Struct, frozen=True, kw_only=True):
    """One owner's events numbered above `after`: all of them up to the number `upto`. There may be
    more while `upto` is below `head`, the highest number given so far."""

    events: tuple[NumberedEvent, ...]
    upto: int
    head: int
