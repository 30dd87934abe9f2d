"""A text that a command takes is tried, or holds nothing of one's own."""

from tests.browser.stored.cast import Cast
from tests.browser.stored.fields import ELSEWHERE, all_fields, holds_nothing


async def test_no_field_is_left_out(written: Cast) -> None:
    left_out = {one for one in all_fields() - written.writer.stored if not holds_nothing(one)}
    refused = {one: written.writer.refused.get(one, "never tried") for one in left_out}
    assert refused == {}


def test_what_is_tried_elsewhere_is_there() -> None:
    assert ELSEWHERE.keys() <= all_fields()
