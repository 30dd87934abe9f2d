"""A feed as a client follows it: from a cursor, then live, for as long as the token lives."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from gateway.feeds.shared_feed import SharedFeed
from gateway.feeds.tails import Placed
from gateway.identity.viewer import UNAUTHENTICATED_CLOSE
from gateway.request.context import Context
from gateway.schema.basics.feed_cursors import read_feed_cursor
from infra.kernel.errors import InvalidInput
from infra.kernel.feed import BEGINNING, Place
from infra.kernel.sentences import both

AFTER = 'after: the cursor that you saw last; "": from the beginning; none: from now on.'


def place_after(kind: str, after: str | None) -> Place | None:
    """The place in a client's `after`; none: from now on.

    Raises:
        InvalidInput: it is no cursor of this subscription.
    """
    if not after:
        return None if after is None else BEGINNING
    try:
        return read_feed_cursor(kind, after)
    except ValueError:
        raise InvalidInput(
            both(
                '这个游标不属于此订阅：请使用最后收到的 cursor；"" 为从头开始，省略则只收新事件。',
                "This cursor is not of this subscription: go on from the cursor that you saw last; "
                '"" is from the beginning, and without `after` only what is new comes.',
            ),
            field="after",
        ) from None


async def allowed(
    context: Context, feed: SharedFeed, owner: str | None, after: Place | None
) -> AsyncGenerator[Placed, None]:
    """The events for as long as the token lives; then the connection is closed.

    Raises:
        InvalidInput: no event was ever at the place `after`.
    """
    async with contextlib.aclosing(feed.follow(owner, after)) as events:
        while (left := context.seconds_left()) is None or left > 0:
            try:
                async with asyncio.timeout(left):
                    placed = await anext(events)
            except TimeoutError:
                break
            yield placed
    await _end(context)


async def _end(context: Context) -> None:
    if context.websocket is not None:
        await context.websocket.close(
            UNAUTHENTICATED_CLOSE, "The access token has expired. Sign in again."
        )
