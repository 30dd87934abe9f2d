"""Long lists come in pages; a cursor says after which entry the next page begins."""

from infra.kernel.errors import InvalidInput
from infra.kernel.sentences import both


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
