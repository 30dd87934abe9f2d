"""Cursors of what a partner was shown: of this partner, and of nobody else."""

from typing import Annotated

import msgspec

from gateway.request.context import Context
from gateway.schema.basics.cursors import read_cursor, write_cursor
from infra.kernel.errors import InvalidInput
from infra.kernel.events import MOST_NUMBERED
from infra.kernel.sentences import Sentence, both

KIND = "status-feed"


class _Place(msgspec.Struct, frozen=True, array_like=True):
    partner_id: str
    place: Annotated[int, msgspec.Meta(ge=0, le=MOST_NUMBERED)]


class CursorRefused(InvalidInput):
    """`details`: `earliest`, a cursor before everything that is kept, and `latest`, one behind."""

    code = "CURSOR_REFUSED"


def item_cursor(partner_id: str, place: int) -> str:
    return write_cursor(KIND, _Place(partner_id, place))


async def place_after(context: Context, after: str) -> int:
    """The place in a partner's `after`; "": the beginning of what is kept.

    Raises:
        CursorRefused: it is not of this partner's feed, or of what is not kept any more.
    """
    partner_id = context.viewer.id
    page = await context.apis.membership.shared_with(partner_id, 0, 1)
    if not after:
        return page.kept_after
    place = _read(partner_id, after)
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
    raise _refused(why, partner_id, page.kept_after, page.head)


def _read(partner_id: str, text: str) -> int | None:
    try:
        found = read_cursor(KIND, text, _Place)
    except ValueError:
        return None
    return found.place if found.partner_id == partner_id else None


def _refused(why: Sentence, partner_id: str, kept_after: int, head: int) -> CursorRefused:
    sentence = both(
        "{why}请从 earliest（保留的最早内容）或 latest（此后的新内容）继续。",
        "{why} Go on from `earliest`, which is before all that is kept, or from `latest`, for what "
        "is new.",
        why=why,
    )
    cursors: dict[str, object] = {
        "earliest": item_cursor(partner_id, kept_after),
        "latest": item_cursor(partner_id, head),
    }
    return CursorRefused(sentence, field="after", details=cursors)
