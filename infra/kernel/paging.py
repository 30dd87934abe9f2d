"""Long lists come in pages; a cursor says after which entry the next page begins."""

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both

LARGEST_PAGE = 100

MOST_COUNTED = 1_000
"""How far a total is counted where the list may be very long: a page then costs the same."""


def checked_first(first: int) -> int:
    """
    Raises:
        InvalidInput: not from one to what a page has.
    """
    if 1 <= first <= LARGEST_PAGE:
        return first
    raise InvalidInput(
        both("first 须为 1 至 {most}。", "first is from 1 to {most}.", most=LARGEST_PAGE),
        field="first",
    )


def page_size(first: int) -> int:
    """As near to `first` as a page can be, for callers whose own check it was."""
    return max(1, min(first, LARGEST_PAGE))


def not_of_this_list() -> InvalidInput:
    """For a cursor that no page gave: starting over without a word would show everything twice."""
    return InvalidInput(
        both(
            "这个游标不属于此列表：请使用该列表给出的 endCursor 或 cursor，或省略 after 从头开始。",
            "This cursor is not of this list: use an endCursor or a cursor that it gave, or leave "
            "`after` out to begin at the first page.",
        ),
        field="after",
    )
