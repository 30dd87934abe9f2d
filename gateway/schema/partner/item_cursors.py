"""Cursors of what a partner was shown: of this partner, and of nobody else."""

from typing import Annotated, Any

import msgspec

from gateway.cursors.cursors import Cursors
from gateway.request.context import Context
from infra.kernel.errors import InvalidInput
from infra.kernel.events import MOST_NUMBERED
from infra.kernel.sentences import Sentence, both

KIND = "status-feed"


_Place = Annotated[int, msgspec.Meta(ge=0, le=MOST_NUMBERED)]


class _Unsealed(msgspec.Struct, frozen=True, array_like=True):
    """As cursors said it that named whose they are."""

    partner_id: str
    place: _Place


_READ: Any = _Place | _Unsealed


class CursorRefused(InvalidInput):
    """`details`: `earliest`, a cursor before everything that is kept, and `latest`, one behind."""

    code = "CURSOR_REFUSED"


def item_cursor(cursors: Cursors, place: int, *, once: bool = False) -> str:
    """`once`: where no item of the partner's own stands, so that it does not show when others are
    told something."""
    return cursors.write(place, once=once)


async def place_after(context: Context, after: str) -> int:
    """The place in a partner's `after`; "": the beginning of what is kept.

    Raises:
        CursorRefused: it is not of this partner's feed, or of what is not kept any more.
    """
    partner_id = context.viewer.follower
    page = await context.apis.membership.shared_with(partner_id, 0, 1)
    if not after:
        return page.kept_after
    place = _read(context, after)
    if place is None or place > page.head:
        why = both(
            "这个游标不是此合作方的。",
            "This cursor was not given to this partner.",
        )
    elif place < page.kept_after:
        why = both(
            "这个游标之后的内容有一部分已不再保留。",
            "A part of what follows this cursor is not kept any more.",
        )
    else:
        return place
    raise _refused(why, context.cursors(KIND), page.kept_after, page.head)


def _read(context: Context, text: str) -> int | None:
    try:
        found: int | _Unsealed = context.cursors(KIND).read(text, _READ)
    except ValueError:
        return None
    if isinstance(found, int):
        return found
    return found.place if found.partner_id == context.viewer.follower else None


def _refused(why: Sentence, cursors: Cursors, kept_after: int, head: int) -> CursorRefused:
    sentence = both(
        "{why}请从 earliest（保留的最早内容）或 latest（此后的新内容）继续。",
        "{why} Go on from `earliest`, which is before all that is kept, or from `latest`, for what "
        "is new.",
        why=why,
    )
    begin: dict[str, object] = {
        "earliest": item_cursor(cursors, kept_after),
        "latest": item_cursor(cursors, head, once=True),
    }
    return CursorRefused(sentence, field="after", details=begin)
