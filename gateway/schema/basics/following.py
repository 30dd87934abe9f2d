"""A feed as a client follows it: from a cursor, then live."""

import contextlib
from collections.abc import AsyncGenerator

from gateway.cursors.cursors import Cursors
from gateway.cursors.feed_cursors import read_feed_cursor
from gateway.feeds.shared_feed import SharedFeed
from gateway.feeds.tails import Placed, Whom
from gateway.request.context import Context
from infra.kernel.errors import InvalidInput
from infra.kernel.feed import BEGINNING, Place
from infra.kernel.sentences import both

AFTER = 'after: the cursor that you saw last; "": from the beginning; none: from now on.'


def place_after(cursors: Cursors, after: str | None) -> Place | None:
    """The place in a client's `after`; none: from now on.

    Raises:
        InvalidInput: it is no cursor of this subscription, or somebody else's.
    """
    if not after:
        return None if after is None else BEGINNING
    try:
        return read_feed_cursor(cursors, after)
    except ValueError:
        raise InvalidInput(
            both(
                '这个游标不是此订阅给您的：请用最后收到的 cursor；"" 从头开始，省略则只收新事件。',
                "This subscription did not give you this cursor: go on from the one that you saw "
                'last; "" is from the beginning, and without `after` only what is new comes.',
            ),
            field="after",
        ) from None


async def following(
    context: Context, feed: SharedFeed, owner: Whom, after: Place | None
) -> AsyncGenerator[Placed, None]:
    """The events of a feed, for ever: whoever is connected watches that the rights do not end.

    Raises:
        InvalidInput: no event was ever at the place `after`.
    """
    async with contextlib.aclosing(feed.follow(owner, after, context.reached_live)) as events:
        async for placed in events:
            yield placed
